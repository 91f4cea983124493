// workerd forbids compiling bytes; it compiles what is imported.
import wasm from "./accounts.wasm";
import { createListAccounts } from "./call.js";
import { createEngine } from "./engine.js";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

const engine = /* @__PURE__ */ createEngine(() => wasm);

export const listAccounts = /* @__PURE__ */ createListAccounts(engine);
