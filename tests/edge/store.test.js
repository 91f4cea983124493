/** What isolates share through a cache. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ACCOUNTS } from "../fake/accounts.js";
import { API, API_KEY, APP_KEY, createDatadog } from "./common.js";
import { accountsRequest, authorize, createHandler, KEYS } from "./in-node.js";
import { createCache, createFleet, respondWith } from "./shared-cache.js";

const HOUR = 3600;

const LIMITED = respondWith(429, { "X-RateLimit-Reset": "30", "X-RateLimit-Limit": "5" });
const FAILING = respondWith(500, { "Retry-After": "1" });

test("An entry is JSON with a time to live, under a host that nobody can request.", async () => {
  const { cache, isolate } = createFleet();
  const before = Date.now();
  await isolate()(accountsRequest());
  await delay(10);
  const { url, status, headers } = cache.last;
  assert.match(url, /^https:\/\/datadog-llm-accounts\.invalid\/accounts\/[0-9a-f]{64}$/);
  assert.equal(status, 200);
  const maxAge = `max-age=${HOUR + 10}`;
  assert.deepEqual(headers, { "content-type": "application/json", "cache-control": maxAge });
  const { at, accounts, rateLimit, ...rest } = cache.read(url);
  assert.ok(at >= before - 1 && at <= Date.now());
  assert.deepEqual(accounts, ACCOUNTS.openai);
  assert.equal(rateLimit.limit, 600);
  assert.deepEqual(rest, {});
});

test("A rate limit is stored for as long as it lasts.", async () => {
  const { cache, isolate } = createFleet({ respond: LIMITED });
  await isolate()(accountsRequest());
  await delay(10);
  assert.match(cache.last.url, /^https:\/\/datadog-llm-accounts\.invalid\/limit\/[0-9a-f]{64}$/);
  assert.equal(cache.last.headers["cache-control"], "max-age=30");
  const { until, error, rateLimit } = cache.read(cache.last.url);
  assert.ok(until > Date.now() + 29_000 && until <= Date.now() + 30_000);
  const errors = [{ status: "429", detail: "No" }];
  assert.deepEqual(error, { status: 429, code: "http", retryable: true, errors });
  assert.deepEqual(rateLimit, { limit: 5, reset: 30 });
});

test("Keys, sites and integrations have entries of their own, and no byte contains a key.", async () => {
  const { cache, isolate } = createFleet({ respond: () => Response.json([]) });
  const anthropic = accountsRequest(`${API}/anthropic/accounts`);
  await isolate()(accountsRequest());
  await isolate()(anthropic);
  await isolate({ site: "datadoghq.eu" })(accountsRequest());
  await isolate({ apiKey: "another-api-key" })(accountsRequest());
  await isolate({ appKey: "another-app-key" })(accountsRequest());
  await delay(10);
  assert.equal(cache.entries.size, 5);
  await isolate({ site: "datadoghq.com" })(accountsRequest()); // the default
  assert.equal(cache.entries.size, 5);
  const bytes = JSON.stringify([...cache.entries]);
  for (const secret of [API_KEY, APP_KEY, "another-api-key", "another-app-key"]) {
    assert.ok(!bytes.includes(secret));
  }
});

test("ctx.waitUntil carries the write.", async () => {
  const cache = createCache();
  const { put } = cache;
  cache.put = async (...args) => {
    await delay(50);
    return put.apply(cache, args);
  };
  const promises = [];
  const ctx = { waitUntil: (promise) => promises.push(promise) };
  await createFleet({ cache }).isolate()(accountsRequest(), {}, ctx);
  assert.equal(cache.entries.size, 0);
  await Promise.all(promises);
  assert.equal(cache.entries.size, 1);
});

test("Accounts of the store are as old as they are, and stale when Datadog fails.", async () => {
  const fleet = createFleet();
  const { cache, isolate } = fleet;
  const first = await isolate()(accountsRequest());
  await delay(10);
  const url = cache.urlOf("accounts");
  const age = (seconds) =>
    cache.entries.set(url, JSON.stringify({ ...cache.read(url), at: Date.now() - seconds * 1000 }));

  age(4);
  const hit = await isolate()(accountsRequest());
  assert.equal(hit.headers.get("Age"), "4");
  assert.equal(hit.headers.get("ETag"), first.headers.get("ETag"));
  assert.equal(hit.headers.get("X-RateLimit-Reset"), "56");
  assert.deepEqual([hit.record.cache, hit.record.store, fleet.calls], ["hit", "cache", 1]);

  fleet.respond = FAILING;
  age(300);
  const stale = await isolate()(accountsRequest());
  assert.deepEqual([stale.status, stale.record.cache, stale.text], [200, "stale", first.text]);
  assert.equal(stale.headers.get("Age"), "300");

  age(HOUR + 11);
  assert.equal((await isolate()(accountsRequest())).status, 502);
  fleet.respond = createDatadog();
  const later = await isolate()(accountsRequest());
  assert.deepEqual([later.status, later.record.cache], [200, "miss"]);
});

test("After a 403 the accounts of the store and of other memories are not served.", async () => {
  const fleet = createFleet({ cacheSeconds: 0 });
  const { cache, isolate } = fleet;
  const [one, other] = [isolate(), isolate()];
  await one(accountsRequest());
  await other(accountsRequest());
  fleet.respond = respondWith(403);
  assert.equal((await one(accountsRequest())).status, 502);
  await delay(10);
  assert.equal(cache.read(cache.urlOf("accounts")).accounts, null);
  fleet.respond = FAILING;
  for (const handle of [other, isolate()]) {
    const { status, record } = await handle(accountsRequest());
    assert.deepEqual([status, record.warning], [502, undefined]);
  }
});

test("Accounts of a clock up to 5 s ahead count as new; further ahead they are dropped.", async () => {
  const fleet = createFleet();
  const { cache, isolate } = fleet;
  await isolate()(accountsRequest());
  await delay(10);
  const url = cache.urlOf("accounts");
  const ahead = (ms) =>
    cache.entries.set(url, JSON.stringify({ ...cache.read(url), at: Date.now() + ms }));
  ahead(4000);
  assert.equal((await isolate()(accountsRequest())).headers.get("Age"), "0");
  ahead(6000);
  const { record } = await isolate()(accountsRequest());
  assert.deepEqual([record.cache, record.warning], ["miss", "cache: an entry has another format"]);
});

test("The function gets env, and is called neither before authorize nor for what memory has.", async () => {
  const cache = createCache();
  const opened = [];
  const open = (env) => {
    opened.push(env);
    return Promise.resolve(cache);
  };
  const fleet = createFleet({ cache: open });
  const rejected = await fleet.isolate({ authorize: () => false })(accountsRequest(), { a: 1 });
  assert.deepEqual([rejected.status, opened], [401, []]);
  const handle = fleet.isolate();
  const env = { b: 1 };
  await handle(accountsRequest(), env);
  await delay(10);
  assert.deepEqual(opened, [env, env]); // to read and to write
  await handle(accountsRequest(), env);
  assert.equal(opened.length, 2);
});

test("Requests at once share one look into the store.", async () => {
  const cache = createCache();
  const { match } = cache;
  let matches = 0;
  cache.match = (url) => {
    matches++;
    return match(url);
  };
  const fleet = createFleet({ cache });
  const handle = createHandler({ ...KEYS, authorize, cache, fetch: fleet.respond });
  await fleet.isolate()(accountsRequest());
  await delay(10);
  matches = 0;
  const responses = Array.from({ length: 100 }, () => handle(accountsRequest()));
  for (const { headers } of await Promise.all(responses)) {
    assert.match(headers.get("Cache-Status"), /; hit; ttl=\d+$/);
  }
  assert.equal(matches, 2); // the accounts and the rate limit
});

const renewal = (options) => async (t) => {
  let [passed, drawn] = [0, 0];
  const { now: unix } = Date;
  t.mock.method(Date, "now", () => unix() + passed);
  t.mock.method(performance, "now", () => passed);
  t.mock.method(Math, "random", () => (drawn++ % 8) / 8);
  const fleet = createFleet(options);
  const isolates = Array.from({ length: 8 }, () => fleet.isolate());
  const sendAll = () => Promise.all(isolates.map((handle) => handle(accountsRequest())));
  await sendAll();
  await delay(10);
  const first = fleet.calls;
  for (; passed <= 10_000; passed += 100) {
    for (const { status, headers } of await sendAll()) {
      assert.equal(status, 200);
      assert.ok(Number(headers.get("Age")) < 10);
    }
    await delay(1);
  }
  assert.equal(fleet.calls, first + 1);
};

test("The first isolate whose accounts expire renews them for the others.", renewal({}));
test("So it does with a coordinator that is not bound.", renewal({ coordinator: () => {} }));

test("With a coordinator, accounts do not expire early: it is not asked again.", async (t) => {
  t.mock.method(Math, "random", () => 0.99);
  let lookups = 0;
  const accounts = { age: 9000, text: JSON.stringify(ACCOUNTS.openai) };
  const lookup = () => Promise.resolve({ cache: "hit", accounts, lookups: lookups++ });
  const handle = createFleet().isolate({ coordinator: () => ({ lookup }) });
  for (const store of ["coordinator", undefined]) {
    const { status, record } = await handle(accountsRequest());
    assert.deepEqual([status, record.cache, record.store], [200, "hit", store]);
  }
  assert.equal(lookups, 1);
});
