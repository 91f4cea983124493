/** Arbitrary values as a hostile caller, server or `fetch` may have them. No runtime's own modules are used. */
import fc from "fast-check";

/** A value that fast-check must not look at: it is made when it is used, and anew each time. */
class Made {
  constructor(make, shown) {
    this.make = make;
    this[fc.toStringMethod] = () => shown;
  }
}

/** What fast-check generated, with the values that it did not look at. */
export function unwrap(generated) {
  if (generated instanceof Made) return generated.make();
  if (Array.isArray(generated)) return generated.map(unwrap);
  if (typeof generated !== "object" || generated === null) return generated;
  return Object.fromEntries(
    Object.entries(generated).map(([name, value]) => [name, unwrap(value)]),
  );
}

const text = { unit: "binary" };

/** Text of every kind: half characters, white space, controls, what has a meaning in a URL or a header. */
export const strings = fc.oneof(
  fc.string(text),
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(..." \t\r\n\0\"\\/?#@%&=:;,.<>[]{}'`~^|é€\u{1f600}\u00a0\u0085\ufeff\u2028"),
      { maxLength: 8 },
    )
    .map((it) => it.join("")),
  fc.constantFrom(
    "",
    ".",
    "..",
    "%2e%2e",
    "../..",
    "__proto__",
    "constructor",
    "toString",
    "undefined",
    "null",
  ),
);

/** A text with something put into it. */
export function tampered(...texts) {
  return fc
    .tuple(fc.constantFrom(...texts), strings, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([text, added, at]) => {
      const place = Math.floor(at * (text.length + 1));
      return text.slice(0, place) + added + text.slice(place);
    });
}

/** Any value of JavaScript, new each time: primitives, objects with and without traps, other realms' lookalikes. */
export const values = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .anything({
        withBigInt: true,
        withBoxedValues: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withObjectString: true,
        withSet: true,
        withSparseArray: true,
        withTypedArray: true,
        maxDepth: 2,
        stringUnit: "binary",
      })
      .map((value) => new Made(() => value, fc.stringify(value))),
  },
  { weight: 1, arbitrary: strings },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...exotic()).map((make) => new Made(make, `(${make})()`)),
  },
);

/** Promises that answer in ways of their own. */
export const promises = fc
  .constantFrom(
    () => Object.assign(Promise.resolve([]), { then: refuse }),
    () => Object.assign(Promise.resolve([]), { then: (resolve) => resolve([]) }),
    () => Object.assign(Promise.resolve([]), { then: () => {} }),
    () => Object.defineProperty(Promise.resolve([]), "constructor", { get: refuse }),
    () => Object.assign(Promise.resolve([]), { constructor: { [Symbol.species]: refuse } }),
    () => Object.create(Promise.prototype),
    () => new (class extends Promise {})((resolve) => resolve([])),
    () => new Promise(() => {}),
    () => ({ then: refuse }),
    () => ({ then() {} }),
  )
  .map((make) => new Made(make, `(${make})()`));

function refuse() {
  throw new Error("no access");
}

function exotic() {
  const traps = Object.fromEntries(
    Object.getOwnPropertyNames(Reflect).map((name) => [name, refuse]),
  );
  const revoked = (target) => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy;
  };
  return [
    () => Symbol("s"),
    () => Symbol.iterator,
    () => () => {},
    () =>
      function () {
        throw this;
      },
    () => class {},
    () => refuse,
    () => async () => {},
    () => new Proxy({}, traps),
    () => new Proxy(() => {}, traps),
    () => new Proxy([], traps),
    () => new Proxy({}, {}),
    () => new Proxy({}, { get: (_, name) => name }),
    () => new Proxy(() => {}, { get: () => () => 7, has: () => true }),
    () => new Proxy([], { get: (target, name) => (name === "length" ? -1 : target[name]) }),
    () => revoked({}),
    () => revoked([]),
    () => revoked(() => {}),
    () => Object.create(null),
    () => Object.freeze(Object.create(null)),
    () => ({ toString: refuse, valueOf: refuse, [Symbol.toPrimitive]: refuse }),
    () => ({ toString: () => ({}), valueOf: () => ({}) }),
    () => ({
      get message() {
        throw new Error("no access");
      },
      get then() {
        throw new Error("no access");
      },
    }),
    () => ({
      get then() {
        return 7;
      },
    }),
    () => ({ [Symbol.iterator]: refuse, [Symbol.toStringTag]: 7 }),
    () => ({
      get [Symbol.toStringTag]() {
        throw new Error("no access");
      },
    }),
    () =>
      Object.assign(new Error("round"), {
        get cause() {
          return this;
        },
      }),
    () => Object.defineProperty(new Error("x"), "message", { get: refuse }),
    () => Object.defineProperty(new Error("x"), "stack", { get: refuse }),
    () => new AggregateError([new Error("y"), 7], "x", { cause: null }),
    () => new DOMException("m", "AbortError"),
    () => new Response("[]"),
    () => Response.error(),
    () => new Request("https://datadoghq.com"),
    () => new Headers({ a: "b" }),
    () => new URL("https://datadoghq.com"),
    () => new AbortController().signal,
    () => AbortSignal.abort(7),
    () => new EventTarget(),
    () => new Uint8Array(8),
    () => new WeakMap(),
    () => new WeakRef({}),
    () => Promise.resolve([]),
    () => new Promise(() => {}),
    () => Math,
    () => JSON,
    () => document_all(),
    () =>
      (function* () {
        yield ["a", "b"];
        yield 7;
      })(),
    () =>
      (function* () {
        yield ["a", "b"];
        throw new Error("enough");
      })(),
    () =>
      (function () {
        return arguments;
      })(1, 2),
    () => Object.assign([], { length: 100_000 }),
    () => new Date(Number.NaN),
    () => /x/gy,
    () => 2n ** 70n,
    () => -0,
    () => 2 ** 53,
    () => "x".repeat(100_000),
    () => "\ud800".repeat(5_000),
  ];
}

/** In a page the one object whose `typeof` is "undefined". */
function document_all() {
  return globalThis.document?.all;
}
