// workerd compiles no bytes at run time, only what is imported.
import wasm from "./accounts.wasm";
import { createListAccounts } from "./list-accounts.js";
import { startNow } from "./start.js";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

export const listAccounts = /* @__PURE__ */ createListAccounts(/* @__PURE__ */ startNow(wasm));
