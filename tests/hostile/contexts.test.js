/** On workerd many requests share an isolate, and none may touch the promises and timers of another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Miniflare } from "miniflare";
import { ACCOUNT } from "../node/common.js";
import { serve } from "../fake/serve.js";
import { bundleWorker, compatibilityDate } from "../workerd.js";

const REQUESTS = 200;

/** What the attempts of a call get, one after the other: each way of waiting there is. */
const ATTEMPTS = [
  () => new Response("", { status: 500 }),
  () => new Response("", { status: 503, headers: { "Retry-After": "0" } }),
  () => new Response("", { status: 429, headers: { "X-RateLimit-Reset": "0" } }),
  () => new Promise(() => {}),
  (id) => Response.json([{ ...ACCOUNT, id }]),
];

test(`${REQUESTS} simultaneous requests of one isolate, with retries and timers of their own, all finish.`, async (t) => {
  const counts = new Map();
  const datadog = await serve(({ url, headers }) => {
    const [, id] = new URL(url).pathname.split("/");
    assert.equal(headers.get("authorization"), `Bearer token-${id}`);
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    // Calls differ in where they begin, so that they wait for different things at the same time.
    const attempts = ATTEMPTS.slice(Number(id) % ATTEMPTS.length);
    return attempts[Math.min(count, attempts.length - 1)](id);
  });
  t.after(() => datadog.close());
  let logged = "";
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    modules: await bundleWorker("tests/workerd/crowd.js"),
    modulesRoot: "/",
    compatibilityDate,
    bindings: { DATADOG: datadog.url },
    handleRuntimeStdio(stdout, stderr) {
      for (const stream of [stdout, stderr]) stream.on("data", (text) => (logged += text));
    },
  });
  t.after(() => miniflare.dispose());
  const { origin } = await miniflare.ready;

  const outcomes = await Promise.all(
    Array.from({ length: REQUESTS }, async (_, id) => {
      const response = await fetch(`${origin}/${id}`);
      const text = await response.text();
      assert.equal(response.status, 200, text);
      return JSON.parse(text);
    }),
  );
  assert.equal(new Set(outcomes.map(({ isolate }) => isolate)).size, 1, "more than one isolate");
  for (const [id, { outcome, attempts }] of outcomes.entries()) {
    assert.equal(outcome, String(id));
    assert.match(attempts.at(-1), /:200$/);
    // A slow machine may take an attempt or two more.
    assert.ok(counts.get(String(id)) >= ATTEMPTS.length - (id % ATTEMPTS.length), `request ${id}`);
  }
  assert.equal(logged, "");
});
