/** No secret that a fetch throws, and none that a call was given, is in what the call shows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { circular, ok } from "./common.js";
import { CREDENTIALS, echoOf, failing, watchLogs } from "./marked.js";

watchLogs();

/** Values to throw that hold a text; `init` is what the fetch was given. */
const THROWN = {
  "a string": (echo) => echo,
  "a symbol": (echo) => Symbol(echo),
  "a message": (echo) => new Error(echo),
  "a JSON message": (echo) => new Error(JSON.stringify({ a: echo })),
  "a stack": (echo) => Object.assign(new Error("x"), { stack: `Error: x\n  at ${echo}` }),
  "a name": (echo) => Object.assign(new Error("x"), { name: echo }),
  "a cause": (echo) => new Error("x", { cause: new Error(echo) }),
  "a cause ten levels down": (echo) => nest(10, echo),
  "a cause that is a string": (echo) => new Error("x", { cause: echo }),
  "a property": (echo) => Object.assign(new Error("x"), { config: { headers: [echo] } }),
  "a property's name": (echo) => Object.assign(new Error("x"), { [echo]: 1 }),
  "a property of a cause": (echo) =>
    new Error("x", { cause: Object.assign(new Error("y"), { a: echo }) }),
  "an error in a property": (echo) => Object.assign(new Error("x"), { inner: new Error(echo) }),
  "an array's element": (echo) => ["x", [echo]],
  "a plain object's property": (echo) => ({ a: { b: echo } }),
  "one of an AggregateError's errors": (echo) => new AggregateError([new Error(echo)], "x"),
  "a property whose name is a symbol": (echo) =>
    Object.assign(new Error("x"), { [Symbol("a")]: echo }),
  "a symbol that names a property": (echo) => Object.assign(new Error("x"), { [Symbol(echo)]: 1 }),
  "a property that is not enumerable": (echo) =>
    Object.defineProperty(new Error("x"), "a", { value: echo }),
  "a property beside a circle": (echo) => Object.assign(circular(), { a: echo }),
  "a property beside a bigint": (echo) => Object.assign(new Error("x"), { a: 1n, b: echo }),
  "a property that toJSON hides": (echo) => ({ a: echo, toJSON: () => ({}) }),
  "a name that a class hides": (echo) => new HidingName("x", echo),
  "the name of a class": (echo) => {
    class Named extends Error {}
    Named.prototype.name = echo;
    return new Named("x");
  },
  "the text of a class": (echo) =>
    new (class extends Error {
      toString() {
        return echo;
      }
    })("x"),
  "the name of a DOMException": (echo) => new DOMException("x", echo),
  "the message of a DOMException": (echo) => new DOMException(echo, "AbortError"),
  "the cause of a DOMException": (echo) =>
    new DOMException("x", { name: "AbortError", cause: new Error(echo) }),
  "a getter of a kind of DOMException": (echo) =>
    new (class extends DOMException {
      get request() {
        return { echo };
      }
    })("x", "AbortError"),
  "a getter of what calls itself a DOMException": (echo) => ({
    get request() {
      return echo;
    },
    [Symbol.toStringTag]: "DOMException",
  }),
  "a getter of what calls itself an error": (echo) =>
    new (class {
      get request() {
        return echo;
      }
      get [Symbol.toStringTag]() {
        return "Error";
      }
    })(),
  "a getter of a kind of error": (echo) =>
    new (class extends TypeError {
      get request() {
        return echo;
      }
    })("x"),
  "a getter of a kind of array": (echo) =>
    new (class extends Array {
      get request() {
        return echo;
      }
    })(),
  "a getter that gives it at the second look": (echo) => {
    let looks = 0;
    const get = () => (looks++ === 0 ? "x" : echo);
    return Object.defineProperty(new Error("x"), "a", { get, enumerable: true });
  },
  "a map": (echo) => Object.assign(new Error("x"), { map: new Map([["a", echo]]) }),
  "a set": (echo) => new Set([echo]),
  "a function's property": (echo) => Object.assign(() => {}, { a: echo }),
  "the target of a proxy": (echo) =>
    new Proxy({ a: echo }, { get: (target, name) => (name === "a" ? undefined : target[name]) }),
  "what fetch was given": (_, init) => init,
  "the headers that fetch was given": (_, { headers }) => ({ headers }),
  "a Request of what fetch was given": (_, init) =>
    Object.assign(new Error("x"), { request: new Request("https://datadoghq.com", init) }),
};

/** As some libraries' errors do: no field shows it, but a getter tells. */
class HidingName extends Error {
  #secret;

  constructor(message, secret) {
    super(message);
    this.#secret = secret;
  }

  get name() {
    return `Hiding ${this.#secret ?? ""}`;
  }
}

for (const [name, make] of Object.entries(THROWN)) {
  test(`A secret that is thrown as ${name} is shown nowhere.`, async () => {
    for (const credentials of CREDENTIALS) {
      const echo = echoOf(credentials);
      for (const fetch of [
        (_, init) => {
          throw make(echo, init);
        },
        (_, init) => Promise.reject(make(echo, init)),
        (_, init) => ({ status: 200, text: () => Promise.reject(make(echo, init)) }),
      ]) {
        const { error, tries } = await failing(credentials, { fetch });
        assert.equal(error.code, "network");
        assert.equal(tries, 2);
      }
    }
  });
}

/** Options that end a call in ways that no answer has a part in; the error's code. */
const OWN_FAILURES = {
  "a timeout": () => ["timeout", { fetch: () => new Promise(() => {}), timeout: 20 }],
  "a try's timeout": () => [
    "timeout",
    { fetch: () => new Promise(() => {}), attemptTimeout: 20, maxRetries: 0 },
  ],
  "no response": (echo) => ["network", { fetch: () => ({ echo }) }],
  "no response but a text": (echo) => ["network", { fetch: () => echo }],
  "a fetch that is none": (echo) => ["invalid_argument", { fetch: undefined, signal: { echo } }],
  "another site": (echo) => ["invalid_argument", { site: echo, baseUrl: undefined }],
  "an address as site": (echo) => [
    "invalid_argument",
    { site: `https://app.datadoghq.com/?${echo}`, baseUrl: undefined },
  ],
  "a base URL over plain HTTP": (echo) => [
    "invalid_argument",
    { baseUrl: `http://10.0.0.1/${encodeURIComponent(echo)}` },
  ],
  "a base URL with a password": () => [
    "invalid_argument",
    { baseUrl: "https://secret-1:secret-2@edge.example" },
  ],
  "a base URL with a query": (echo) => [
    "invalid_argument",
    { baseUrl: `https://edge.example/?${encodeURIComponent(echo)}` },
  ],
  "a base URL that is none": (echo) => ["invalid_argument", { baseUrl: echo }],
  "a token beside keys": (echo) => ["invalid_argument", { apiKey: echo, accessToken: echo }],
  "a broken key": (echo) => ["invalid_argument", { apiKey: `${echo}\n${echo}` }],
  "a missing key": (echo) => [
    "invalid_argument",
    { apiKey: undefined, appKey: echo, accessToken: undefined, DD_API_KEY: echo },
  ],
  "a broken header": (echo) => ["invalid_argument", { headers: { "X-A": `${echo}\0` } }],
  "a broken header's name": (echo) => ["invalid_argument", { headers: { [echo]: "1" } }],
  "a header that is ours": (echo) => ["invalid_argument", { headers: { "DD-API-KEY": echo } }],
  "a limit that is none": (echo) => ["invalid_argument", { timeout: echo }],
};

for (const [name, make] of Object.entries(OWN_FAILURES)) {
  test(`No secret is shown after ${name}.`, async () => {
    for (const credentials of CREDENTIALS) {
      const [code, options] = make(echoOf(credentials));
      const { error } = await failing(credentials, { fetch: ok([]), ...options });
      assert.equal(error.code, code);
    }
  });
}

/** An error with so many causes below it, the last of this message. */
function nest(depth, message) {
  return depth === 0 ? new Error(message) : new Error("x", { cause: nest(depth - 1, message) });
}
