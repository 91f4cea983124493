/** The types without those of a DOM, of Node and of Workers. It is checked, never run. */
import { type Account, AccountsError, type Fetch, listAccounts } from "datadog-llm-accounts";
import { setWasm } from "datadog-llm-accounts/slim";

declare const account: Account;
declare const keys: { apiKey: string; appKey: string };

setWasm(new Uint8Array(8));
const mock: Fetch = async (url, { headers }) => ({
  status: headers["DD-API-KEY"] === url ? 200 : 403,
  json: async () => [account],
});
const signal = { aborted: false, addEventListener() {}, removeEventListener() {} };
await listAccounts("openai", { ...keys, fetch: mock, signal });
try {
  await listAccounts("openai", { ...keys, headers: { "X-Team": "sre" } });
} catch (error) {
  if (!(error instanceof AccountsError)) throw error;
  if (error.code === "http") void [error.status, error.retryAfter];
}
