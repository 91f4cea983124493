// Vercel's edge runtime compiles no bytes at run time; its bundlers compile what is imported like this.
import wasm from "./accounts.wasm?module";
import { createListAccounts } from "./list-accounts.js";
import { startNow } from "./start.js";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

export const listAccounts = /* @__PURE__ */ createListAccounts(/* @__PURE__ */ startNow(wasm));
