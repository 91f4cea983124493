/** Globals that a polyfill, an instrumentation or an old runtime lacks or breaks while a call runs. */
import { attack } from "./attack.js";

/**
 * For a source: the outcome of a call while this property is replaced, from before the call until it has settled.
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

const STALLED = "{ fetch: never, timeout: 50 }";
const AT_EDGE = '{ baseUrl: "https://edge.example" }';

/** What is replaced, by what, during which call, and what becomes of that. */
const CASES = {
  "no URL": ["globalThis, 'URL', { value: undefined }", AT_EDGE, "invalid_argument baseUrl"],
  "a URL that throws": [
    "globalThis, 'URL', { value: refuse }",
    AT_EDGE,
    "invalid_argument baseUrl",
  ],
  "no Headers": ["globalThis, 'Headers', { value: undefined }", "{}"],
  "Headers that throw": ["globalThis, 'Headers', { value: class { append = refuse } }", "{}"],
  "no fetch": [
    "globalThis, 'fetch', { value: undefined }",
    "{ fetch: undefined }",
    "invalid_argument fetch",
  ],
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
};

for (const [name, [property, options, printed = "0 accounts"]] of Object.entries(CASES)) {
  attack(`With ${name} a call settles, and the next one works.`, {
    source: `
      ${REPLACED}
      console.log(await replaced(${property}, ${options}));
    `,
    printed: [printed],
  });
}

attack("A start that fails is a load error, and the next call works.", {
  source: `
    ${REPLACED}
    const copy = await import("ENTRY?copy");
    const { Instance } = WebAssembly;
    WebAssembly.Instance = refuse;
    const during = await ask({}, copy.listAccounts);
    WebAssembly.Instance = Instance;
    console.log(during);
    console.log(await ask({}, copy.listAccounts));
  `,
  printed: ["load", "0 accounts"],
});

attack("With frozen prototypes a call fails the same way, and the next one works.", {
  source: `
    for (const { prototype } of [Object, Error, TypeError, Array]) Object.freeze(prototype);
    const fetch = () => Promise.reject(new TypeError("the token", { cause: new Error("token") }));
    console.log(await ask({ fetch }));
  `,
  printed: ["network"],
});

attack("A call whose deadline passed before it could be sent is not sent.", {
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
      const piece = JSON.stringify(secret.slice(0, 12)).slice(1, -1);
      console.log(error.code, JSON.stringify([error, error.message, error.stack]).includes(piece), await other);
    }
  `,
  printed: ["http false 0 accounts", "http false 0 accounts", "http false 0 accounts"],
});
