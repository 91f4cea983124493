/** The types where there is no DOM: in Node and in workers. It is checked, never run. */
import { AccountsError, listAccounts } from "datadog-llm-accounts";
import { setWasm } from "datadog-llm-accounts/slim";

export async function list(apiKey: string, appKey: string, signal: AbortSignal): Promise<string[]> {
  setWasm(new Uint8Array(8));
  try {
    const accounts = await listAccounts("openai", { apiKey, appKey, signal, fetch });
    return accounts.map((account) => account.account_name);
  } catch (error) {
    if (error instanceof AccountsError && error.code === "http") return [String(error.status)];
    throw error;
  }
}
