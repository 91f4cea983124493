// For every place without an entry of its own: the wasm lies inside the JavaScript, so there is no
// file to serve and no bundler to set up.
import { createListAccounts } from "./client.js";
import { base64 } from "./inlined.js";

export { AccountsError } from "./error.js";
export { INTEGRATIONS, SITES } from "./names.js";

export const listAccounts = /* @__PURE__ */ createListAccounts(() => {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  // Five times faster than Uint8Array.from(text, ...).
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
});
