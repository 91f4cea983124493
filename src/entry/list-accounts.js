import { AccountsError } from "./error.js";

/**
 * Makes `listAccounts`: starts WebAssembly at the first call, and again after it has trapped. Everything else
 * about a call is in src/client.rs.
 *
 * @param start `startNow` or `startWhenLoaded` of a module
 */
export function createListAccounts(start) {
  let running;

  // A method, because bundlers rename a function whose name is taken, and stacks show its name.
  return {
    async listAccounts(integration, options) {
      const startedAt = Date.now();
      const outcome = await call(integration, options, startedAt);
      if (Array.isArray(outcome)) return outcome;
      throw new AccountsError(outcome);
    },
  }.listAccounts;

  /** The accounts, or the fields of an `AccountsError`. */
  async function call(integration, options, startedAt) {
    if (!running || running.failure) {
      const started = start(options, startedAt);
      // Without waiting where it is there at once: simultaneous calls share the instance.
      const { instance, failure } = started instanceof Promise ? await started : started;
      if (failure) return failure;
      running = instance;
    }
    return running.call(integration, options, startedAt);
  }
}
