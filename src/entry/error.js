// Between the copies of this class that one process may hold (ESM and CJS, say), this mark is shared.
const BRAND = /* @__PURE__ */ Symbol.for("datadog-llm-accounts.AccountsError");

export class AccountsError extends Error {
  constructor({ message, cause, ...fields }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, BRAND, { value: true });
    // Not by assignment, which a program can have forbidden for all objects.
    Object.defineProperties(this, Object.getOwnPropertyDescriptors(fields));
  }

  get name() {
    return "AccountsError";
  }

  static [Symbol.hasInstance](value) {
    // A class that is made of this one has only instances of its own.
    if (this !== AccountsError) return super[Symbol.hasInstance](value);
    try {
      return Object(value)[BRAND] === true;
    } catch {
      return false; // a Proxy may throw at whatever is asked of it
    }
  }
}
