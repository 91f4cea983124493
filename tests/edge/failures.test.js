/** How Datadog's failures are mapped to responses, and how few requests are sent while they last. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { API, createDatadog, OPENAI, startEdge, withEdge } from "./common.js";

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
const failOnce = () => {
  throw new Error("a 500 of the server");
};
/** [what Datadog does, its response, [attempts, status, title, detail, whether a retry is pointless]] */
const FAILURES = [
  [
    "responds with 400",
    respond(400, { errors: [{ title: "Bad Request", detail: "No such thing", meta: { x: 1 } }] }),
    [1, 400, "Bad Request", "No such thing", true],
  ],
  [
    "responds with an empty 400",
    respond(400, {}),
    [1, 400, "Bad Request", "Datadog gave no details.", true],
  ],
  [
    "rejects the keys with 401",
    respond(401, { errors: ["Unauthorized"] }),
    [
      1,
      502,
      "Datadog rejected this function's keys",
      "Datadog responded with 401: Unauthorized. Check DD_API_KEY, DD_APP_KEY and DD_SITE, and the application key's permissions.",
      true,
    ],
  ],
  [
    "rejects the keys with 403",
    respond(403, { errors: [{ title: "Forbidden", detail: "Missing llm_observability_read" }] }),
    [
      1,
      502,
      "Datadog rejected this function's keys",
      "Datadog responded with 403: Forbidden: Missing llm_observability_read. Check DD_API_KEY, DD_APP_KEY and DD_SITE, and the application key's permissions.",
      true,
    ],
  ],
  [
    "responds with 404",
    respond(404, { errors: ["Not Found"] }),
    [1, 502, "Datadog rejected the request", "Datadog responded with 404: Not Found.", true],
  ],
  [
    "redirects",
    () => Response.redirect("https://elsewhere.example/"),
    [
      1,
      502,
      "Datadog responded with a redirect",
      "Redirects are not followed. Check DD_SITE.",
      true,
    ],
  ],
  [
    "responds with 408",
    respond(408, {}),
    [2, 502, "Datadog failed", "Datadog responded with 408.", false],
  ],
  [
    "responds with 500",
    respond(500, { errors: ["Out of order"] }),
    [2, 502, "Datadog failed", "Datadog responded with 500: Out of order.", false],
  ],
  [
    "responds with HTML and 502",
    () => new Response("<h1>Bad Gateway</h1>", { status: 502 }),
    [2, 502, "Datadog failed", "Datadog responded with 502.", false],
  ],
  [
    "responds with 503 and Retry-After",
    respond(503, {}, { "Retry-After": "5" }),
    [1, 502, "Datadog failed", "Datadog responded with 503.", false],
  ],
  [
    "responds with 500 and X-Should-Retry: false",
    respond(500, {}, { "X-Should-Retry": "false" }),
    [1, 502, "Datadog failed", "Datadog responded with 500.", true],
  ],
  [
    "responds with HTML and 200",
    () => new Response("<h1>Hello</h1>"),
    [
      1,
      502,
      "Unexpected response from Datadog",
      "Datadog's response is not the documented list of accounts (at $).",
      true,
    ],
  ],
  [
    "responds with other JSON",
    respond(200, [{ id: 1 }]),
    [
      1,
      502,
      "Unexpected response from Datadog",
      "Datadog's response is not the documented list of accounts (at $[0].id).",
      true,
    ],
  ],
];

for (const [what, datadog, [attempts, status, title, detail, pointless]] of FAILURES) {
  test(`When Datadog ${what}, the response is ${status} after ${attempts} of 2 attempts.`, async () => {
    edge.datadog = datadog;
    const failed = await send();
    assert.equal(failed.status, status);
    const errors = [{ status: `${status}`, title, detail }];
    assert.deepEqual(JSON.parse(failed.text), { errors });
    assert.equal(failed.headers["content-type"], "application/json");
    assert.equal(failed.headers["cache-control"], "no-store");
    assert.equal(failed.headers["x-should-retry"], pointless ? "false" : undefined);
    assert.equal(failed.headers["www-authenticate"], undefined);
    assert.equal(edge.requests.length, attempts);

    // The failure is cached for a moment.
    const again = await send();
    assert.deepEqual([again.status, again.text], [status, failed.text]);
    assert.equal(edge.requests.length, attempts);
  });
}

test("When the second attempt succeeds, the response is 200.", async () => {
  const { datadog } = edge;
  edge.datadog = (request) => (edge.requests.length < 2 ? failOnce() : datadog(request));
  const { status, text } = await send();
  assert.deepEqual([status, JSON.parse(text)], [200, ACCOUNTS.openai]);
  assert.equal(edge.requests.length, 2);
});

test("Keys that Datadog echoes are redacted.", async () => {
  edge.datadog = (request) =>
    Response.json({ errors: [{ detail: [...request.headers].join() }] }, { status: 400 });
  const { status, text } = await send();
  assert.equal(status, 400);
  assert.match(text, /\[redacted\]/);
  assert.doesNotMatch(text, /real-/);
});

test("A failed connection to Datadog is a 502.", async () => {
  await withEdge({}, async ({ send, cutOff }) => {
    await cutOff();
    const { status, text } = await send();
    assert.equal(status, 502);
    const detail = "The connection to Datadog failed.";
    assert.deepEqual(JSON.parse(text), {
      errors: [{ status: "502", title: "Datadog could not be reached", detail }],
    });
  });
});

test("While Datadog fails, stale accounts are served and marked.", async () => {
  const { datadog } = edge;
  const { text, headers } = await send();
  edge.datadog = respond(500, {});
  edge.advance(600);
  for (let i = 0; i < 3; i++) {
    const stale = await send(OPENAI, { headers: { "If-None-Match": headers.etag } });
    assert.deepEqual([stale.status, stale.text], [200, text]);
    assert.match(
      stale.headers["cache-status"],
      /^datadog-llm-accounts; hit; ttl=-?\d; detail=http$/,
    );
    assert.equal(stale.headers["cache-control"], "no-store");
  }
  assert.equal(edge.requests.length, 3);

  edge.datadog = datadog;
  edge.advance(2100);
  const fresh = await send();
  assert.equal(fresh.headers.age, "0");
  assert.match(fresh.headers["cache-status"], /fwd=miss; stored/);
});

for (const [what, failure] of [
  ["the keys are rejected", respond(403, {})],
  ["the request is rejected", respond(400, {})],
]) {
  test(`When ${what}, stale accounts are not served, then or later.`, async () => {
    await send();
    edge.datadog = failure;
    edge.advance(600);
    assert.notEqual((await send()).status, 200);
    edge.datadog = respond(500, {});
    edge.advance(2100);
    assert.equal((await send()).status, 502);
  });
}

test("A failure is served to all requests for two seconds.", async () => {
  const { datadog } = edge;
  edge.datadog = respond(500, {});
  const responses = await Promise.all(Array.from({ length: 50 }, () => send()));
  for (const { status } of responses) assert.equal(status, 502);
  edge.datadog = datadog;
  assert.equal((await send()).status, 502);
  assert.equal((await send(ANTHROPIC)).status, 200);
  assert.equal(edge.requests.length, 3);
  edge.advance(2100);
  assert.equal((await send()).status, 200);
});
