/**
 * The package's contract once more, in JavaScript alone: the honest limit of what WebAssembly can reach
 * here. It has all of the package but the core. It passes the same tests (`make bench-contract`) and is not
 * published.
 */
import { createListAccounts } from "../../src/entry/call.js";
import { check } from "./accounts.js";
import { request } from "./options.js";
import { rateLimit } from "./rate-limit.js";
import { judge } from "./verdict.js";

export { AccountsError } from "../../src/entry/error.js";
export { INTEGRATIONS, SITES } from "./names.js";

const core = { request, check, judge, rateLimit };

export const listAccounts = createListAccounts((_, question) => question(core));
