// The copies of this class that one process may hold (ESM and CJS, say) share this mark.
const BRAND = /* @__PURE__ */ Symbol.for("datadog-llm-accounts.AccountsError");

/** Every failure of a call but an abort; the types tell its kinds apart by `code`. */
export class AccountsError extends Error {
  constructor({ message, cause, ...fields }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, BRAND, { value: true });
    Object.assign(this, fields);
  }

  get name() {
    return "AccountsError";
  }

  static [Symbol.hasInstance](value) {
    // A derived class has only instances of its own. (Named in here, esbuild would rename the class.)
    if (Object.getPrototypeOf(this) !== Error) return super[Symbol.hasInstance](value);
    try {
      return Object(value)[BRAND] === true;
    } catch {
      return false; // a Proxy may throw
    }
  }
}
