// For every runtime without an entry of its own: the wasm is inlined, so there is no file to serve and no
// bundler to configure.
import { inlinedWasm } from "./inlined.js";
import { createListAccounts } from "./list-accounts.js";
import { startWhenLoaded } from "./start-when-loaded.js";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

export const listAccounts = /* @__PURE__ */ createListAccounts(
  /* @__PURE__ */ startWhenLoaded(inlinedWasm),
);
