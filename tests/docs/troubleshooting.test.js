/** docs/troubleshooting.md: the messages of its headings are those of the package. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { importPackage } from "../package.js";
import { read } from "./blocks.js";

const { listAccounts } = await importPackage();

const keys = { apiKey: "an-api-key", appKey: "an-app-key", maxRetries: 0 };
const responds = (status, init) => ({
  ...keys,
  fetch: () => new Response(null, { status, ...init }),
});

/** For each message the options that cause it. */
const CASES = {
  "api.datadoghq.com responded with 401": responds(401),
  "api.datadoghq.com responded with 403": responds(403),
  "credentials are missing: pass …": {},
  "`appKey` is missing: Datadog requires both keys": { apiKey: "an-api-key" },
  "`apiKey` contains an invalid character": { ...keys, apiKey: "a\nkey" },
  '`site` must be a bare host such as "datadoghq.eu", not a URL': {
    ...keys,
    site: "https://app.datadoghq.eu/",
  },
  '`site` must be a Datadog site such as "datadoghq.eu": …': { ...keys, site: "datadog.example" },
  "api.datadoghq.com responded with 404": responds(404),
  "api.datadoghq.com responded with 301, a redirect, which is never followed": responds(301),
  "`baseUrl` must be a valid URL, and absolute outside a page": { ...keys, baseUrl: "/datadog" },
  "`baseUrl` must use https: http: would send secrets unencrypted": {
    ...keys,
    baseUrl: "http://dashboard.example",
  },
  "api.datadoghq.com responded with 429": responds(429),
  "no complete response from api.datadoghq.com within 10000 ms (`attemptTimeout`)": {
    ...keys,
    fetch: () => new Promise(() => {}),
  },
  "no response from api.datadoghq.com: …": {
    ...keys,
    fetch: () => Promise.reject(new TypeError("fetch failed")),
  },
  "the response does not match the documented schema: expected JSON at $, found HTML": {
    ...keys,
    fetch: () => new Response("<!doctype html>"),
  },
  "no response from api.datadoghq.com: `fetch` must return a `status` and `text()` or `json()`": {
    ...keys,
    fetch: () => {},
  },
};

/** Messages of a page, of another runtime or of a trap: where the source has them. */
const SOURCES = {
  "every visitor of a page can read its keys: pass …": "src/options.rs",
  "WebAssembly could not start: …": "src/entry/start.js",
  "WebAssembly trapped: …": "src/entry/start.js",
  "`fetch` is missing: this runtime has no global `fetch`": "src/client.rs",
};

/** Messages of other programs. */
const FOREIGN = [
  "Wasm code generation disallowed by embedder",
  "ReferenceError: TextDecoder is not defined",
  "TS2307: Cannot find module 'datadog-llm-accounts/edge'",
];

for (const [message, options] of Object.entries(CASES)) {
  test(`A call rejects with: ${message}`, async (t) => {
    if (message.includes("10000 ms")) t.mock.timers.enable({ apis: ["setTimeout"] });
    const call = listAccounts("openai", options);
    if (message.includes("10000 ms")) {
      const tick = () => t.mock.timers.tick(10_000);
      await Promise.resolve();
      tick();
    }
    const error = await call.then(assert.fail, (thrown) => thrown);
    assert.ok(error.message.startsWith(message.replace("…", "")), error.message);
  });
}

test("Messages of other circumstances are in the sources.", () => {
  for (const [message, file] of Object.entries(SOURCES)) {
    // Without the argument and the punctuation that are joined later.
    const text = message.replace(/^`\w+` |: …$|: pass …$/g, "");
    assert.ok(read(file).includes(text), `${file}: ${text}`);
  }
});

test("Each heading is one of these messages.", () => {
  const headings = [...read("docs/troubleshooting.md").matchAll(/^### (`+)(.*)\1$/gm)];
  const messages = headings.map(([, , text]) => text.trim()).sort();
  const known = [...Object.keys(CASES), ...Object.keys(SOURCES), ...FOREIGN].sort();
  assert.deepEqual(messages, known);
});
