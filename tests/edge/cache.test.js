/** How few requests reach Datadog. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { deferred } from "../node/signals.js";
import { API, createDatadog, OPENAI, sleep, startEdge, withEdge } from "./common.js";
import { accountsRequest, authorize, createHandler, KEYS } from "./in-node.js";

const INTEGRATIONS = Object.keys(ACCOUNTS);
const CACHE_CONTROL = "private, no-cache";

/** Each test has a tenant of its own, and so an empty cache. */
let edge;
let tenants = 0;
let send;

before(async () => {
  edge = await startEdge({ datadog: () => assert.fail(), time: 0 });
});

after(() => edge.stop());

beforeEach(() => {
  const tenant = `-${++tenants}`;
  const fake = createDatadog({ apiKey: `real-api-key-5d1c${tenant}` });
  edge.datadog = fake;
  edge.requests.length = 0;
  send = (path = OPENAI, { headers, ...init } = {}) =>
    edge.send(path, { ...init, headers: { ...headers, "X-Tenant": tenant } });
});

test("A thousand concurrent requests share one call and get the same accounts.", async () => {
  const { arrived, release } = edge.hold();
  const pending = Promise.all(Array.from({ length: 1000 }, () => send()));
  await arrived;
  await sleep(300); // the others arrive meanwhile
  release();
  const responses = await pending;
  for (const { status, text } of responses) {
    assert.equal(status, 200, text);
    assert.deepEqual(JSON.parse(text), ACCOUNTS.openai);
  }
  assert.equal(edge.requests.length, 1);
  const statuses = new Set(
    responses.map(({ headers }) => headers["cache-status"].replace(/\d+/, "N")),
  );
  assert.ok(statuses.delete("datadog-llm-accounts; fwd=miss; stored"));
  assert.ok(statuses.delete("datadog-llm-accounts; fwd=miss; collapsed"));
  statuses.delete("datadog-llm-accounts; hit; ttl=N"); // after the call
  assert.deepEqual([...statuses], []);
});

test("Requests for different integrations do not share a call.", async () => {
  const { arrived, release } = edge.hold();
  const paths = INTEGRATIONS.map((integration) => `${API}/${integration}/accounts`);
  const responses = Promise.all([...paths, ...paths].map((path) => send(path)));
  await arrived;
  release();
  for (const [i, { text }] of (await responses).entries()) {
    assert.deepEqual(JSON.parse(text), ACCOUNTS[INTEGRATIONS[i % INTEGRATIONS.length]]);
  }
  assert.deepEqual(edge.requests.map(({ url }) => url).sort(), paths.sort());
});

test("A call outlives the request that made it, and serves all others.", async () => {
  const { arrived, release } = edge.hold();
  const disconnect = edge.sendAndDisconnect({ headers: { "X-Tenant": `-${tenants}` } });
  await arrived;
  const others = Promise.all(Array.from({ length: 20 }, () => send()));
  await disconnect();
  release();
  for (const { status, text } of await others) assert.equal(status, 200, text);
  assert.equal(edge.requests.length, 1);
});

test("A call that no request waits for fills the cache.", async () => {
  const { arrived, release } = edge.hold();
  const disconnect = edge.sendAndDisconnect({ headers: { "X-Tenant": `-${tenants}` } });
  await arrived;
  await disconnect();
  release();
  let response;
  do response = await send();
  while (response.headers["cache-status"].endsWith("; collapsed")); // the call is not done yet
  assert.equal(response.status, 200);
  assert.match(response.headers["cache-status"], /; hit; ttl=10$/);
  assert.equal(edge.requests.length, 1);
});

test("A request with the ETag of the accounts gets a 304.", async () => {
  const first = await send();
  const { etag } = first.headers;
  assert.match(etag, /^"[0-9a-f]{32}"$/);
  assert.equal(first.headers["cache-control"], CACHE_CONTROL);
  assert.equal(first.headers.age, "0");
  for (const [tags, status] of [
    [etag, 304],
    [`W/${etag}`, 304],
    [`"other", ${etag}`, 304],
    [`W/"other",W/${etag} , "more"`, 304],
    ["*", 304],
    ['"other"', 200],
    [etag.slice(1, -1), 200],
    [etag.toUpperCase(), 200],
    [`"${etag}"`, 200],
    ["", 200],
  ]) {
    for (const method of ["GET", "HEAD"]) {
      const { text, headers, ...response } = await send(OPENAI, {
        method,
        headers: { "If-None-Match": tags },
      });
      assert.equal(response.status, status, tags);
      assert.equal(text, status === 304 || method === "HEAD" ? "" : first.text);
      assert.equal(headers.etag, etag);
      assert.equal(headers["cache-control"], CACHE_CONTROL);
      assert.equal(headers["cache-status"], "datadog-llm-accounts; hit; ttl=10");
    }
  }
  assert.equal(edge.requests.length, 1);
});

test("The rate limit headers are passed on, and the reset counts down.", async () => {
  const rateLimitOf = ({ headers }) =>
    Object.entries(headers).filter(([name]) => name.startsWith("x-ratelimit-"));
  const first = rateLimitOf(await send());
  assert.deepEqual(first, [
    ["x-ratelimit-limit", "600"],
    ["x-ratelimit-name", "llm_observability_integrations"],
    ["x-ratelimit-period", "60"],
    ["x-ratelimit-remaining", "599"],
    ["x-ratelimit-reset", "60"],
  ]);
  edge.advance(1100);
  const later = Object.fromEntries(rateLimitOf(await send()));
  assert.deepEqual(later, { ...Object.fromEntries(first), "x-ratelimit-reset": "59" });
});

test("Different accounts have different ETags.", async () => {
  const tagOf = async (integration) => (await send(`${API}/${integration}/accounts`)).headers.etag;
  const tags = [];
  for (const integration of INTEGRATIONS) tags.push(await tagOf(integration));
  assert.equal(new Set(tags).size, INTEGRATIONS.length);
});

test("A pending call is shared, however many other keys are used in the meantime.", async () => {
  const response = deferred();
  let calls = 0;
  const fetch = (_, { headers }) => {
    if (headers["DD-API-KEY"] !== "slow") return Promise.resolve(Response.json([]));
    calls++;
    return response.promise;
  };
  const handle = createHandler({ ...KEYS, apiKey: ({ key }) => key, authorize, fetch });
  const slow = [handle(accountsRequest(), { key: "slow" })];
  for (let i = 0; i < 150; i++) await handle(accountsRequest(), { key: `fast-${i}` });
  slow.push(handle(accountsRequest(), { key: "slow" }));
  await sleep(10);
  response.resolve(Response.json([]));
  for (const { status } of await Promise.all(slow)) assert.equal(status, 200);
  assert.equal(calls, 1);
});

test("The cache is kept per keys: another tenant's request makes a new call.", async () => {
  const { text } = await send();
  const mine = createDatadog({ apiKey: "real-api-key-5d1c-other" });
  edge.datadog = (request) =>
    request.headers.get("DD-API-KEY").endsWith("-other") ? mine(request) : assert.fail();
  const other = await edge.send(OPENAI, { headers: { "X-Tenant": "-other" } });
  assert.match(other.headers["cache-status"], /fwd=miss; stored/);
  assert.equal((await send()).text, text);
  assert.equal(edge.requests.length, 2);
});

test("The cache keeps the 100 most recent tenants.", async () => {
  edge.datadog = () => Response.json(ACCOUNTS.openai);
  const asTenant = (i) => edge.send(OPENAI, { headers: { "X-Tenant": `-many-${i}` } });
  for (let i = 0; i < 150; i += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, j) => asTenant(i + j)));
  }
  edge.requests.length = 0;
  await Promise.all(Array.from({ length: 100 }, (_, i) => asTenant(50 + i)));
  assert.equal(edge.requests.length, 0);
  await asTenant(0);
  assert.equal(edge.requests.length, 1);
});

test("A response is fresh for cacheSeconds, and requested again after that.", async () => {
  const options = { options: { cacheSeconds: 1 }, time: 0 };
  await withEdge(options, async ({ send, advance, requests }) => {
    const { headers } = await send();
    advance(999);
    await send();
    assert.equal(requests.length, 1);
    advance(1);
    const again = await send(OPENAI, { headers: { "If-None-Match": headers.etag } });
    assert.equal(again.status, 304);
    assert.match(again.headers["cache-status"], /fwd=miss; stored/);
    assert.equal(requests.length, 2);
  });
});

test("With cacheSeconds 0 only concurrent requests share a call.", async () => {
  await withEdge({ options: { cacheSeconds: 0 } }, async ({ send, hold, requests }) => {
    await send();
    await send();
    assert.equal(requests.length, 2);
    const { arrived, release } = hold();
    const pending = Promise.all([send(), send(), send()]);
    await arrived;
    await sleep(300); // the others arrive meanwhile
    release();
    await pending;
    assert.ok(requests.length < 5, `${requests.length}`);
  });
});

for (const context of ["none", "detached", "a throwing Proxy", "a Proxy"]) {
  test(`Concurrent requests share a call when the context is: ${context}.`, async () => {
    const headers = { "X-Context": context };
    const pending = Array.from({ length: 50 }, () => send(OPENAI, { headers }));
    for (const { status, text } of await Promise.all(pending)) assert.equal(status, 200, text);
    assert.equal(edge.requests.length, 1);
  });
}
