/** One record per request, without secrets. The log of these tests throws. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { API, API_KEY, APP_KEY, createDatadog, KEYS, OPENAI, withEdge } from "./common.js";

const TOKEN = "visitor-token-3c9d";
const DASHBOARD_TOKEN = "dashboard-token-71b0";
const SECRETS = [API_KEY, APP_KEY, TOKEN, DASHBOARD_TOKEN];

test("Each request has one record of its outcome.", async () => {
  await withEdge({ time: 0, bindings: { ...KEYS, DASHBOARD_TOKEN } }, async (edge) => {
    const { send, log } = edge;
    const { datadog } = edge;
    const headers = (authorize) => ({
      headers: { Authorization: `Bearer ${TOKEN}`, "X-Authorize": authorize },
    });
    const rateLimit = () => Response.json({ errors: [TOKEN] }, { status: 429 });
    const fail = (request) =>
      Response.json({ errors: [[...request.headers].join()] }, { status: 500 });

    /** [sends a request, its record without time and duration] */
    const steps = [
      [() => send(`/${TOKEN}?token=${TOKEN}`, headers("true")), { error: "path", status: 404 }],
      [
        () => send(OPENAI, { method: "DELETE" }),
        { integration: "openai", method: "DELETE", error: "method", status: 405 },
      ],
      [
        () => send(OPENAI, { method: "OPTIONS" }),
        { integration: "openai", method: "OPTIONS", status: 204 },
      ],
      [
        () => send(OPENAI, headers("false")),
        { integration: "openai", error: "unauthorized", status: 401 },
      ],
      [
        () => send(OPENAI, headers("an error")),
        {
          integration: "openai",
          error: "authorize",
          message: /^JWKS fetch failed: 503 \(\[redacted\],\[redacted\],\[redacted\]\)$/,
          status: 500,
        },
      ],
      [
        () => send(OPENAI, headers("true")),
        {
          integration: "openai",
          cache: "miss",
          upstream: { attempts: 1, status: 200 },
          status: 200,
        },
      ],
      [
        () => send(OPENAI, { method: "HEAD" }),
        { integration: "openai", method: "HEAD", cache: "hit", status: 200 },
      ],
      [
        () => {
          edge.datadog = fail;
          edge.advance(10_000);
          return send();
        },
        {
          integration: "openai",
          cache: "stale",
          upstream: { attempts: 2, status: 500 },
          error: "http",
          message: /\b500\b/,
          status: 200,
        },
      ],
      [
        () => send(),
        { integration: "openai", cache: "stale", error: "http", message: /\b500\b/, status: 200 },
      ],
      [
        () => send(`${API}/llmproxy/accounts`),
        {
          integration: "llmproxy",
          cache: "miss",
          upstream: { attempts: 2, status: 500 },
          error: "http",
          message: /\b500\b/,
          status: 502,
        },
      ],
      [
        () => send(`${API}/llmproxy/accounts`),
        {
          integration: "llmproxy",
          cache: "failed",
          error: "http",
          message: /\b500\b/,
          status: 502,
        },
      ],
      [
        () => {
          edge.datadog = rateLimit;
          return send(`${API}/anthropic/accounts`, headers("true"));
        },
        {
          integration: "anthropic",
          cache: "miss",
          upstream: { attempts: 1, status: 429 },
          error: "http",
          message: /\b429\b/,
          status: 429,
        },
      ],
      [
        () => send(`${API}/vertex_ai/accounts`, headers("true")),
        {
          integration: "vertex_ai",
          cache: "limited",
          error: "http",
          message: /\b429\b/,
          status: 429,
        },
      ],
    ];

    const started = Date.now();
    for (const [i, [run, expected]] of steps.entries()) {
      const { status, headers } = await run();
      const { time, duration, message, upstream, ...record } = (await log(i + 1))[i];
      const { duration: upstreamDuration, ...calls } = upstream ?? {};
      const shown = upstream ? { ...record, upstream: calls } : record;
      const { message: pattern, ...fields } = expected;
      assert.deepEqual(shown, { method: "GET", ...fields });
      if (pattern) assert.match(message, pattern);
      else assert.equal(message, undefined);
      assert.equal(status, expected.status);
      assert.equal(new Date(time).toISOString(), time);
      assert.ok(Date.parse(time) >= started - 1000);
      for (const ms of [duration, ...(upstream ? [upstreamDuration] : [])]) {
        assert.ok(Number.isInteger(ms) && ms >= 0, `${ms}`);
      }
      assert.equal(
        headers["server-timing"],
        [
          record.cache && `cache;desc=${record.cache}`,
          upstream && `upstream;dur=${upstreamDuration}`,
          `total;dur=${duration}`,
        ]
          .filter(Boolean)
          .join(", "),
      );
    }
    const lines = JSON.stringify(await log(steps.length));
    for (const secret of SECRETS) assert.ok(!lines.includes(secret));
    edge.datadog = datadog;
  });
});

test("The calls in the records are the calls that reached Datadog.", async () => {
  await withEdge({ datadog: createDatadog({ delay: 300 }) }, async ({ send, log, requests }) => {
    await Promise.all(Array.from({ length: 40 }, () => send()));
    const records = await log(40);
    const [{ duration, upstream }, ...others] = records.filter(({ upstream }) => upstream);
    assert.deepEqual(others, []);
    assert.ok(duration >= upstream.duration && upstream.duration > 290, `${upstream.duration}`);
    assert.equal(requests.length, 1);
    const statuses = new Set(records.map(({ cache }) => cache));
    statuses.delete("hit"); // after the call
    assert.deepEqual(statuses, new Set(["miss", "shared"]));
  });
});
