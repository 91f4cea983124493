/** The package's `listAccounts`, made of the Rust API: for the tests that say what every runtime has to keep. */
import { AccountsError } from "../../../src/entry/error.js";

export { AccountsError };

/** In the messages of Rust the options have Rust's names. */
const NAMES = { access_token: "accessToken", attempt_timeout: "attemptTimeout" };

export function createListAccounts(call) {
  return async function listAccounts(integration, options = {}) {
    const { accounts, error } = JSON.parse(await call(integration, options));
    if (accounts) return accounts;
    if (error.code === "aborted") throw options.signal.reason;
    const message = error.message.replace(/`(\w+)`/g, (text, name) => `\`${NAMES[name] ?? name}\``);
    throw new AccountsError({ ...error, message });
  };
}
