/**
 * An instance that traps while calls are pending: each of them rejects with `load`, nothing escapes into the
 * host, and the next call starts a fresh instance. The trap is real: memory that cannot grow.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../node/common.js";
import { packageFolder } from "../package.js";

const limited = new URL("../limited-wasm.js", import.meta.url).href;

const BEFORE = `
  import { readFileSync } from "node:fs";
  import { AccountsError, listAccounts, setWasm } from "datadog-llm-accounts/slim";
  import { limitMemory } from "${limited}";
  const wasm = readFileSync(${JSON.stringify(join(packageFolder, "accounts.wasm"))});
  setWasm(limitMemory(wasm, 16));
  const LARGE = "y".repeat(3e6);
  const limits = { timeout: 400, attemptTimeout: 300, maxRetries: 0 };
  const good = { accessToken: "token", fetch: () => Response.json([]), ...limits };
  const call = (options) => listAccounts("openai", { ...good, ...options }).then(
    ({ length }) => length + " accounts",
    (error) => error instanceof AccountsError
      ? [error.code, error.message, error.cause instanceof WebAssembly.RuntimeError].join()
      : "thrown: " + error,
  );
  const unhandled = [];
  process.on("unhandledRejection", (reason) => unhandled.push(reason));
  process.on("uncaughtException", (error) => unhandled.push(error));
  process.on("exit", () => console.log(unhandled.length, "unhandled"));
`;
const TRAPPED = "load,WebAssembly trapped: unreachable,true";

/** Options of a call for which the memory is too small, by where it traps. */
const TRAPS = {
  "while it reads a key": "{ accessToken: LARGE }",
  "while it reads a base URL": "{ baseUrl: 'https://edge.example/' + LARGE }",
  "while it reads a header": "{ headers: { a: LARGE } }",
  "in a microtask, while it reads the headers of a response":
    "{ fetch: async () => ({ status: 400, headers: [['a', LARGE]], text: () => '' }) }",
};

/** Where the other calls are by then. */
const PENDING = `
  const resolvers = [];
  const late = () => new Promise((resolve) => resolvers.push(resolve));
  const pending = [
    call({ fetch: late }),
    call({ fetch: () => ({ status: 200, text: late }) }),
    call({ fetch: () => ({ status: 500, text: late }), onResponse() {} }),
    call({ fetch: () => ({ status: 503, headers: { "retry-after": "1" }, text: () => "" }), timeout: 5000, maxRetries: 5 }),
    call({ fetch: () => new Promise(() => {}), signal: new AbortController().signal }),
  ];
  await new Promise((resolve) => setTimeout(resolve, 20));
`;

for (const [name, options] of Object.entries(TRAPS)) {
  test(`A trap of a call ${name} rejects every pending call with load, and the next call works.`, async () => {
    await assertPrints(
      `
      console.log(await call({}));
      ${PENDING}
      console.log(await call(${options}));
      for (const outcome of await Promise.all(pending)) console.log(outcome);
      console.log(await call({}));
      // What the dead instance waited for arrives.
      for (const resolve of resolvers) resolve(new Response("[]"));
      await new Promise((resolve) => setTimeout(resolve, 500));
      console.log(await call({}));
      `,
      ["0 accounts", TRAPPED, ...Array(5).fill(TRAPPED), "0 accounts", "0 accounts"],
    );
  });
}

test("A trap of a call made in onResponse rejects both calls with load.", async () => {
  await assertPrints(
    `
    let inner;
    const onResponse = () => { inner = call({ accessToken: LARGE }); };
    console.log(await call({ onResponse }));
    console.log(await inner);
    console.log(await call({}));
    `,
    [TRAPPED, TRAPPED, "0 accounts"],
  );
});

test("A trap of the first of the calls that wait for a start rejects them all with load.", async () => {
  await assertPrints(
    `
    const calls = [call({ accessToken: LARGE }), call({}), call({})];
    for (const outcome of await Promise.all(calls)) console.log(outcome);
    console.log(await call({}));
    `,
    [TRAPPED, TRAPPED, TRAPPED, "0 accounts"],
  );
});

test("An instance can trap again and again.", async () => {
  await assertPrints(
    `
    for (let i = 0; i < 20; i++) {
      const calls = [call({ fetch: () => new Promise(() => {}) }), call({ accessToken: LARGE })];
      const outcomes = new Set(await Promise.all(calls));
      outcomes.add(await call({}));
      if ([...outcomes].join(" ") !== "${TRAPPED} 0 accounts") console.log(i, ...outcomes);
    }
    console.log("done");
    `,
    ["done"],
  );
});

/** Text from the network, which stays with the engine. */
const FRUGAL = {
  "an error's text": ["Response.json({ errors: [LARGE] }, { status: 400 })", "http"],
  "an error's body": ["new Response(LARGE, { status: 400 })", "http"],
  "a body that is not JSON": ["new Response(LARGE)", "decode"],
  "a thrown text": ["Promise.reject(LARGE)", "network"],
  "a thrown error's stack": [
    "Promise.reject(Object.assign(new Error('y'), { stack: LARGE }))",
    "network",
  ],
};

for (const [name, [returned, code]] of Object.entries(FRUGAL)) {
  test(`${name.replace(/^./, (first) => first.toUpperCase())} needs no memory of WebAssembly, however large it is.`, async () => {
    const source = `console.log((await call({ fetch: () => ${returned} })).split(",")[0]);`;
    await assertPrints(source, [code]);
  });
}

test("The wasm that traps is the published one, but for its memory.", async () => {
  const { limitMemory } = await import(limited);
  const bytes = readFileSync(join(packageFolder, "accounts.wasm"));
  const module = new WebAssembly.Module(limitMemory(bytes, 16));
  const original = new WebAssembly.Module(bytes);
  for (const list of ["imports", "exports"]) {
    assert.deepEqual(WebAssembly.Module[list](module), WebAssembly.Module[list](original));
  }
});

/** In a process of its own, which must survive. */
async function assertPrints(source, lines) {
  const { code, stdout, stderr } = await run(`${BEFORE}${source}`);
  const expected = { code: 0, lines: [...lines, "0 unhandled"], stderr: "" };
  assert.deepEqual({ code, lines: stdout.trimEnd().split("\n"), stderr }, expected);
}
