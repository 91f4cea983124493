/** How WebAssembly starts, fails to, and dies: a `load` error. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./common.js";

/** Node's own fetch is WebAssembly too; its imports have another name. */
const OURS = "const isOurs = ([, imports]) => imports.a !== undefined;";

test("A hundred simultaneous first calls start one instance.", async () => {
  const result = await run(`
    ${OURS}
    let starts = 0;
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (...args) => {
      starts += isOurs(args);
      return instantiate(...args);
    };
    const { listAccounts } = await import("datadog-llm-accounts");
    const ask = () => listAccounts("openai", { accessToken: "x", fetch: () => Response.json([]) });
    const before = starts;
    const lists = await Promise.all(Array.from({ length: 100 }, ask));
    await ask();
    console.log(before, starts, lists.length);
  `);
  assert.deepEqual(result, { code: 0, stdout: "0 1 100\n", stderr: "" });
});

test("A start that fails is a load error for each waiting call, and the next call works.", async () => {
  const result = await run(`
    ${OURS}
    const { instantiate } = WebAssembly;
    const failures = [
      () => { throw new WebAssembly.CompileError("refused"); },
      () => Promise.reject(new WebAssembly.CompileError("refused")),
      () => Promise.reject("refused"),
      () => Promise.resolve({ exports: {} }),
    ];
    WebAssembly.instantiate = (...args) =>
      ((isOurs(args) && failures.shift()) || instantiate)(...args);
    const { AccountsError, listAccounts } = await import("datadog-llm-accounts");
    const ask = () => listAccounts("openai", { accessToken: "x", fetch: () => Response.json([]) });
    while (failures.length > 0) {
      const before = failures.length;
      const calls = await Promise.allSettled([ask(), ask(), ask()]);
      for (const { reason } of calls) {
        const { cause, message } = reason;
        console.log(reason instanceof AccountsError, JSON.stringify(reason), cause?.message ?? cause);
        console.log(message);
      }
      console.log(before - failures.length);
    }
    console.log(await ask());
  `);
  const refused = ['true {"code":"load"} refused', "WebAssembly could not start: refused"];
  const lines = result.stdout.trimEnd().split("\n");
  const expected = [...refused, ...refused, ...refused, "1"];
  assert.deepEqual(lines.slice(0, 21), [...expected, ...expected, ...expected]);
  for (const line of [21, 23, 25]) assert.match(lines[line], /^true \{"code":"load"\} /);
  assert.deepEqual(lines.slice(27), ["1", "[]"]);
  assert.deepEqual({ ...result, stdout: "" }, { code: 0, stdout: "", stderr: "" });
});

test("A trap in any export is a load error, and the next calls work.", async () => {
  const result = await run(`
    ${OURS}
    const { instantiate } = WebAssembly;
    let names;
    let trap;
    WebAssembly.instantiate = async (...args) => {
      if (!isOurs(args)) return instantiate(...args);
      const started = await instantiate(...args);
      const exports = { ...(started.instance ?? started).exports };
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
      return { instance: { exports } };
    };
    const fetch = async (url) => {
      await new Promise(setImmediate);
      return url.includes("openai") ? Response.json([]) : Response.json({}, { status: 400 });
    };
    const options = { accessToken: "x", fetch, maxRetries: 0 };
    const { AccountsError, listAccounts } = await import("datadog-llm-accounts");
    await listAccounts("openai", options);

    const messages = new Set();
    for (const name of names) {
      for (const count of [1, 2, 3, 5, 8]) {
        // Another copy of the entry, for an instance of its own.
        const copy = await import("ENTRY?" + name + count);
        const ask = (integration) => copy.listAccounts(integration, options);
        const armed = { name, count };
        trap = armed;
        const trapped = await settle(ask);
        armed.count = 0;
        if (trapped) messages.add(trapped.message.split(":")[0]);
        if ((await ask("openai")).length !== 0) console.log("no accounts", name, count);
        if (await settle(ask)) console.log("another load error", name, count);
      }
    }
    console.log([...messages].sort().join("\\n"));

    async function settle(ask) {
      const calls = [ask("openai"), ask("llmproxy"), ask(""), ask("openai")];
      const reasons = (await Promise.allSettled(calls)).map(({ reason }) => reason);
      const trapped = reasons.find((reason) => reason?.code === "load");
      const codes = [undefined, "http", "invalid_argument", undefined];
      const right = (code, i) => ["load", code].includes(reasons[i]?.code);
      if (!codes.every(right)) console.log("unexpected", reasons);
      if (trapped && !(trapped instanceof AccountsError)) console.log("no AccountsError", trapped);
      if (trapped && !(trapped.cause instanceof WebAssembly.RuntimeError)) console.log("no cause");
      return trapped;
    }
  `);
  const died = "WebAssembly could not start\nWebAssembly died\n";
  assert.deepEqual(result, { code: 0, stdout: died, stderr: "" });
});

test("Without Node's zlib a stream inflates the wasm; where neither is, the error says so.", async () => {
  const result = await run(`
    process.getBuiltinModule = undefined;
    const { DecompressionStream } = globalThis;
    delete globalThis.DecompressionStream;
    const { listAccounts } = await import("datadog-llm-accounts");
    const ask = () => listAccounts("openai", { accessToken: "x", fetch: () => Response.json([]) });
    console.log(await ask().catch(({ code, message }) => [code, message].join()));
    globalThis.DecompressionStream = DecompressionStream;
    console.log(await ask());
  `);
  const lacking = "load,WebAssembly could not start: this place has no DecompressionStream";
  assert.deepEqual(result, { code: 0, stdout: `${lacking}\n[]\n`, stderr: "" });
});
