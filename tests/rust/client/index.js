/** The package's `listAccounts` on top of the Rust API, for the contract that every runtime is tested with. */
import { AccountsError } from "../../../src/entry/error.js";

export { AccountsError };

/** In messages, options have their names in Rust. */
const NAMES = {
  api_key: "apiKey",
  app_key: "appKey",
  access_token: "accessToken",
  base_url: "baseUrl",
  attempt_timeout: "attemptTimeout",
  max_retries: "maxRetries",
};

export function createListAccounts(call) {
  return async function listAccounts(integration, options = {}) {
    const { accounts, error } = JSON.parse(await call(integration, options));
    if (accounts) return accounts;
    if (error.code === "aborted") {
      const { reason } = options.signal;
      if (reason !== undefined) throw reason;
      throw new DOMException("The operation was aborted.", "AbortError");
    }
    const message = error.message.replace(/`(\w+)`/g, (text, name) => `\`${NAMES[name] ?? name}\``);
    throw new AccountsError({ ...error, message });
  };
}
