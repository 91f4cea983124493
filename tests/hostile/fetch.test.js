/**
 * What a `fetch` does by accident, and gloo-net's `send` never settles at: each call settles, the next one
 * works, and the process survives.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../node/common.js";

const HOST = "api.datadoghq.com";
const network = (why) => [`network: no response from ${HOST}: ${why}`];
const NO_RESPONSE = network("`fetch` must return a `status` and `text()` or `json()`");
const http = (status) => [`http: ${HOST} responded with ${status}`];

/** Options, and the outcome. */
const CASES = {
  "rejects with a text": ["{ fetch: () => Promise.reject('text') }", network("text")],
  "rejects with undefined": ["{ fetch: () => Promise.reject() }", network("undefined")],
  "rejects with another realm's error": [
    "{ fetch: () => Promise.reject(runInNewContext('new TypeError(\"foreign\")')) }",
    network("foreign"),
  ],
  "rejects with the text of an abort of its own": [
    "{ fetch: async () => { const own = new AbortController(); own.abort('text'); throw own.signal.reason; } }",
    network("text"),
  ],
  "throws synchronously": ["{ fetch: () => { throw new Error('sync'); } }", network("sync")],
  "throws a text synchronously": ["{ fetch: () => { throw 'sync'; } }", network("sync")],
  "resolves to a plain object": ["{ fetch: async () => ({ ok: true }) }", NO_RESPONSE],
  "returns a plain object": ["{ fetch: () => ({ ok: true }) }", NO_RESPONSE],
  "resolves to nothing": ["{ fetch: async () => {} }", NO_RESPONSE],
  "resolves to a response whose headers are null": [
    "{ fetch: async () => ({ status: 200, headers: null, text: async () => '[]' }), onResponse() {} }",
    ["0 accounts"],
  ],
  "resolves to an error whose headers are null": [
    "{ fetch: async () => ({ status: 400, headers: null, text: async () => '' }) }",
    http(400),
  ],
  "resolves to a genuine response with headers of null": [
    "{ fetch: async () => Object.defineProperty(new Response('', { status: 400 }), 'headers', { value: null }) }",
    http(400),
  ],
  "resolves to an error whose headers are a Proxy": [
    "{ fetch: async () => ({ status: 400, headers: new Proxy(new Headers(), {}), text: () => '' }) }",
    http(400),
  ],
  "resolves to a response whose headers are a Proxy": [
    "{ fetch: async () => ({ status: 200, headers: new Proxy(new Headers(), {}), text: () => '[]' }), onResponse() {} }",
    ["0 accounts"],
  ],
  "resolves to an error whose headers are of no class": [
    "{ fetch: async () => ({ status: 400, headers: Object.create(Headers.prototype), text: () => '' }) }",
    http(400),
  ],
  "resolves to an error with headers of a subclass": [
    "{ fetch: async () => ({ status: 400, headers: new (class extends Headers { entries() { return 7; } })(), text: () => '' }) }",
    http(400),
  ],
  "resolves to a response whose headers throw": [
    "{ fetch: async () => Object.defineProperty(new Response('[]'), 'headers', { get: refuse }) }",
    NO_RESPONSE,
  ],
  "resolves to a response whose text() throws": [
    "{ fetch: async () => ({ status: 200, headers: new Headers(), text: refuse }) }",
    network("no access"),
  ],
  "resolves to a genuine response whose text() throws": [
    "{ fetch: async () => Object.assign(new Response('[]'), { text: refuse }) }",
    network("no access"),
  ],
  "resolves to a response whose text() rejects with a text": [
    "{ fetch: async () => ({ status: 200, text: () => Promise.reject('text') }) }",
    network("text"),
  ],
  "resolves to an error whose text() throws": [
    "{ fetch: async () => ({ status: 400, text: refuse }) }",
    http(400),
  ],
  "is not called: a header value with an inner newline": [
    "{ headers: { 'x-a': 'a\\nb' } }",
    ["invalid_argument: `headers` contains an invalid header value"],
  ],
  "is not called: a header value above U+00FF": [
    "{ headers: { 'x-a': '\\u0100' } }",
    ["invalid_argument: `headers` contains an invalid header value"],
  ],
};

for (const [name, [options, outcome]] of Object.entries(CASES)) {
  test(`A call whose fetch ${name} settles, and the next call works.`, async () => {
    const source = String.raw`
      import { runInNewContext } from "node:vm";
      import { AccountsError, listAccounts } from "datadog-llm-accounts";
      const refuse = () => { throw new Error("no access"); };
      const good = { accessToken: "x", maxRetries: 0, fetch: () => Response.json([]) };
      const call = (options) => listAccounts("openai", { ...good, ...options }).then(
        ({ length }) => console.log(length + " accounts"),
        (error) => console.log(error instanceof AccountsError, error.code + ": " + error.message),
      );
      await call(${options});
      await call({});
      // With others at the same time.
      await Promise.all([call({}), call(${options}), call({})]);
    `;
    const result = await run(source);
    const [line] = outcome;
    const shown = line.endsWith("accounts") ? line : `true ${line}`;
    const lines = result.stdout.trimEnd().split("\n");
    assert.deepEqual(lines.slice(0, 2), [shown, "0 accounts"]);
    assert.deepEqual(lines.slice(2).sort(), ["0 accounts", "0 accounts", shown].sort());
    assert.deepEqual([result.code, result.stderr], [0, ""]);
  });
}
