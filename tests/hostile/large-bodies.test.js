/** What becomes no account is not copied into WebAssembly's memory, which never shrinks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../node/common.js";

/** Bodies of tens of MB: status, how the text is made, what becomes of the call. */
const BODIES = {
  "HTML in an answer of 200": [200, `"<".padEnd(4e7, "p")`, "decode HTML"],
  "HTML after white space in an answer of 200": [200, `" ".repeat(4e7) + "<p>"`, "decode HTML"],
  "white space in an answer of 200": [200, `" ".repeat(4e7)`, "decode nothing"],
  "other text in an answer of 200": [200, `"x".repeat(4e7)`, "decode other text"],
  "text of two bytes a character in an answer of 200": [
    200,
    `"\\u20ac".repeat(2e7)`,
    "decode other text",
  ],
  "JSON that breaks off in an answer of 200": [200, `'["'.padEnd(4e7, "x")`, "decode other text"],
  "JSON of another kind in an answer of 200": [
    200,
    `JSON.stringify("x".repeat(4e7))`,
    "decode string",
  ],
  "HTML in an answer of 502": [502, `"<".padEnd(4e7, "p")`, "http "],
};

for (const [name, [status, text, outcome]] of Object.entries(BODIES)) {
  test(`${name.replace(/^./, (first) => first.toUpperCase())} needs no memory in WebAssembly, however large it is.`, async () => {
    const result = await run(`
      const { Instance } = WebAssembly;
      let memory;
      WebAssembly.Instance = function (module, imports) {
        const instance = new Instance(module, imports);
        // Node's own fetch is WebAssembly too; its imports have another name.
        if (imports.a) {
          const exported = Object.values(instance.exports);
          memory = exported.find((it) => it instanceof WebAssembly.Memory);
        }
        return instance;
      };
      const { listAccounts } = await import("datadog-llm-accounts");
      const ask = (text) => listAccounts("openai", {
        accessToken: "token",
        maxRetries: 0,
        timeout: Infinity,
        attemptTimeout: Infinity,
        fetch: () => ({ status: ${status}, headers: [], text: () => text }),
      }).catch((error) => error);
      await ask("<p>");
      const before = memory.buffer.byteLength;
      const { code, found } = await ask(${text});
      console.log(code, found ?? "", memory.buffer.byteLength - before);
    `);
    assert.deepEqual(result, { code: 0, stdout: `${outcome} 0\n`, stderr: "" });
  });
}
