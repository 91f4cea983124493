/** A rate limit is passed on, and blocks the calls until its reset. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { API, createDatadog, OPENAI, startEdge } from "./common.js";

const ANTHROPIC = `${API}/anthropic/accounts`;

let edge;
let tenants = 0;
let send;

before(async () => {
  edge = await startEdge({ options: { cacheSeconds: 0.5 }, time: 0 });
});

after(() => edge.stop());

/** Each test has a tenant of its own, and so an empty cache. */
beforeEach(() => {
  const tenant = `-${++tenants}`;
  edge.datadog = createDatadog({ apiKey: `real-api-key-5d1c${tenant}` });
  edge.requests.length = 0;
  send = (path = OPENAI, { headers, ...init } = {}) =>
    edge.send(path, { ...init, headers: { ...headers, "X-Tenant": tenant } });
});

const respond = (status, body, headers) => () => Response.json(body, { status, headers });
const LIMITS = {
  "X-RateLimit-Limit": "600",
  "X-RateLimit-Name": "llm_observability_integrations",
  "X-RateLimit-Period": "60",
  "X-RateLimit-Remaining": "0",
};

test("A rate limit blocks the calls of all integrations until its reset.", async () => {
  const { datadog } = edge;
  edge.datadog = respond(429, { errors: ["Slow down"] }, { ...LIMITS, "X-RateLimit-Reset": "2" });
  const limited = await send();
  assert.equal(limited.status, 429);
  const errors = [{ status: "429", detail: "Slow down" }];
  assert.deepEqual(JSON.parse(limited.text), { errors });
  assert.equal(limited.headers["x-should-retry"], undefined);
  assert.equal(limited.headers["retry-after"], "2");
  assert.equal(limited.headers["x-ratelimit-reset"], "2");
  for (const [name, value] of Object.entries(LIMITS)) {
    assert.equal(limited.headers[name.toLowerCase()], value);
  }

  edge.datadog = datadog;
  edge.advance(1100);
  for (const path of [OPENAI, ANTHROPIC]) {
    const { status, text, headers } = await send(path);
    assert.deepEqual([status, text], [429, limited.text]);
    assert.equal(headers["retry-after"], "1");
    assert.equal(headers["x-ratelimit-reset"], "1");
  }
  assert.equal(edge.requests.length, 1);

  edge.advance(1000);
  assert.equal((await send(ANTHROPIC)).status, 200);
  assert.equal((await send()).status, 200);
});

test("A rate limit affects neither other tenants nor cached accounts.", async () => {
  const { datadog } = edge;
  await send();
  edge.datadog = respond(429, {}, { "X-RateLimit-Reset": "30" });
  assert.equal((await send(ANTHROPIC)).status, 429);
  assert.equal((await send()).status, 200);
  edge.datadog = datadog;
  tenants++;
  edge.datadog = createDatadog({ apiKey: `real-api-key-5d1c-${tenants}` });
  const other = await edge.send(ANTHROPIC, { headers: { "X-Tenant": `-${tenants}` } });
  assert.equal(other.status, 200, other.text);
});

for (const [headers, seconds] of [
  [{ "X-RateLimit-Reset": "7, 7", "Retry-After": "3" }, "7"],
  [{ "Retry-After": "41" }, "41"],
  [{ "X-RateLimit-Reset": "soon", "Retry-After": "41" }, "41"],
  [{ "X-RateLimit-Reset": "0" }, "1"],
  [{ "X-RateLimit-Reset": "90000" }, "3600"],
  [{ "Retry-After": "soon" }, "10"],
  [{ "Retry-After": "7, 7" }, "7"],
  [{ "Retry-After": "120, 120" }, "120"],
  [{}, "10"],
]) {
  test(`A 429 with ${JSON.stringify(headers)} has Retry-After: ${seconds}, and is one call.`, async () => {
    edge.datadog = () => new Response(null, { status: 429, headers });
    const responses = await Promise.all([send(), send(), send()]);
    for (const { status, text, headers } of [...responses, await send()]) {
      assert.equal(status, 429);
      assert.equal(headers["retry-after"], seconds);
      assert.equal(headers["x-ratelimit-reset"], seconds);
      assert.match(text, /"status":"429","title":"Too Many Requests"/);
    }
    assert.equal(edge.requests.length, 1);
  });
}

test("A 429's Retry-After may be a date.", async () => {
  const headers = { "Retry-After": new Date(Date.now() + 30_000).toUTCString() };
  edge.datadog = () => new Response(null, { status: 429, headers });
  const seconds = Number((await send()).headers["retry-after"]);
  assert.ok(seconds > 20 && seconds <= 30, `${seconds}`);
});
