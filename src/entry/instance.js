import { createGlue } from "./glue.js";

/**
 * An instance of the WebAssembly module, with glue of its own: wasm-bindgen's glue caches views of one memory.
 * A trap ends it, since its memory can be in any state: its pending calls end with the failure, none of its code
 * runs any more, and nothing is thrown into the host, where an exception in a microtask would end a Node process.
 */
export class Instance {
  /** What its calls end with, once it has trapped. */
  failure;
  #glue = createGlue();
  #describeTrap;
  #pending = new Set();

  /** @param {(cause: unknown) => object} describeTrap gives the fields of the `AccountsError` for a trap */
  constructor(describeTrap) {
    this.#describeTrap = describeTrap;
  }

  get imports() {
    return this.#glue.imports;
  }

  start({ exports }) {
    this.#glue.start(this.#guarded(exports));
    return this;
  }

  /**
   * @returns {Promise<object[] | object>} the accounts, or the fields of an `AccountsError`; rejected with the
   *   reason of the caller's signal
   */
  call(integration, options, startedAt) {
    return new Promise((resolve, reject) => {
      // It may have trapped in another call that waited for the same start.
      if (this.failure) return resolve(this.failure);
      this.#pending.add(resolve);
      const settle = (settled) => (value) => {
        this.#pending.delete(resolve);
        settled(value);
      };
      this.#glue.listAccounts(integration, options, startedAt, settle(resolve), settle(reject));
    });
  }

  #guarded(exports) {
    let depth = 0;
    const guard =
      (run) =>
      (...args) => {
        // The glue looks for an error in the list that a callback returns.
        if (this.failure) return [];
        depth++;
        try {
          return run(...args);
        } catch (cause) {
          this.failure ??= this.#describeTrap(cause);
          for (const resolve of this.#pending) resolve(this.failure);
          // Within a call from WebAssembly it must not go on.
          if (depth > 1) throw cause;
          return [];
        } finally {
          depth--;
        }
      };
    const guarded = { ...exports };
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value === "function") guarded[name] = guard(value);
    }
    return guarded;
  }
}
