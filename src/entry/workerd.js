// workerd forbids compiling bytes; it compiles what is imported.
import wasm from "./accounts.wasm";
import { createListAccounts } from "./client.js";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

export const listAccounts = /* @__PURE__ */ createListAccounts(() => wasm);
