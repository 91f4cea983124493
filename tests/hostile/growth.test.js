/** However many calls there are, neither WebAssembly's memory nor JavaScript's grows. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { test } from "node:test";
import { installed } from "../package.js";

/** `make test-long` makes a hundred thousand. */
const CALLS = Number(process.env.CALLS ?? 6000);

/**
 * Calls of every kind, one after the other. Prints, at four points of the way, the sizes in bytes of
 * WebAssembly's memory and of JavaScript's heap, and the entries of WebAssembly's tables.
 */
const SOURCE = `
  import { getEventListeners } from "node:events";
  const { Instance } = WebAssembly;
  let exported;
  WebAssembly.Instance = function (module, imports) {
    const instance = new Instance(module, imports);
    // Node's own fetch is WebAssembly too; its imports have another name.
    if (imports.a) exported = Object.values(instance.exports);
    return instance;
  };
  const { listAccounts } = await import("datadog-llm-accounts");

  const account = { id: "1", account_id: "2", account_name: "3", integration: "openai" };
  const accounts = JSON.stringify(Array.from({ length: 20 }, () => account));
  const refused = JSON.stringify({ errors: [{ title: "a", detail: "b", meta: { c: [1] } }] });
  const { signal } = new AbortController();
  const KINDS = {
    accounts: { fetch: () => new Response(accounts) },
    told: { fetch: () => new Response(accounts), signal, onResponse: () => {}, headers: { a: "b" } },
    refused: { fetch: () => new Response(refused, { status: 400, headers: { "X-RateLimit-Name": "a" } }) },
    wrong: { fetch: () => new Response('[{"id":7}]') },
    rejected: { fetch: () => Promise.reject(new Error("a token", { cause: new Error("y") })) },
    nothing: { fetch: () => ({}) },
    left: { signal: AbortSignal.abort("enough") },
    leaving: { fetch: late, get signal() { return soon(); } },
    invalid: { site: "elsewhere.example" },
    page: { fetch: () => new Response("<html>", { status: 502 }) },
    thrown: { fetch: () => { throw new Error("refused"); } },
    unsettled: { fetch: () => new Promise(() => {}), get signal() { return soon(); } },
    untold: { fetch: () => new Response("[]"), onResponse: () => new Promise(() => {}) },
  };
  function soon() {
    const controller = new AbortController();
    queueMicrotask(() => controller.abort("enough"));
    return controller.signal;
  }
  function late(_, { signal }) {
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }
  const kinds = process.argv[2].split(",").map((name) => KINDS[name]);

  async function calls(count) {
    for (let i = 0; i < count; i++) {
      const options = kinds[i % kinds.length];
      const call = listAccounts("openai", Object.assign(Object.create(options), { accessToken: "token", maxRetries: 0 }));
      await call.catch(() => {});
    }
    for (let i = 0; i < 5; i++) {
      await new Promise(setImmediate);
      gc();
    }
    return {
      memory: exported.find((it) => it instanceof WebAssembly.Memory).buffer.byteLength,
      table: exported.filter((it) => it instanceof WebAssembly.Table).map(({ length }) => length),
      heap: process.memoryUsage().heapUsed,
    };
  }
  const count = Number(process.argv[1]);
  const sizes = [await calls(1000), await calls(count / 4), await calls(count / 4), await calls(count / 2)];
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  console.log(JSON.stringify({ sizes, timers, listeners: getEventListeners(signal, "abort").length }));
`;

const ENDS = {
  [`${CALLS} calls that succeed and fail leak nothing.`]:
    "accounts,told,refused,wrong,rejected,nothing,left,leaving,invalid,page,thrown",
  [`${CALLS} promises that never settle leak nothing.`]: "unsettled,untold",
};

for (const [name, kinds] of Object.entries(ENDS)) {
  test(name, async (t) => {
    const { sizes, timers, listeners } = await measure(kinds);
    t.diagnostic(JSON.stringify(sizes));
    assert.deepEqual({ timers, listeners }, { timers: 0, listeners: 0 });
    const [first, , middle, last] = sizes;
    assert.equal(last.memory, first.memory, "WebAssembly's memory grew");
    assert.deepEqual(last.table, first.table, "WebAssembly's tables grew");
    const perCall = (last.heap - middle.heap) / (CALLS / 2);
    // The heap breathes; what a leak leaves of a call is some times as much.
    assert.ok(perCall < 200, `the heap grew by ${perCall} bytes a call`);
  });
}

function measure(kinds) {
  const args = ["--expose-gc", "--input-type=module", "--eval", SOURCE, String(CALLS), kinds];
  const cwd = dirname(installed);
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, timeout: 550_000 }, (error, stdout, stderr) => {
      if (error || stderr) reject(error ?? new Error(stderr));
      else resolve(JSON.parse(stdout));
    });
  });
}
