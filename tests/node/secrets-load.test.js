/** No secret that a call was given is shown where WebAssembly fails it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./common.js";
import { assertHidden } from "./marked.js";

/** What is done to WebAssembly; the code of the error of a call that is answered 400 otherwise. */
const DAMAGES = {
  "cannot start": ["load", 'WebAssembly.instantiate = () => Promise.reject(new Error("no"));'],
  dies: [
    "load",
    `const { instantiate } = WebAssembly;
    const trapping = ([name, value]) => [name, typeof value === "function" ? (...args) => {
      if (answered) throw new WebAssembly.RuntimeError("unreachable");
      return value(...args);
    } : value];
    WebAssembly.instantiate = async (...args) => {
      const { instance } = await instantiate(...args);
      const exports = Object.fromEntries(Object.entries(instance.exports).map(trapping));
      return { instance: { exports } };
    };`,
  ],
  "does neither": ["http", ""],
};

for (const [name, [code, damage]] of Object.entries(DAMAGES)) {
  test(`No secret is shown or printed where WebAssembly ${name}.`, async () => {
    const result = await run(`
      import { inspect } from "node:util";
      import { listAccounts } from "datadog-llm-accounts";
      ${damage}
      const secrets = { apiKey: "secret-1", appKey: "secret-2", headers: { "X-A": "secret-3" } };
      let answered = false;
      const fetch = async () => {
        answered = true;
        return new Response("secret-1 secret-2 secret-3", { status: 400 });
      };
      const error = await listAccounts("openai", { ...secrets, fetch }).catch((it) => it);
      console.log(error.code);
      console.log(inspect(error, { showHidden: true, depth: Infinity }), error.stack);
      process.exit();
    `);
    assert.deepEqual([result.code, result.stderr], [0, ""]);
    assert.equal(result.stdout.split("\n")[0], code);
    assertHidden(result.stdout);
  });
}
