// Vercel's edge runtime forbids compiling bytes; its bundlers compile what is imported like this.
import wasm from "./accounts.wasm?module";
import { createListAccounts } from "./call.js";
import { createEngine } from "./engine.js";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

const engine = /* @__PURE__ */ createEngine(() => wasm);

export const listAccounts = /* @__PURE__ */ createListAccounts(engine);
