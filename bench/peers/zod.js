import { listAccounts as fetchAccounts } from "./fetch.js";
import { Accounts } from "./zod-accounts.js";

export async function listAccounts(integration, options) {
  return Accounts.parse(await fetchAccounts(integration, options));
}
