/** A shared cache that fails, hangs or returns what nobody wrote costs one call. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ACCOUNTS } from "../fake/accounts.js";
import { API, API_KEY, createDatadog } from "./common.js";
import { accountsRequest, authorize, createHandler } from "./in-node.js";
import { createCache, createFleet, respondWith } from "./shared-cache.js";

const LIMITED = respondWith(429, { "X-RateLimit-Reset": "30" });

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

test("A poisoned rate limit is ignored.", async () => {
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
    const { status } = await createFleet({ cache }).isolate({ fetch })(accountsRequest());
    assert.equal(status, 504);
    const duration = performance.now() - started;
    assert.ok(duration > 8900 && duration < 10_000, `${duration}`);
  },
);
