/** Globals that a program replaces with worse ones while a call runs. */
import { attack } from "./attack.js";

/**
 * For a source: what becomes of a call while this property is another one. It is put back when the call
 * has ended, and the call itself has begun with it.
 */
const REPLACED = `
  async function replaced(object, name, property, options) {
    const own = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { configurable: true, ...property });
    const outcome = await ask(options);
    if (own) Object.defineProperty(object, name, own);
    else delete object[name];
    return outcome;
  }
`;

const FOREVER = "{ timeout: Infinity, attemptTimeout: Infinity }";
const STALLED = "{ fetch: never, timeout: 50 }";
const AT_EDGE = '{ baseUrl: "https://edge.example" }';

/** What is replaced, by what, during which call, and what becomes of that. */
const CASES = {
  "a clearTimeout that throws": ["globalThis, 'clearTimeout', { value: refuse }", FOREVER],
  "no clearTimeout": ["globalThis, 'clearTimeout', { value: undefined }", FOREVER],
  "timers that are a Proxy": [
    "globalThis, 'setTimeout', { value: () => new Proxy({}, { get: refuse }) }",
    "{}",
  ],
  "a setTimeout that does not wait": [
    "globalThis, 'setTimeout', { value: (run) => run() }",
    "{}",
    "timeout",
  ],
  "a then that passes on": [
    "Promise.prototype, 'then', { value: function (...args) { return Reflect.apply(then, this, args); } }",
    "{}",
  ],
  "no URL": ["globalThis, 'URL', { value: undefined }", AT_EDGE, "invalid_argument baseUrl"],
  "a URL that throws": [
    "globalThis, 'URL', { value: refuse }",
    AT_EDGE,
    "invalid_argument baseUrl",
  ],
  "no Headers": ["globalThis, 'Headers', { value: undefined }", "{}", "network"],
  "Headers that throw": [
    "globalThis, 'Headers', { value: class { append = refuse } }",
    "{}",
    "network",
  ],
  "no fetch": [
    "globalThis, 'fetch', { value: undefined }",
    "{ fetch: undefined }",
    "invalid_argument fetch",
  ],
  "a JSON.parse that throws": ["JSON, 'parse', { value: refuse }", "{}", "decode"],
  "an abort that throws": [
    "AbortController.prototype, 'abort', { value: refuse }",
    STALLED,
    "timeout",
  ],
  "an AbortController without abort": [
    "globalThis, 'AbortController', { value: class { signal; } }",
    STALLED,
    "timeout",
  ],
  "a URL whose href throws": [
    "globalThis, 'URL', { value: class { get href() { return refuse(); } } }",
    AT_EDGE,
    "invalid_argument baseUrl",
  ],
  "a URL whose href is no string": [
    "globalThis, 'URL', { value: class { href = 7; } }",
    AT_EDGE,
    "invalid_argument baseUrl",
  ],
  "a URL whose href is none": [
    "globalThis, 'URL', { value: class { href = 'http://'; } }",
    AT_EDGE,
    "invalid_argument baseUrl",
  ],
  "a runtime's name that throws": ["globalThis, 'Bun', { get: refuse }", "{}"],
  "every object without a place for an option": [
    "Object.prototype, 'timeout', { get: () => undefined }",
    "{}",
  ],
};

for (const [name, [property, options, printed = "0 accounts"]] of Object.entries(CASES)) {
  attack(`With ${name} a call settles, and the next one works.`, {
    source: `
      const { then } = Promise.prototype;
      ${REPLACED}
      console.log(await replaced(${property}, ${options}));
    `,
    printed: [printed],
  });
}

attack("A start that fails where a global throws is a load error, and the next call works.", {
  source: `
    ${REPLACED}
    const copy = await import("ENTRY?copy");
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = () => Promise.reject(new Error("no wasm"));
    Object.defineProperty(globalThis, "Bun", { configurable: true, get: refuse });
    const during = await ask({}, copy.listAccounts);
    delete globalThis.Bun;
    WebAssembly.instantiate = instantiate;
    console.log(during);
    console.log(await ask({}, copy.listAccounts));
  `,
  printed: ["load", "0 accounts"],
});

attack("With frozen prototypes a call says the same, and the next one works.", {
  source: `
    for (const { prototype } of [Object, Error, TypeError, Array]) Object.freeze(prototype);
    const fetch = () => Promise.reject(new TypeError("the token", { cause: new Error("token") }));
    console.log(await ask({ fetch }));
  `,
  printed: ["network"],
});

attack("With another Promise a call that waits for WebAssembly heeds its timeout.", {
  source: `
    const slim = await import(new URL("slim.js?other", "ENTRY"));
    slim.setWasm(new Promise(() => {}));
    const { Promise: own } = globalThis;
    const call = ask({ timeout: 50 }, (...args) => {
      globalThis.Promise = class {};
      try {
        return slim.listAccounts(...args);
      } finally {
        globalThis.Promise = own;
      }
    });
    console.log(await call);
  `,
  printed: ["timeout"],
});

attack("A call whose time is over before it could be sent is not sent, and warns of nothing.", {
  source: `
    let sent = 0;
    const call = ask({ timeout: 20, fetch: () => { sent++; return answer(); } });
    for (const start = Date.now(); Date.now() < start + 60;);
    console.log(await call, sent);
  `,
  printed: ["timeout 0"],
});

attack("A secret as long as a header can be is in no error, and ends no other call.", {
  source: `
    for (const secret of ["\u00e9".repeat(6000), '"a'.repeat(7000), "a b".repeat(11000)]) {
      const other = ask({ fetch: () => new Promise((resolve) => setTimeout(() => resolve(answer()), 20)) });
      const fetch = () => ({ status: 403, headers: [["x-echo", secret]], text: () => secret });
      const error = await listAccounts("openai", { ...defaults, headers: { "x-a": secret }, fetch })
        .catch((error) => error);
      console.log(error.code, JSON.stringify([error, error.message, error.stack]).includes("aaa"), await other);
    }
  `,
  printed: ["http false 0 accounts", "http false 0 accounts", "http false 0 accounts"],
});
