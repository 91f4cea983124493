/** A rate limit is passed on, and stops the calls until its reset. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { API, createDatadog, OPENAI, startEdge } from "./common.js";

const ANTHROPIC = `${API}/anthropic/accounts`;

let edge;
let tenants = 0;
let ask;

before(async () => {
  edge = await startEdge({ options: { cacheSeconds: 0.5 }, time: 0 });
});

after(() => edge.stop());

/** Each test asks as a tenant of its own, of which nothing is known. */
beforeEach(() => {
  const tenant = `-${++tenants}`;
  edge.datadog = createDatadog({ apiKey: `real-api-key-5d1c${tenant}` });
  edge.requests.length = 0;
  ask = (path = OPENAI, { headers, ...init } = {}) =>
    edge.ask(path, { ...init, headers: { ...headers, "X-Tenant": tenant } });
});

const answer = (status, body, headers) => () => Response.json(body, { status, headers });
const LIMITS = {
  "X-RateLimit-Limit": "600",
  "X-RateLimit-Name": "llm_observability_integrations",
  "X-RateLimit-Period": "60",
  "X-RateLimit-Remaining": "0",
};

test("A rate limit stops the calls of all integrations until its reset.", async () => {
  const { datadog } = edge;
  edge.datadog = answer(429, { errors: ["Slow down"] }, { ...LIMITS, "X-RateLimit-Reset": "2" });
  const limited = await ask();
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
  edge.pass(1100);
  for (const path of [OPENAI, ANTHROPIC]) {
    const { status, text, headers } = await ask(path);
    assert.deepEqual([status, text], [429, limited.text]);
    assert.equal(headers["retry-after"], "1");
    assert.equal(headers["x-ratelimit-reset"], "1");
  }
  assert.equal(edge.requests.length, 1);

  edge.pass(1000);
  assert.equal((await ask(ANTHROPIC)).status, 200);
  assert.equal((await ask()).status, 200);
});

test("A rate limit stops nobody else, and no answer that is there.", async () => {
  const { datadog } = edge;
  await ask();
  edge.datadog = answer(429, {}, { "X-RateLimit-Reset": "30" });
  assert.equal((await ask(ANTHROPIC)).status, 429);
  assert.equal((await ask()).status, 200);
  edge.datadog = datadog;
  tenants++;
  edge.datadog = createDatadog({ apiKey: `real-api-key-5d1c-${tenants}` });
  const other = await edge.ask(ANTHROPIC, { headers: { "X-Tenant": `-${tenants}` } });
  assert.equal(other.status, 200, other.text);
});

for (const [headers, seconds] of [
  [{ "X-RateLimit-Reset": "7, 7", "Retry-After": "3" }, "7"],
  [{ "Retry-After": "41" }, "41"],
  [{ "X-RateLimit-Reset": "soon", "Retry-After": "41" }, "41"],
  [{ "X-RateLimit-Reset": "0" }, "1"],
  [{ "X-RateLimit-Reset": "90000" }, "3600"],
  [{ "Retry-After": "soon" }, "10"],
  [{}, "10"],
]) {
  test(`A 429 with ${JSON.stringify(headers)} says ${seconds} s, and is one call.`, async () => {
    edge.datadog = () => new Response(null, { status: 429, headers });
    const answers = await Promise.all([ask(), ask(), ask()]);
    for (const { status, text, headers } of [...answers, await ask()]) {
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
  const seconds = Number((await ask()).headers["retry-after"]);
  assert.ok(seconds > 20 && seconds <= 30, `${seconds}`);
});
