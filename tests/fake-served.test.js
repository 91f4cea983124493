/** The fake Datadog over HTTP and in workerd. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import {
  FORBIDDEN_KEYS,
  INTEGRATIONS,
  KEYS,
  RATE_LIMIT_HEADERS,
  accountsUrl,
  assertDocumented,
} from "./fake/documented.js";
import { serve } from "./fake/serve.js";

test("Over HTTP the answers are the same, and each request is recorded.", async () => {
  const server = await serve(createFakeDatadog({ simulate: true }));
  try {
    for (const integration of INTEGRATIONS) {
      const response = await fetch(accountsUrl(integration, server.url), { headers: KEYS });
      assert.equal(response.status, 200);
      assert.deepEqual(await assertDocumented(response), ACCOUNTS[integration]);
    }
    for (const status of [400, 401, 403, 429]) {
      const headers = { "X-Fake-Status": String(status) };
      const response = await fetch(accountsUrl("openai", server.url), { headers });
      assert.equal(response.status, status);
      await assertDocumented(response);
    }
    const encoded = await fetch(accountsUrl("open%2Fai", server.url), { headers: KEYS });
    assert.equal(encoded.status, 400);
    await assertDocumented(encoded);
  } finally {
    await server.close();
  }
  assert.equal(server.requests.length, INTEGRATIONS.length + 5);
  const { method, url, headers } = server.requests.at(-1);
  assert.equal(method, "GET");
  assert.equal(url, "/api/v2/llm-obs/v1/integrations/open%2Fai/accounts");
  assert.equal(headers["dd-api-key"], "fake-api-key");
});

test("A handler that throws answers 500, and its server goes on.", async () => {
  const failures = [
    () => {
      throw new Error("thrown");
    },
    () => Promise.reject(new Error("rejected")),
    () => undefined,
  ];
  let call = 0;
  const server = await serve(() => failures[call++]());
  try {
    while (call < failures.length) {
      const response = await fetch(server.url);
      assert.equal(response.status, 500);
      assert.deepEqual(await response.json(), { errors: ["Internal Server Error"] });
    }
  } finally {
    await server.close();
  }
});

test("A served handler reads a request's body.", async () => {
  const server = await serve(async (request) => new Response(await request.text()));
  try {
    const response = await fetch(server.url, { method: "POST", body: "ping" });
    assert.equal(await response.text(), "ping");
  } finally {
    await server.close();
  }
});

test("Closing a server cuts an answer that is still under way.", async () => {
  const server = await serve(createFakeDatadog({ delay: 2 ** 31 - 1 }));
  const answer = assert.rejects(fetch(accountsUrl("openai", server.url), { headers: KEYS }));
  while (server.requests.length === 0) await new Promise(setImmediate);
  await server.close();
  await answer;
  await server.close();
});

test("In workerd the answers are the same as in Node.", async () => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("fake/worker.js", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
  });
  const miniflare = new Miniflare({
    modules: true,
    script: bundle.outputFiles[0].text,
    compatibilityDate: "2026-01-01",
    cf: false,
  });
  try {
    const node = createFakeDatadog({ simulate: true });
    const asked = [
      ...INTEGRATIONS.map((integration) => [accountsUrl(integration), KEYS]),
      [accountsUrl("%E0%A4%A"), KEYS],
      [accountsUrl("openai"), {}],
      [accountsUrl("openai"), FORBIDDEN_KEYS],
      [accountsUrl("openai"), { "X-Fake-Status": "429" }],
    ];
    const statuses = [];
    for (const [url, headers] of asked) {
      const inWorkerd = await miniflare.dispatchFetch(url, { headers });
      const inNode = await node(new Request(url, { headers }));
      assert.equal(inWorkerd.status, inNode.status);
      for (const name of ["Content-Type", ...RATE_LIMIT_HEADERS]) {
        // The two clocks need not agree on the seconds left.
        if (name === "X-RateLimit-Reset") continue;
        assert.equal(inWorkerd.headers.get(name), inNode.headers.get(name), name);
      }
      assert.deepEqual(await assertDocumented(inWorkerd), await assertDocumented(inNode));
      statuses.push(inNode.status);
    }
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 400, 401, 403, 429]);
  } finally {
    await miniflare.dispose();
  }
});
