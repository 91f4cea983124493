/** How WebAssembly starts, and fails to: a `load` error. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./common.js";

/** Node's own fetch is WebAssembly too; its imports have another name. */
const WATCHED = `
  const { Instance } = WebAssembly;
  const failures = [];
  let starts = 0;
  WebAssembly.Instance = function (module, imports) {
    if (imports.a === undefined) return new Instance(module, imports);
    starts += 1;
    const fail = failures.shift();
    return fail ? fail() : new Instance(module, imports);
  };
  const { AccountsError, listAccounts } = await import("datadog-llm-accounts");
  const fetch = () => Response.json([]);
  const call = () => listAccounts("openai", { accessToken: "x", fetch });
`;

test("The first call starts one instance, synchronously, and a hundred simultaneous calls share it.", async () => {
  const result = await run(`
    ${WATCHED}
    const before = starts;
    const first = call();
    const during = starts;
    const lists = await Promise.all([first, ...Array.from({ length: 99 }, call)]);
    await call();
    console.log(before, during, starts, lists.length);
  `);
  assert.deepEqual(result, { code: 0, stdout: "0 1 1 100\n", stderr: "" });
});

test("The first call sends its request synchronously, with its own timer alone.", async () => {
  const result = await run(`
    const timers = [];
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (...args) => (timers.push(args[1]), setTimeout(...args));
    const { listAccounts } = await import("datadog-llm-accounts");
    let sent = 0;
    const fetch = () => (sent++, Response.json([]));
    const promise = listAccounts("openai", { accessToken: "x", fetch });
    await undefined;
    console.log(sent, timers.join());
    await promise;
  `);
  assert.deepEqual(result, { code: 0, stdout: "1 10000\n", stderr: "" });
});

/** What a start fails with, the cause and the message. */
const FAILURES = {
  "throws an error": ['() => { throw new WebAssembly.CompileError("broken"); }', "broken"],
  "throws a text": ['() => { throw "broken"; }', "broken"],
  "throws an object without a text": [
    "() => { throw Object.create(null); }",
    "for an unknown reason",
  ],
};

for (const [name, [fail, why]] of Object.entries(FAILURES)) {
  test(`A start that ${name} is a load error, and the next call works.`, async () => {
    const result = await run(`
      ${WATCHED}
      failures.push(${fail}, ${fail});
      for (let i = 0; i < 2; i++) {
        const error = await call().catch((error) => error);
        console.log(error instanceof AccountsError, error.code, "cause" in error);
        console.log(error.message);
      }
      console.log((await call()).length, starts);
    `);
    const error = `true load true\nWebAssembly could not start: ${why}\n`;
    assert.deepEqual(result, { code: 0, stdout: `${error}${error}0 3\n`, stderr: "" });
  });
}

test("An instance without exports is a load error, and the next call works.", async () => {
  const result = await run(`
    ${WATCHED}
    failures.push(() => ({ exports: {} }));
    const error = await call().catch((error) => error);
    console.log(error instanceof AccountsError, error.code, error.cause instanceof TypeError);
    console.log((await call()).length, starts);
  `);
  assert.deepEqual(result, { code: 0, stdout: "true load true\n0 2\n", stderr: "" });
});

/** Each export of the wasm, called for the nth time. */
test("A trap in any export is a load error, and the next calls work.", async () => {
  const result = await run(`
    const { Instance } = WebAssembly;
    let names;
    let trap;
    WebAssembly.Instance = function (module, imports) {
      const instance = new Instance(module, imports);
      if (imports.a === undefined) return instance;
      const exports = { ...instance.exports };
      names ??= Object.keys(exports).filter((name) => typeof exports[name] === "function");
      const mine = trap;
      trap = undefined;
      if (mine) {
        const original = exports[mine.name];
        exports[mine.name] = (...args) => {
          mine.count -= 1;
          if (mine.count !== 0) return original(...args);
          throw new WebAssembly.RuntimeError("unreachable");
        };
      }
      return { exports };
    };
    const fetch = async (url) => {
      await new Promise(setImmediate);
      return url.includes("openai") ? Response.json([]) : Response.json({}, { status: 400 });
    };
    const options = { accessToken: "x", fetch, maxRetries: 0, timeout: 1000 };
    const { AccountsError, listAccounts } = await import("datadog-llm-accounts");
    await listAccounts("openai", options);

    const messages = new Set();
    for (const name of names) {
      for (const count of [1, 2, 3, 5, 8]) {
        // Another copy of the entry, for an instance of its own.
        const copy = await import("ENTRY?" + name + count);
        const call = (integration) => copy.listAccounts(integration, options);
        const armed = { name, count };
        trap = armed;
        const trapped = await settle(call);
        armed.count = 0;
        if (trapped) messages.add(trapped.message.split(":")[0]);
        if ((await call("openai")).length !== 0) console.log("no accounts", name, count);
        if (await settle(call)) console.log("another load error", name, count);
      }
    }
    console.log([...messages].sort().join("\\n"));

    async function settle(call) {
      const calls = [call("openai"), call("llmproxy"), call(""), call("openai")];
      const reasons = (await Promise.allSettled(calls)).map(({ reason }) => reason);
      const trapped = reasons.find((reason) => reason?.code === "load");
      const codes = [undefined, "http", "invalid_argument", undefined];
      const isExpected = (code, i) => ["load", code].includes(reasons[i]?.code);
      if (!codes.every(isExpected)) console.log("unexpected", reasons);
      if (trapped && !(trapped instanceof AccountsError)) console.log("no AccountsError", trapped);
      if (trapped && !(trapped.cause instanceof WebAssembly.RuntimeError)) console.log("no cause");
      return trapped;
    }
  `);
  assert.deepEqual(result, { code: 0, stdout: "WebAssembly trapped\n", stderr: "" });
});

test("Without Node's zlib a stream inflates the wasm; without either, the call rejects with load.", async () => {
  const result = await run(`
    process.getBuiltinModule = undefined;
    const { DecompressionStream } = globalThis;
    delete globalThis.DecompressionStream;
    const { listAccounts } = await import("datadog-llm-accounts");
    const call = () => listAccounts("openai", { accessToken: "x", fetch: () => Response.json([]) });
    console.log(await call().catch(({ code, message }) => [code, message].join()));
    globalThis.DecompressionStream = DecompressionStream;
    console.log(await call());
  `);
  const lacking = "load,WebAssembly could not start: DecompressionStream is not defined";
  assert.deepEqual(result, { code: 0, stdout: `${lacking}\n[]\n`, stderr: "" });
});
