// Vercel's edge runtime forbids compiling bytes; its bundlers compile what is imported like this.
import wasm from "./accounts.wasm?module";
import { createListAccounts } from "./client.js";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

export const listAccounts = /* @__PURE__ */ createListAccounts(() => wasm);
