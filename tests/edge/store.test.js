/** The shared cache in Node, where each handler has a memory of its own, as an isolate has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ACCOUNTS } from "../fake/accounts.js";
import { API, API_KEY, APP_KEY, createDatadog, OPENAI } from "./common.js";
import { accountsRequest, authorize, createHandler, KEYS, loggedHandler } from "./in-node.js";

const HOUR = 3600;

/** The `match` and `put` of a Cache, over a map. */
function createCache() {
  const entries = new Map();
  return {
    entries,
    match: (url) => Promise.resolve(entries.has(url) ? new Response(entries.get(url)) : undefined),
    async put(url, response) {
      const { status, headers } = response;
      entries.set(url, await response.text());
      this.last = { url, status, headers: Object.fromEntries(headers) };
    },
    /** The only entry of a kind, which a test may replace. */
    urlOf(kind) {
      const urls = [...entries.keys()].filter((url) => url.includes(`/${kind}/`));
      assert.equal(urls.length, 1);
      return urls[0];
    },
    read: (url) => JSON.parse(entries.get(url)),
  };
}

/** A Datadog that counts, and the isolates that share a cache. */
function createFleet({ cache = createCache(), respond, ...options } = {}) {
  const fleet = { cache, calls: 0, respond: respond ?? createDatadog() };
  const fetch = (url, init) => {
    fleet.calls++;
    return Promise.resolve(fleet.respond(new Request(url, init)));
  };
  fleet.isolate = (more) => loggedHandler({ ...KEYS, ...options, cache, fetch, ...more });
  return fleet;
}

const respondWith = (status, headers) => () =>
  Response.json({ errors: ["No"] }, { status, headers });
const LIMITED = respondWith(429, { "X-RateLimit-Reset": "30", "X-RateLimit-Limit": "5" });
const FAILING = respondWith(500, { "Retry-After": "1" });

test("An entry is JSON with a time to live, under a host that nobody can request.", async () => {
  const { cache, isolate, calls } = createFleet();
  const before = Date.now();
  await isolate()(accountsRequest());
  await delay(10);
  const { url, status, headers } = cache.last;
  assert.equal(calls, 0);
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

test("Of two clocks that differ by a minute none makes accounts younger than they are.", async () => {
  const fleet = createFleet();
  const { cache, isolate } = fleet;
  await isolate()(accountsRequest());
  await delay(10);
  const url = cache.urlOf("accounts");
  const ahead = (ms) =>
    cache.entries.set(url, JSON.stringify({ ...cache.read(url), at: Date.now() + ms }));
  ahead(50_000);
  assert.equal((await isolate()(accountsRequest())).headers.get("Age"), "0");
  ahead(70_000);
  const { record } = await isolate()(accountsRequest());
  assert.deepEqual([record.cache, record.warning], ["miss", "cache: an entry has another format"]);
});

/** [what is in place of the accounts' entry, with the fields of the real one] */
const POISONED = [
  "",
  "nonsense",
  "null",
  "[]",
  "1",
  "{}",
  "x".repeat(8_388_609),
  ...[undefined, null, "1", NaN, 1e300, {}].map((at) => ({ at })),
  ...[
    undefined,
    "[]",
    {},
    1,
    [1],
    [null],
    [{}],
    [{ ...ACCOUNTS.openai[0], id: 1 }],
    [{ ...ACCOUNTS.openai[0], account_name: undefined }],
    { data: ACCOUNTS.openai },
    ACCOUNTS.openai[0],
  ].map((accounts) => ({ accounts })),
];

test("A poisoned entry is dropped, fetched anew and overwritten.", async () => {
  for (const poison of POISONED) {
    const fleet = createFleet();
    const { cache, isolate } = fleet;
    await isolate()(accountsRequest());
    await delay(1);
    const url = cache.urlOf("accounts");
    const whole = cache.read(url);
    const text = typeof poison === "string" ? poison : JSON.stringify({ ...whole, ...poison });
    const shown = text.slice(0, 200);
    cache.entries.set(url, text);
    const { status, text: body, record } = await isolate()(accountsRequest());
    assert.deepEqual([status, JSON.parse(body)], [200, ACCOUNTS.openai], shown);
    assert.deepEqual([record.cache, record.store, fleet.calls], ["miss", undefined, 2], shown);
    assert.equal(record.warning, "cache: an entry has another format", shown);
    await delay(1);
    assert.deepEqual(cache.read(url).accounts, ACCOUNTS.openai, shown);
  }
});

test("A rate limit in an entry passes on nothing that no header can hold.", async () => {
  const fleet = createFleet();
  const { cache, isolate } = fleet;
  await isolate()(accountsRequest());
  await delay(10);
  const url = cache.urlOf("accounts");
  const rateLimit = {
    limit: -1,
    period: "60",
    remaining: {},
    reset: 7,
    name: "a\r\nSet-Cookie: b",
  };
  cache.entries.set(url, JSON.stringify({ ...cache.read(url), rateLimit }));
  const { headers, record } = await isolate()(accountsRequest());
  assert.equal(record.cache, "hit");
  const names = [...headers.keys()].filter((name) => name.startsWith("x-ratelimit-"));
  assert.deepEqual(names, ["x-ratelimit-reset"]);
});

const WHOLE = { status: 429, code: "http", retryable: true, errors: [{ detail: "No" }] };

test("A poisoned rate limit stops nobody.", async () => {
  for (const poison of [
    { until: Date.now() + 4_000_000 },
    { until: "soon" },
    { until: null },
    { error: undefined },
    { error: "No" },
    { error: { ...WHOLE, status: 500 } },
    { error: { ...WHOLE, status: "429" } },
    { error: { ...WHOLE, code: "<script>" } },
    { error: { ...WHOLE, retryable: 1 } },
    { error: { ...WHOLE, errors: {} } },
    { error: { ...WHOLE, errors: [null, { detail: 1 }] } },
    { error: { ...WHOLE, message: {} } },
  ]) {
    const fleet = createFleet({ respond: LIMITED });
    const { cache, isolate } = fleet;
    await isolate()(accountsRequest());
    await delay(1);
    const url = cache.urlOf("limit");
    const { record: limited } = await isolate()(accountsRequest());
    assert.deepEqual([limited.cache, limited.store], ["limited", "cache"]);
    cache.entries.set(url, JSON.stringify({ ...cache.read(url), ...poison }));
    fleet.respond = createDatadog();
    const { status, record } = await isolate()(accountsRequest());
    const shown = JSON.stringify(poison);
    assert.deepEqual([status, record.cache], [200, "miss"], shown);
    assert.equal(record.warning, "cache: an entry has another format", shown);
  }
});

/** [what the cache does, the log's warning] */
const FAILING_CACHES = {
  "throws at match": [
    {
      match() {
        throw new Error("no match");
      },
    },
    /^cache: no match$/,
  ],
  "rejects at match": [{ match: () => Promise.reject(new Error("lost")) }, /^cache: lost$/],
  "rejects with the key": [
    { match: () => Promise.reject(new Error(API_KEY)) },
    /^cache: \[redacted\]$/,
  ],
  "hangs at match": [{ match: () => new Promise(() => {}) }, /^cache: timed out after 300 ms$/],
  "returns no Response": [{ match: () => Promise.resolve("[]") }, /^cache: .*text/],
  "returns a Response whose body breaks": [
    { match: () => Promise.resolve({ text: () => Promise.reject(new Error("broken")) }) },
    /^cache: broken$/,
  ],
  "returns a Response whose body hangs": [
    { match: () => Promise.resolve({ text: () => new Promise(() => {}) }) },
    /^cache: timed out after 300 ms$/,
  ],
  "returns null": [{ match: () => null }, undefined],
};

for (const [what, [methods, warning]] of Object.entries(FAILING_CACHES)) {
  test(`A cache that ${what} costs one call.`, async () => {
    const fleet = createFleet({ cache: { ...createCache(), ...methods } });
    const { status, record } = await fleet.isolate()(accountsRequest());
    assert.deepEqual([status, record.cache, fleet.calls], [200, "miss", 1]);
    if (warning) assert.match(record.warning, warning);
    else assert.equal(record.warning, undefined);
  });
}

for (const [what, put] of [
  [
    "throws",
    () => {
      throw new Error("full");
    },
  ],
  ["rejects", () => Promise.reject(new Error("full"))],
]) {
  test(`A cache that ${what} at put fails no request, and the next lookup's log says so.`, async () => {
    const fleet = createFleet({ cache: { ...createCache(), put } });
    const handle = fleet.isolate();
    const first = await handle(accountsRequest());
    assert.deepEqual([first.status, first.record.warning], [200, undefined]);
    await delay(10);
    const second = await handle(accountsRequest(`${API}/anthropic/accounts`));
    assert.deepEqual([second.status, second.record.warning], [200, "cache: full"]);
    const third = await handle(accountsRequest());
    assert.deepEqual([third.record.cache, third.record.warning], ["hit", undefined]);
  });
}

/** [what the option is, the log's warning] */
const OPENED = {
  "a function that throws": [
    () => {
      throw new Error("no store");
    },
    "cache: no store",
  ],
  "a function that rejects": [() => Promise.reject(new Error("no store")), "cache: no store"],
  "a function that hangs": [() => new Promise(() => {}), "cache: timed out after 300 ms"],
  "a function that returns nonsense": [() => ({}), "cache: the function must return a Cache"],
  "a function that returns null": [() => null, "cache: the function must return a Cache"],
  "a function that returns undefined": [() => undefined, undefined],
};

for (const [what, [cache, warning]] of Object.entries(OPENED)) {
  test(`With ${what} as cache, the handler makes its own call.`, async () => {
    const fleet = createFleet({ cache });
    const { status, record } = await fleet.isolate()(accountsRequest());
    assert.deepEqual([status, record.warning, fleet.calls], [200, warning, 1]);
  });
}

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

test("The first isolate whose accounts expire renews them for the others.", async (t) => {
  let [passed, drawn] = [0, 0];
  const { now: unix } = Date;
  t.mock.method(Date, "now", () => unix() + passed);
  t.mock.method(performance, "now", () => passed);
  t.mock.method(Math, "random", () => (drawn++ % 8) / 8);
  const fleet = createFleet();
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
});

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

test("An invalid cache or coordinator is named when the function starts.", () => {
  const zone = createCache();
  globalThis.caches = { default: zone };
  try {
    for (const [options, message] of [
      [{ cache: null }, /`cache` must be a Cache, or a function/],
      [{ cache: {} }, /`cache` must be a Cache, or a function/],
      [{ cache: { match() {} } }, /`cache` must be a Cache, or a function/],
      [{ cache: "accounts" }, /`cache` must be a Cache, or a function/],
      [{ cache: zone }, /`cache` must not be caches\.default: it is the zone's own CDN cache/],
      [{ coordinator: {} }, /`coordinator` must be a function of `env`/],
      [{ coordinator: null }, /`coordinator` must be a function of `env`/],
    ]) {
      assert.throws(() => createHandler({ authorize, ...options }), { name: "TypeError", message });
    }
    createHandler({ authorize, cache: undefined, coordinator: undefined });
  } finally {
    delete globalThis.caches;
  }
});

test(
  "A slow store does not delay the response beyond what a page waits.",
  { timeout: 20_000 },
  async () => {
    const cache = () => new Promise(() => {});
    const fetch = () => new Promise(() => {});
    const started = performance.now();
    const { status } = await createFleet({ cache }).isolate({ fetch })(accountsRequest(OPENAI));
    assert.equal(status, 504);
    const duration = performance.now() - started;
    assert.ok(duration > 8900 && duration < 9400, `${duration}`);
  },
);
