/** One record a request, which holds no secret. The log of these tests throws, too. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { API, API_KEY, APP_KEY, createDatadog, OPENAI, withEdge } from "./common.js";

const TOKEN = "visitor-token-3c9d";
const SECRETS = [API_KEY, APP_KEY, TOKEN];

test("Each request leaves one record of what became of it.", async () => {
  await withEdge({ time: 0 }, async (edge) => {
    const { ask, log } = edge;
    const { datadog } = edge;
    const headers = (authorize) => ({
      headers: { Authorization: `Bearer ${TOKEN}`, "X-Authorize": authorize },
    });
    const limit = () => Response.json({ errors: [TOKEN] }, { status: 429 });
    const fail = (request) =>
      Response.json({ errors: [[...request.headers].join()] }, { status: 500 });

    /** [what is asked, and what its record says besides time, duration and status] */
    const steps = [
      [() => ask(`/${TOKEN}?token=${TOKEN}`, headers("true")), { error: "path", status: 404 }],
      [
        () => ask(OPENAI, { method: "DELETE" }),
        { integration: "openai", method: "DELETE", error: "method", status: 405 },
      ],
      [
        () => ask(OPENAI, { method: "OPTIONS" }),
        { integration: "openai", method: "OPTIONS", status: 204 },
      ],
      [
        () => ask(OPENAI, headers("false")),
        { integration: "openai", error: "unauthorised", status: 401 },
      ],
      [
        () => ask(OPENAI, headers("a throw")),
        { integration: "openai", error: "authorize", status: 500 },
      ],
      [
        () => ask(OPENAI, headers("true")),
        {
          integration: "openai",
          cache: "miss",
          upstream: { attempts: 1, status: 200 },
          status: 200,
        },
      ],
      [
        () => ask(OPENAI, { method: "HEAD" }),
        { integration: "openai", method: "HEAD", cache: "hit", status: 200 },
      ],
      [
        () => {
          edge.datadog = fail;
          edge.pass(10_000);
          return ask();
        },
        {
          integration: "openai",
          cache: "stale",
          upstream: { attempts: 2, status: 500 },
          error: "http",
          status: 200,
        },
      ],
      [() => ask(), { integration: "openai", cache: "stale", error: "http", status: 200 }],
      [
        () => ask(`${API}/llmproxy/accounts`),
        {
          integration: "llmproxy",
          cache: "miss",
          upstream: { attempts: 2, status: 500 },
          error: "http",
          status: 502,
        },
      ],
      [
        () => ask(`${API}/llmproxy/accounts`),
        { integration: "llmproxy", cache: "failed", error: "http", status: 502 },
      ],
      [
        () => {
          edge.datadog = limit;
          return ask(`${API}/anthropic/accounts`);
        },
        {
          integration: "anthropic",
          cache: "miss",
          upstream: { attempts: 1, status: 429 },
          error: "http",
          status: 429,
        },
      ],
      [
        () => ask(`${API}/vertex_ai/accounts`),
        { integration: "vertex_ai", cache: "limited", error: "http", status: 429 },
      ],
    ];

    const started = Date.now();
    for (const [i, [question, expected]] of steps.entries()) {
      const { status, headers } = await question();
      const { time, duration, upstream, ...record } = (await log(i + 1))[i];
      const { duration: upstreamDuration, ...calls } = upstream ?? {};
      const told = upstream ? { ...record, upstream: calls } : record;
      assert.deepEqual(told, { method: "GET", ...expected });
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

test("The calls of the records are the calls that reached Datadog.", async () => {
  await withEdge({ datadog: createDatadog({ delay: 300 }) }, async ({ ask, log, requests }) => {
    await Promise.all(Array.from({ length: 40 }, () => ask()));
    const records = await log(40);
    const [{ duration, upstream }, ...others] = records.filter(({ upstream }) => upstream);
    assert.deepEqual(others, []);
    assert.ok(duration >= upstream.duration && upstream.duration > 290, `${upstream.duration}`);
    assert.equal(requests.length, 1);
    const ways = new Set(records.map(({ cache }) => cache));
    ways.delete("hit"); // who came when it was there
    assert.deepEqual(ways, new Set(["miss", "shared"]));
  });
});
