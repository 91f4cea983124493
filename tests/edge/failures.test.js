/** What the function makes of Datadog's failures, and how seldom it asks while they last. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { API, createDatadog, OPENAI, startEdge, withEdge } from "./common.js";

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
const hangUp = () => {
  throw new Error("a 500 of the server");
};
/** [what Datadog does, its answer, tries, status, title, detail, whether another try is vain] */
const FAILURES = [
  [
    "answers 400",
    answer(400, { errors: [{ title: "Bad Request", detail: "No such thing", meta: { x: 1 } }] }),
    [1, 400, "Bad Request", "No such thing", true],
  ],
  ["answers an empty 400", answer(400, {}), [1, 400, "Bad Request", "Datadog said no more.", true]],
  [
    "refuses the keys with 401",
    answer(401, { errors: ["Unauthorized"] }),
    [
      1,
      502,
      "Datadog refused this function's keys",
      "Datadog answered 401: Unauthorized. Check the secrets DD_API_KEY, DD_APP_KEY and DD_SITE, and the application key's permissions.",
      true,
    ],
  ],
  [
    "refuses the keys with 403",
    answer(403, { errors: [{ title: "Forbidden", detail: "Missing llm_observability_read" }] }),
    [
      1,
      502,
      "Datadog refused this function's keys",
      "Datadog answered 403: Forbidden: Missing llm_observability_read. Check the secrets DD_API_KEY, DD_APP_KEY and DD_SITE, and the application key's permissions.",
      true,
    ],
  ],
  [
    "answers 404",
    answer(404, { errors: ["Not Found"] }),
    [1, 502, "Datadog refused the request", "Datadog answered 404: Not Found.", true],
  ],
  [
    "redirects",
    () => Response.redirect("https://elsewhere.example/"),
    [
      1,
      502,
      "Datadog answered with a redirect",
      "Datadog answered with a redirect, which is not followed. Check DD_SITE.",
      true,
    ],
  ],
  ["answers 408", answer(408, {}), [2, 502, "Datadog failed", "Datadog answered 408.", false]],
  [
    "answers 500",
    answer(500, { errors: ["Out of order"] }),
    [2, 502, "Datadog failed", "Datadog answered 500: Out of order.", false],
  ],
  [
    "answers HTML with 502",
    () => new Response("<h1>Bad Gateway</h1>", { status: 502 }),
    [2, 502, "Datadog failed", "Datadog answered 502.", false],
  ],
  [
    "answers 503 and when to come back",
    answer(503, {}, { "Retry-After": "5" }),
    [1, 502, "Datadog failed", "Datadog answered 503.", false],
  ],
  [
    "answers 500 and that another try is vain",
    answer(500, {}, { "X-Should-Retry": "false" }),
    [1, 502, "Datadog failed", "Datadog answered 500.", true],
  ],
  [
    "answers HTML with 200",
    () => new Response("<h1>Hello</h1>"),
    [
      1,
      502,
      "Datadog's answer could not be read",
      "Datadog's answer is not the list of accounts it documents (at $).",
      true,
    ],
  ],
  [
    "answers another JSON",
    answer(200, [{ id: 1 }]),
    [
      1,
      502,
      "Datadog's answer could not be read",
      "Datadog's answer is not the list of accounts it documents (at $[0].id).",
      true,
    ],
  ],
];

for (const [what, datadog, [tries, status, title, detail, vain]] of FAILURES) {
  test(`When Datadog ${what}, the answer is ${status} after ${tries} of 2 tries.`, async () => {
    edge.datadog = datadog;
    const failed = await ask();
    assert.equal(failed.status, status);
    const errors = [{ status: `${status}`, title, detail }];
    assert.deepEqual(JSON.parse(failed.text), { errors });
    assert.equal(failed.headers["content-type"], "application/json");
    assert.equal(failed.headers["cache-control"], "no-store");
    assert.equal(failed.headers["x-should-retry"], vain ? "false" : undefined);
    assert.equal(failed.headers["www-authenticate"], undefined);
    assert.equal(edge.requests.length, tries);

    // Remembered for a moment.
    const again = await ask();
    assert.deepEqual([again.status, again.text], [status, failed.text]);
    assert.equal(edge.requests.length, tries);
  });
}

test("When the second try succeeds, nothing is seen of the first.", async () => {
  const { datadog } = edge;
  edge.datadog = (request) => (edge.requests.length < 2 ? hangUp() : datadog(request));
  const { status, text } = await ask();
  assert.deepEqual([status, JSON.parse(text)], [200, ACCOUNTS.openai]);
  assert.equal(edge.requests.length, 2);
});

test("Keys that Datadog repeats are redacted.", async () => {
  edge.datadog = (request) =>
    Response.json({ errors: [{ detail: [...request.headers].join() }] }, { status: 400 });
  const { status, text } = await ask();
  assert.equal(status, 400);
  assert.match(text, /\[redacted\]/);
  assert.doesNotMatch(text, /real-/);
});

test("Datadog out of reach is 502.", async () => {
  await withEdge({}, async ({ ask, cutOff }) => {
    await cutOff();
    const { status, text } = await ask();
    assert.equal(status, 502);
    const detail = "The connection to Datadog failed.";
    assert.deepEqual(JSON.parse(text), {
      errors: [{ status: "502", title: "Datadog could not be reached", detail }],
    });
  });
});

test("While Datadog fails, the last accounts stand in, marked, until it answers.", async () => {
  const { datadog } = edge;
  const { text, headers } = await ask();
  edge.datadog = answer(500, {});
  edge.pass(600);
  for (let i = 0; i < 3; i++) {
    const stale = await ask(OPENAI, { headers: { "If-None-Match": headers.etag } });
    assert.deepEqual([stale.status, stale.text], [200, text]);
    assert.match(
      stale.headers["cache-status"],
      /^datadog-llm-accounts; hit; ttl=-?\d; detail=http$/,
    );
    assert.equal(stale.headers["cache-control"], "no-store");
  }
  assert.equal(edge.requests.length, 3);

  edge.datadog = datadog;
  edge.pass(2100);
  const fresh = await ask();
  assert.equal(fresh.headers.age, "0");
  assert.match(fresh.headers["cache-status"], /fwd=miss; stored/);
});

for (const [what, failure] of [
  ["the keys are refused", answer(403, {})],
  ["the question is refused", answer(400, {})],
]) {
  test(`When ${what}, no old accounts are shown, then or later.`, async () => {
    await ask();
    edge.datadog = failure;
    edge.pass(600);
    assert.notEqual((await ask()).status, 200);
    edge.datadog = answer(500, {});
    edge.pass(2100);
    assert.equal((await ask()).status, 502);
  });
}

test("A failure of the last moment answers everyone, and Datadog is asked again after it.", async () => {
  const { datadog } = edge;
  edge.datadog = answer(500, {});
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
  for (const { status } of answers) assert.equal(status, 502);
  edge.datadog = datadog;
  assert.equal((await ask()).status, 502);
  assert.equal((await ask(ANTHROPIC)).status, 200);
  assert.equal(edge.requests.length, 3);
  edge.pass(2100);
  assert.equal((await ask()).status, 200);
});
