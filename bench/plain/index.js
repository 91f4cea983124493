/**
 * The package's contract once more, in JavaScript alone: the honest limit of what WebAssembly can reach
 * here. It passes the same tests (`make bench-contract`) and is not published.
 */
import { listAccountsOf } from "./call.js";
import { readOptions } from "./options.js";

export { AccountsError } from "../../src/entry/error.js";
export { INTEGRATIONS, SITES } from "./names.js";

export async function listAccounts(integration, options) {
  return await listAccountsOf(readOptions(integration, options));
}
