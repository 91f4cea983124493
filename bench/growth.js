/**
 * Prints how CPU time grows with the number of accounts, and memory with the number of calls, in Node:
 * `node --expose-gc bench/growth.js [--only=fetch,ours] [--calls=100000]`
 */
import { parseArgs } from "node:util";
import { keep, printTable } from "./results.js";
import { loadInNode } from "./speed/places.js";
import { quantile } from "./speed/rounds.js";

const COUNTS = [1, 10, 100, 1000, 10_000, 100_000];
const ROUNDS = 5;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "fetch,ours" },
    calls: { type: "string", default: "100000" },
  },
});
const contestants = values.only.split(",");
const memories = [];
watchMemories();
const { call } = await loadInNode(contestants);

// First: later the answers of 100,000 accounts lie on the heap.
const afterCalls = await growthOfMemory();
printTable([
  ["calls of ours", "wasm memory KB", "heap MB"],
  ...afterCalls.map(({ calls, wasm, heap }) => [calls, wasm / 1024, (heap / 2 ** 20).toFixed(1)]),
]);
console.log();
const perAccount = await growthOfTime();
printTable([
  ["us an account, of", ...COUNTS],
  ...contestants.map((name) => [name, ...perAccount[name].map((time) => time.toFixed(2))]),
]);
keep("growth", { perAccount, afterCalls });

/** Microseconds of CPU an account, by contestant and in the order of COUNTS. */
async function growthOfTime() {
  const all = Object.fromEntries(contestants.map((name) => [name, []]));
  for (const count of COUNTS) {
    const times = Math.ceil(20_000 / (count + 100));
    const samples = Object.fromEntries(contestants.map((name) => [name, []]));
    for (let round = -1; round < ROUNDS; round++) {
      for (const name of contestants) {
        // Else one pays for what another has left behind.
        globalThis.gc();
        const before = process.cpuUsage();
        await call(name, `${count}`, times);
        const { user, system } = process.cpuUsage(before);
        if (round >= 0) samples[name].push((user + system) / times / count);
      }
    }
    for (const name of contestants) all[name].push(quantile(samples[name], 0.5));
  }
  return all;
}

/** After the first thousand calls, and then ten times as many: nine of ten answered, the tenth refused. */
async function growthOfMemory() {
  const grown = [];
  let done = 0;
  for (let calls = 1000; calls <= Number(values.calls); calls *= 10) {
    for (; done < calls; done += 100) {
      await call("ours", "10", 90);
      await call("ours", "error", 10);
    }
    await collect();
    if (memories.length === 0) throw new Error("no memory of this package was found");
    const wasm = Math.max(...memories.map(({ buffer }) => buffer.byteLength));
    grown.push({ calls, wasm, heap: process.memoryUsage().heapUsed });
  }
  return grown;
}

/** What the runtime frees only after a collection told it so is freed as well. */
async function collect() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Every memory that an instance of this package exports from now on. */
function watchMemories() {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (module, imports) {
    const instance = new Instance(module, imports);
    // Node's own fetch is WebAssembly too; its imports have another name.
    if (imports.a) {
      const exported = Object.values(instance.exports);
      memories.push(...exported.filter((it) => it instanceof WebAssembly.Memory));
    }
    return instance;
  };
}
