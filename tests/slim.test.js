/** The entry to which the wasm is passed: with any value, each call works or its error says what is wrong. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { packageFolder } from "./package.js";
import { serve } from "./fake/serve.js";

const wasm = readFileSync(join(packageFolder, "accounts.wasm"));
const answer = (body, type) => new Response(body, { headers: { "Content-Type": type } });

let server;
before(async () => {
  server = await serve((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/accounts.wasm") return answer(wasm, "application/wasm");
    if (pathname === "/untyped") return answer(wasm, "application/octet-stream");
    if (pathname === "/page") return answer("<!doctype html><p>Not found", "text/html");
    return new Response(null, { status: 404 });
  });
});
after(() => server.close());

let copies = 0;
/** A new copy of the entry, to which no wasm has been passed. */
async function fresh() {
  const copy = await import(`${pathToFileURL(join(packageFolder, "slim.js"))}?${copies++}`);
  const options = { accessToken: "x", fetch: () => Promise.resolve(Response.json([])) };
  return { ...copy, ask: () => copy.listAccounts("openai", options) };
}

for (const [what, source] of [
  ["a URL", () => new URL("/accounts.wasm", server.url)],
  ["a URL as text", () => `${server.url}/accounts.wasm`],
  ["a Response", () => fetch(`${server.url}/accounts.wasm`)],
  ["a Response without its type", () => fetch(`${server.url}/untyped`)],
  ["bytes", () => wasm],
  ["a buffer", () => new Uint8Array(wasm).buffer],
  [
    "a buffer of another realm",
    () => runInNewContext("Uint8Array.from(bytes).buffer", { bytes: wasm }),
  ],
  ["a module", () => new WebAssembly.Module(wasm)],
  ["a promise of a module", () => WebAssembly.compile(wasm)],
  ["a promise of a URL", () => Promise.resolve(`${server.url}/accounts.wasm`)],
]) {
  test(`It starts once for a hundred calls from ${what}.`, async () => {
    const { ask, setWasm } = await fresh();
    assert.equal(setWasm(source()), undefined);
    const lists = await Promise.all(Array.from({ length: 100 }, ask));
    assert.ok(lists.every((list) => list.length === 0));
  });
}

for (const value of [undefined, null, 7, true, {}, [], () => fetch("/"), Symbol("x")]) {
  test(`${typeof value === "object" ? JSON.stringify(value) : String(value)} is rejected at once.`, async () => {
    const { AccountsError, setWasm } = await fresh();
    assert.throws(
      () => setWasm(value),
      (error) => {
        assert.ok(error instanceof AccountsError);
        const { code, argument, message } = error;
        assert.deepEqual([code, argument], ["invalid_argument", "wasm"]);
        assert.equal(
          message,
          "`wasm` must be a URL, a Response, bytes, a WebAssembly.Module or a promise of one",
        );
        return true;
      },
    );
  });
}

const OTHER_BUILD = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const start = "WebAssembly could not start: ";
for (const [what, source, message] of [
  ["nothing", undefined, `${start}pass it to setWasm() before the first call`],
  [
    "a promise of nothing",
    () => Promise.resolve(),
    `${start}the promise passed to setWasm() must give a URL`,
  ],
  ["a promise that fails", () => Promise.reject(new Error("offline")), `${start}offline`],
  [
    "an address without a server",
    () => "http://127.0.0.1:1/x",
    `${start}fetch could not read http://127.0.0.1:1/x: pass its bytes instead`,
  ],
  [
    "a file's address",
    () => pathToFileURL(join(packageFolder, "accounts.wasm")),
    `${start}fetch could not read file:`,
  ],
  ["a missing file", () => `${server.url}/missing`, "/missing has the status 404"],
  ["a page", () => `${server.url}/page`, `${start}WebAssembly.compile(): expected magic word`],
  [
    "another WebAssembly",
    () => OTHER_BUILD,
    `${start}it is not the accounts.wasm of this version of the package`,
  ],
]) {
  test(`With ${what}, each call is a load error, and the next wasm that is passed works.`, async () => {
    const { AccountsError, ask, setWasm } = await fresh();
    if (source) setWasm(source());
    for (let attempts = 0; attempts < 2; attempts++) {
      const outcomes = await Promise.allSettled([ask(), ask()]);
      for (const { reason } of outcomes) {
        assert.ok(reason instanceof AccountsError);
        assert.equal(reason.code, "load");
        assert.ok(reason.message.includes(message), reason.message);
      }
    }
    setWasm(wasm);
    assert.deepEqual(await ask(), []);
  });
}

test("A Response is read once, also when its start failed for another reason.", async (t) => {
  const { ask, setWasm } = await fresh();
  setWasm(fetch(`${server.url}/accounts.wasm`));
  const { instantiate } = WebAssembly;
  t.after(() => {
    WebAssembly.instantiate = instantiate;
  });
  WebAssembly.instantiate = () => Promise.reject(new RangeError("out of memory"));
  await assert.rejects(ask(), { code: "load", message: `${start}out of memory` });
  WebAssembly.instantiate = instantiate;
  assert.deepEqual(await ask(), []);
});

/** What ends a call whose wasm never arrives. */
const NO_WASM = {
  "its timeout": [
    () => ({ timeout: 50 }),
    { code: "timeout", timeout: 50, message: "WebAssembly did not start within 50 ms (`timeout`)" },
  ],
  "its signal": [() => ({ signal: AbortSignal.timeout(50) }), { name: "TimeoutError" }],
  "a signal that has aborted": [
    () => ({ signal: AbortSignal.abort(new Error("enough")) }),
    { message: "enough" },
  ],
};

for (const [name, [options, error]] of Object.entries(NO_WASM)) {
  test(`A call whose wasm never arrives ends with ${name}.`, async () => {
    const { listAccounts, setWasm } = await fresh();
    setWasm(new Promise(() => {}));
    let sent = 0;
    const fetch = () => Response.json([], sent++);
    await assert.rejects(
      listAccounts("openai", { accessToken: "x", fetch, ...options() }),
      (thrown) => {
        for (const [field, value] of Object.entries(error)) assert.equal(thrown[field], value);
        return true;
      },
    );
    assert.equal(sent, 0);
  });
}

test("After a wasm that never arrived another one works.", async () => {
  const { ask, listAccounts, setWasm } = await fresh();
  setWasm(new Promise(() => {}));
  await assert.rejects(listAccounts("openai", { accessToken: "x", timeout: 1 }), {
    code: "timeout",
  });
  setWasm(wasm);
  assert.deepEqual(await ask(), []);
});

test("The time limit of a call includes the wait for the wasm.", async (t) => {
  const { listAccounts, setWasm } = await fresh();
  setWasm(new Promise((resolve) => setTimeout(resolve, 200, wasm)));
  const timers = t.mock.method(globalThis, "setTimeout");
  const controller = new AbortController();
  const fetch = () => controller.abort("enough");
  const limits = { timeout: 60_000, attemptTimeout: Infinity };
  const options = { accessToken: "x", fetch, signal: controller.signal, ...limits };
  await assert.rejects(listAccounts("openai", options), (reason) => reason === "enough");
  const [start, attempt, ...more] = timers.mock.calls.map(({ arguments: [, delay] }) => delay);
  assert.ok(start > 59_900 && start <= 60_000, `${start}`);
  assert.deepEqual(more, []);
  // The timer above may be a millisecond early.
  assert.ok(attempt <= 60_000 - 199, `${attempt}`);
});

test("A Response that arrives late is read once for all calls that wait for it.", async () => {
  const { ask, listAccounts, setWasm } = await fresh();
  let answer;
  setWasm(new Promise((resolve) => (answer = resolve)));
  await assert.rejects(listAccounts("openai", { accessToken: "x", timeout: 1 }), {
    code: "timeout",
  });
  const next = ask();
  answer(new Response(wasm));
  assert.deepEqual(await next, []);
  assert.deepEqual(await ask(), []);
});

/** Options that are invalid: the message. */
const INVALID = {
  timeout: [{ timeout: 0 }, "`timeout` must be a positive number of milliseconds"],
  signal: [
    { signal: { aborted: false, addEventListener: () => JSON.parse("{") } },
    "`signal` must be an AbortSignal",
  ],
  site: [{ site: "" }, "`site` must not be empty"],
};

for (const [argument, [options, message]] of Object.entries(INVALID)) {
  test(`An invalid \`${argument}\` is rejected once the wasm has started.`, async () => {
    const { listAccounts, setWasm } = await fresh();
    setWasm(new Promise((resolve) => setTimeout(resolve, 20, wasm)));
    await assert.rejects(listAccounts("openai", { accessToken: "x", ...options }), {
      code: "invalid_argument",
      argument,
      message,
    });
  });
}
