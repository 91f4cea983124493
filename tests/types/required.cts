/** The types as a CommonJS module sees them. It is checked, never run. */
import accounts = require("datadog-llm-accounts");
import slim = require("datadog-llm-accounts/slim");

async function names(keys: { apiKey: string; appKey: string }): Promise<string[]> {
  slim.setWasm(new Uint8Array(8));
  try {
    const found: accounts.Account[] = await accounts.listAccounts(accounts.INTEGRATIONS[0], keys);
    return found.map((account) => account.account_name);
  } catch (error) {
    if (!(error instanceof accounts.AccountsError)) throw error;
    // @ts-expect-error: only an http error has a status
    void error.status;
    return error.code === "http" ? error.errors.map(({ title = "" }) => title) : [];
  }
}
// @ts-expect-error: an unknown option
void accounts.listAccounts("openai", { apiKey: "x", appKey: "y", app_key: "z" });
// @ts-expect-error: no such export
void accounts.default;

export = names;
