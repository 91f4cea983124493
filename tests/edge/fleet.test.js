/** Eight isolates and 1,000 requests at once: how many requests reach Datadog with each tier. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { API, API_KEY, createDatadog, sleep } from "./common.js";
import { withFleet } from "./fleet.js";

const ANTHROPIC = `${API}/anthropic/accounts`;
const CACHE = { bindings: { CACHE: "named" } };
const COORDINATOR = { coordinator: true };

function assertServed(responses) {
  for (const { status, text } of responses) {
    assert.equal(status, 200, text);
    assert.deepEqual(JSON.parse(text), ACCOUNTS.openai);
  }
  assert.equal(new Set(responses.map(({ headers }) => headers.etag)).size, 1);
}

for (const [tier, options, [min, max]] of [
  ["memory alone", {}, [8, 8]],
  ["a shared cache", CACHE, [1, 8]],
  ["the coordinator", COORDINATOR, [1, 1]],
  ["a shared cache and the coordinator", { ...CACHE, ...COORDINATOR }, [1, 1]],
]) {
  const calls = min === max ? `${max}` : `${min} to ${max}`;
  test(`With ${tier}, 1,000 requests at once to 8 isolates make ${calls} calls.`, async (t) => {
    await withFleet({ ...options, options: { cacheSeconds: 3600 } }, async (fleet) => {
      fleet.datadog = createDatadog({ delay: 300 });
      assertServed(await fleet.sendMany(1000));
      const made = fleet.requests.length;
      t.diagnostic(`${tier}: ${made}`);
      assert.ok(made >= min && made <= max, `${made}`);
      assertServed(await fleet.sendMany(1000));
      assert.equal(fleet.requests.length, made);
      assert.deepEqual(fleet.stderr, []);
      const warnings = (await fleet.log(2000)).flatMap(({ warning }) => warning ?? []);
      // The first read of Miniflare's cache can be slow.
      assert.deepEqual(
        warnings.filter((it) => it !== "cache: timed out after 300 ms"),
        [],
      );
    });
  });
}

for (const [tier, options, store] of [
  ["a shared cache", CACHE, "cache"],
  ["the coordinator", COORDINATOR, "coordinator"],
]) {
  test(`With ${tier}, one isolate's accounts serve the others, with the same ETag.`, async () => {
    await withFleet(options, async (fleet) => {
      const first = await fleet.send(0);
      if (store === "cache") await fleet.untilWritten(1);
      const others = await fleet.sendMany(8);
      assertServed([first, ...others]);
      assert.equal(fleet.requests.length, 1);
      const records = await fleet.log(9);
      const served = records.map((it) => [it.name, it.cache, it.store, it.upstream?.attempts]);
      assert.deepEqual(
        served.sort(),
        [
          ["isolate-0", "hit", undefined, undefined],
          ["isolate-0", "miss", undefined, 1],
          ...[1, 2, 3, 4, 5, 6, 7].map((i) => [`isolate-${i}`, "hit", store, undefined]),
        ].sort(),
      );
      for (const { headers } of others) assert.match(headers["cache-status"], /; hit; ttl=\d+$/);
    });
  });

  test(`With ${tier}, a 429 seen by one isolate stops all of them.`, async () => {
    await withFleet(options, async (fleet) => {
      const body = { errors: ["Slow down"] };
      const headers = { "X-RateLimit-Reset": "30", "X-RateLimit-Name": "llm" };
      fleet.datadog = () => Response.json(body, { status: 429, headers });
      const first = await fleet.send(0);
      if (store === "cache") await fleet.untilWritten(1);
      const others = await fleet.sendMany(8, { path: ANTHROPIC });
      assert.equal(fleet.requests.length, 1);
      for (const { status, text, headers } of others) {
        assert.deepEqual([status, text], [429, first.text]);
        assert.ok(headers["retry-after"] > 0 && headers["retry-after"] <= 30);
        assert.equal(headers["x-ratelimit-name"], "llm");
      }
      const limited = (await fleet.log(9)).filter((it) => it.cache === "limited" && it.store);
      assert.equal(limited.length, 7);
    });
  });

  test(`With ${tier}, stale accounts of one isolate serve the others while Datadog fails.`, async () => {
    await withFleet({ ...options, options: { cacheSeconds: 0.2 } }, async (fleet) => {
      const { text, headers } = await fleet.send(0);
      if (store === "cache") await fleet.untilWritten(1);
      await sleep(300);
      fleet.datadog = () => new Response(null, { status: 500, headers: { "Retry-After": "1" } });
      const stale = await fleet.send(1);
      assert.deepEqual([stale.status, stale.text, stale.headers.etag], [200, text, headers.etag]);
      assert.match(stale.headers["cache-status"], /; hit; ttl=-?\d+; detail=http$/);
      assert.equal((await fleet.log(2))[1].cache, "stale");
    });
  });

  test(`With ${tier}, accounts that the keys may no longer read are served to nobody.`, async () => {
    await withFleet({ ...options, options: { cacheSeconds: 0.2 } }, async (fleet) => {
      await fleet.sendMany(8);
      await sleep(300);
      fleet.datadog = createDatadog({ appKey: "another" });
      assert.equal((await fleet.send(0)).status, 502);
      await sleep(2100); // the failure itself is not served any more
      fleet.datadog = () => new Response(null, { status: 500, headers: { "Retry-After": "1" } });
      for (const { status } of await fleet.sendMany(8)) assert.equal(status, 502);
    });
  });

  test(`With ${tier}, no request that authorize rejects touches it.`, async () => {
    await withFleet({ ...options, size: 1 }, async (fleet) => {
      const headers = { Authorization: "no" };
      assert.equal((await fleet.send(0, { headers })).status, 401);
      assert.equal((await fleet.send(0, { path: "/other" })).status, 404);
      assert.equal((await fleet.send(0, { method: "OPTIONS" })).status, 204);
      assert.equal((await fleet.counts(0)).touched, 0);
      assert.equal((await fleet.send(0)).status, 200);
      assert.ok((await fleet.counts(0)).touched > 0);
    });
  });

  test(`With ${tier}, two credentials never get each other's accounts or rate limit.`, async () => {
    await withFleet({ ...options, size: 2 }, async (fleet) => {
      const mine = createDatadog();
      fleet.datadog = (request) =>
        request.headers.get("DD-API-KEY") === API_KEY
          ? mine(request)
          : Response.json([], { status: 429, headers: { "X-RateLimit-Reset": "30" } });
      assert.equal((await fleet.send(0, { headers: { "X-Tenant": "-other" } })).status, 429);
      assertServed([await fleet.send(0)]);
      if (store === "cache") await fleet.untilWritten(2);
      assertServed([await fleet.send(1)]);
      assert.equal((await fleet.send(1, { headers: { "X-Tenant": "-other" } })).status, 429);
      assert.equal((await fleet.send(1, { headers: { "X-Tenant": "-third" } })).status, 429);
      assert.equal(fleet.requests.length, 3);
    });
  });
}

test("caches.default counts as a cache that fails, and the log says why.", async () => {
  await withFleet({ size: 2, bindings: { CACHE: "default" } }, async (fleet) => {
    assertServed(await fleet.sendMany(2));
    assert.equal(fleet.requests.length, 2);
    for (const { warning } of await fleet.log(2)) {
      assert.match(warning, /^cache: must not be caches\.default: it is the zone's own CDN cache/);
    }
  });
});
