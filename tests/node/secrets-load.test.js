/** No secret of a call is shown where WebAssembly does not start or traps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./common.js";
import { assertHidden } from "./marked.js";

/** The error's code of a call whose response is a 400, and what is done to WebAssembly. */
const DAMAGES = {
  "cannot start": ["load", 'WebAssembly.Instance = function () { throw new Error("no"); };'],
  traps: [
    "load",
    `const { Instance } = WebAssembly;
    const trapping = ([name, value]) => [name, typeof value === "function" ? (...args) => {
      if (answered) throw new WebAssembly.RuntimeError("unreachable");
      return value(...args);
    } : value];
    WebAssembly.Instance = function (...args) {
      const { exports } = new Instance(...args);
      return { exports: Object.fromEntries(Object.entries(exports).map(trapping)) };
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
