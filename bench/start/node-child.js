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

// This package compiles and instantiates synchronously in Node.
let wasm = 0;
for (const name of ["Module", "Instance"]) {
  WebAssembly[name] = new Proxy(WebAssembly[name], {
    construct(target, args) {
      const start = cpu();
      const made = new target(...args);
      wasm += cpu() - start;
      return made;
    },
  });
}

/** Milliseconds that this process has used so far: what else the machine does is not in it. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

globalThis.gc();
const before = process.memoryUsage();
const start = cpu();
const { listAccounts } = await import(pathToFileURL(file));
const imported = cpu();
await listAccounts("openai", options);
const called = cpu();
await listAccounts("openai", options);
const again = cpu();
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
