/** One contestant in a cold process: how long its import and its first calls take, and what memory they take. */
import { pathToFileURL } from "node:url";
import { answer } from "../speed/answers.js";

const [, , file] = process.argv;
const { status, headers, body } = answer("1");
const options = {
  apiKey: "fake-api-key",
  appKey: "fake-app-key",
  maxRetries: 0,
  fetch(input, init) {
    new Request(input, init);
    return Promise.resolve(new Response(body, { status, headers }));
  },
};
// Node loads its own fetch at its first use, and none of them is to pay for that.
await (await options.fetch("https://datadoghq.com", {})).json();

let wasm = 0;
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...args) => {
  const start = performance.now();
  const started = await instantiate(...args);
  wasm = performance.now() - start;
  return started;
};

globalThis.gc();
const before = process.memoryUsage();
const start = performance.now();
const { listAccounts } = await import(pathToFileURL(file));
const imported = performance.now();
await listAccounts("openai", options);
const called = performance.now();
await listAccounts("openai", options);
const again = performance.now();
globalThis.gc();
const after = process.memoryUsage();

process.send({
  import: imported - start,
  first: called - imported,
  second: again - called,
  wasm,
  memory: (after.rss - before.rss) / 2 ** 20,
});
process.disconnect();
