/** How few questions reach Datadog. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { API, createDatadog, OPENAI, sleep, startEdge, withEdge } from "./common.js";

const INTEGRATIONS = Object.keys(ACCOUNTS);
const KEPT = "private, no-cache";

/** Each test asks as a tenant of its own. */
let edge;
let tenants = 0;
let ask;

before(async () => {
  edge = await startEdge({ datadog: () => assert.fail(), time: 0 });
});

after(() => edge.stop());

beforeEach(() => {
  const tenant = `-${++tenants}`;
  const fake = createDatadog({ apiKey: `real-api-key-5d1c${tenant}` });
  edge.datadog = fake;
  edge.requests.length = 0;
  ask = (path = OPENAI, { headers, ...init } = {}) =>
    edge.ask(path, { ...init, headers: { ...headers, "X-Tenant": tenant } });
});

test("A thousand simultaneous questions make one call, and all get its answer.", async () => {
  const { arrived, answer } = edge.hold();
  const questions = Promise.all(Array.from({ length: 1000 }, () => ask()));
  await arrived;
  await sleep(300); // others come meanwhile
  answer();
  const answers = await questions;
  for (const { status, text } of answers) {
    assert.equal(status, 200, text);
    assert.deepEqual(JSON.parse(text), ACCOUNTS.openai);
  }
  assert.equal(edge.requests.length, 1);
  const ways = new Set(answers.map(({ headers }) => headers["cache-status"].replace(/\d+/, "N")));
  assert.ok(ways.delete("datadog-llm-accounts; fwd=miss; stored"));
  assert.ok(ways.delete("datadog-llm-accounts; fwd=miss; collapsed"));
  ways.delete("datadog-llm-accounts; hit; ttl=N"); // who came when it was there
  assert.deepEqual([...ways], []);
});

test("Simultaneous questions for different integrations are different ones.", async () => {
  const { arrived, answer } = edge.hold();
  const paths = INTEGRATIONS.map((integration) => `${API}/${integration}/accounts`);
  const answers = Promise.all([...paths, ...paths].map((path) => ask(path)));
  await arrived;
  answer();
  for (const [i, { text }] of (await answers).entries()) {
    assert.deepEqual(JSON.parse(text), ACCOUNTS[INTEGRATIONS[i % INTEGRATIONS.length]]);
  }
  assert.deepEqual(edge.requests.map(({ url }) => url).sort(), paths.sort());
});

test("A call outlives who asked first, and answers all the others.", async () => {
  const { arrived, answer } = edge.hold();
  const leave = edge.askAsLeaver({ headers: { "X-Tenant": `-${tenants}` } });
  await arrived;
  const others = Promise.all(Array.from({ length: 20 }, () => ask()));
  await leave();
  answer();
  for (const { status, text } of await others) assert.equal(status, 200, text);
  assert.equal(edge.requests.length, 1);
});

test("A call for which nobody waits any more is there for who comes later.", async () => {
  const { arrived, answer } = edge.hold();
  const leave = edge.askAsLeaver({ headers: { "X-Tenant": `-${tenants}` } });
  await arrived;
  await leave();
  answer();
  let came;
  do came = await ask();
  while (came.headers["cache-status"].endsWith("; collapsed")); // it is on its way back
  assert.equal(came.status, 200);
  assert.match(came.headers["cache-status"], /; hit; ttl=10$/);
  assert.equal(edge.requests.length, 1);
});

test("An answer is kept for who asks with its tag.", async () => {
  const first = await ask();
  const { etag } = first.headers;
  assert.match(etag, /^"[0-9a-f]{32}"$/);
  assert.equal(first.headers["cache-control"], KEPT);
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
      const { text, headers, ...answered } = await ask(OPENAI, {
        method,
        headers: { "If-None-Match": tags },
      });
      assert.equal(answered.status, status, tags);
      assert.equal(text, status === 304 || method === "HEAD" ? "" : first.text);
      assert.equal(headers.etag, etag);
      assert.equal(headers["cache-control"], KEPT);
      assert.equal(headers["cache-status"], "datadog-llm-accounts; hit; ttl=10");
    }
  }
  assert.equal(edge.requests.length, 1);
});

test("The rate limit is told as Datadog told it, its reset counted down.", async () => {
  const toldBy = ({ headers }) =>
    Object.entries(headers).filter(([name]) => name.startsWith("x-ratelimit-"));
  const first = toldBy(await ask());
  assert.deepEqual(first, [
    ["x-ratelimit-limit", "600"],
    ["x-ratelimit-name", "llm_observability_integrations"],
    ["x-ratelimit-period", "60"],
    ["x-ratelimit-remaining", "599"],
    ["x-ratelimit-reset", "60"],
  ]);
  edge.pass(1100);
  const later = Object.fromEntries(toldBy(await ask()));
  assert.deepEqual(later, { ...Object.fromEntries(first), "x-ratelimit-reset": "59" });
});

test("Another answer has another tag.", async () => {
  const tagOf = async (integration) => (await ask(`${API}/${integration}/accounts`)).headers.etag;
  const tags = [];
  for (const integration of INTEGRATIONS) tags.push(await tagOf(integration));
  assert.equal(new Set(tags).size, INTEGRATIONS.length);
});

test("What is known is known per keys: another tenant's question is asked anew.", async () => {
  const { text } = await ask();
  const mine = createDatadog({ apiKey: "real-api-key-5d1c-other" });
  edge.datadog = (request) =>
    request.headers.get("DD-API-KEY").endsWith("-other") ? mine(request) : assert.fail();
  const other = await edge.ask(OPENAI, { headers: { "X-Tenant": "-other" } });
  assert.match(other.headers["cache-status"], /fwd=miss; stored/);
  assert.equal((await ask()).text, text);
  assert.equal(edge.requests.length, 2);
});

test("What is known is bounded: of many tenants the latest hundred are remembered.", async () => {
  edge.datadog = () => Response.json(ACCOUNTS.openai);
  const asTenant = (i) => edge.ask(OPENAI, { headers: { "X-Tenant": `-many-${i}` } });
  for (let i = 0; i < 150; i += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, j) => asTenant(i + j)));
  }
  edge.requests.length = 0;
  await Promise.all(Array.from({ length: 100 }, (_, i) => asTenant(50 + i)));
  assert.equal(edge.requests.length, 0);
  await asTenant(0);
  assert.equal(edge.requests.length, 1);
});

test("An answer is fresh for cacheSeconds, and asked for again after that.", async () => {
  const given = { options: { cacheSeconds: 1 }, time: 0 };
  await withEdge(given, async ({ ask, pass, requests }) => {
    const { headers } = await ask();
    pass(999);
    await ask();
    assert.equal(requests.length, 1);
    pass(1);
    const again = await ask(OPENAI, { headers: { "If-None-Match": headers.etag } });
    assert.equal(again.status, 304);
    assert.match(again.headers["cache-status"], /fwd=miss; stored/);
    assert.equal(requests.length, 2);
  });
});

test("With cacheSeconds 0 only simultaneous questions share a call.", async () => {
  await withEdge({ options: { cacheSeconds: 0 } }, async ({ ask, hold, requests }) => {
    await ask();
    await ask();
    assert.equal(requests.length, 2);
    const { arrived, answer } = hold();
    const questions = Promise.all([ask(), ask(), ask()]);
    await arrived;
    await sleep(300); // the others come meanwhile
    answer();
    await questions;
    assert.ok(requests.length < 5, `${requests.length}`);
  });
});

test("Without a context the calls are shared all the same.", async () => {
  const bindings = { DD_API_KEY: "real-api-key-5d1c", DD_APP_KEY: "real-app-key-9f3e" };
  const withoutContext = { bindings: { ...bindings, WITHOUT_CONTEXT: true } };
  await withEdge(withoutContext, async ({ ask, requests }) => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    for (const { status, text } of answers) assert.equal(status, 200, text);
    assert.equal(requests.length, 1);
  });
});
