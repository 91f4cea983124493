// workerd forbids compiling bytes; it compiles what is imported.
import { createListAccounts } from "./client.js";
import wasm from "./datadog_llm_accounts_bg.wasm";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

export const listAccounts = /* @__PURE__ */ createListAccounts(() => wasm);
