/** Which pages of other origins may read the answers. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OPENAI, startEdge, withEdge } from "./common.js";

const PAGE = "https://dashboard.example";
const LOCAL = "http://localhost:3000";
const EXPOSED =
  "Age, Cache-Status, ETag, Retry-After, Server-Timing, X-RateLimit-Limit, X-RateLimit-Name, " +
  "X-RateLimit-Period, X-RateLimit-Remaining, X-RateLimit-Reset, X-Should-Retry";

let edge;

before(async () => {
  edge = await startEdge({ options: { origins: [PAGE, LOCAL] } });
});

after(() => edge.stop());

const ALLOWED = [PAGE, LOCAL];
const OTHERS = [
  undefined,
  "",
  "null",
  "*",
  `${PAGE}/`,
  `${PAGE}:443`,
  `${PAGE}:8443`,
  `${PAGE}.evil.example`,
  "https://evil-dashboard.example",
  "https://sub.dashboard.example",
  "http://dashboard.example",
  "https://DASHBOARD.example",
  "https://dashboard.example, https://evil.example",
  "http://localhost",
  "http://localhost:30000",
];

const preflight = {
  method: "OPTIONS",
  headers: {
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "authorization",
    "X-Authorize": "false",
  },
};

/** Every way that a request can end, each of which the page must be able to read. */
const REQUESTS = [
  ["the accounts", 200, OPENAI, {}],
  ["a refusal", 401, OPENAI, { headers: { "X-Authorize": "false" } }],
  ["a failure", 500, OPENAI, { headers: { "X-Authorize": "a throw" } }],
  ["another path's answer", 404, "/", {}],
  ["another method's answer", 405, OPENAI, { method: "POST" }],
  ["a preflight's answer", 204, OPENAI, preflight],
];

for (const [what, status, path, init] of REQUESTS) {
  test(`A page of an allowed origin may read ${what}; another one may not.`, async () => {
    for (const origin of [...ALLOWED, ...OTHERS]) {
      const headers = { ...init.headers, ...(origin !== undefined && { Origin: origin }) };
      const answered = await edge.ask(path, { ...init, headers });
      assert.equal(answered.status, status, answered.text);
      const cors = corsOf(answered);
      assert.equal(cors.vary, "Origin");
      const read = ALLOWED.includes(origin)
        ? { "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED }
        : {};
      const asked =
        ALLOWED.includes(origin) && status === 204
          ? {
              "access-control-allow-headers": "Authorization",
              "access-control-allow-methods": "GET, HEAD",
              "access-control-max-age": "7200",
            }
          : {};
      assert.deepEqual(cors, { vary: "Origin", ...read, ...asked }, `${origin}`);
      if (status === 204) assert.equal(answered.headers.allow, "GET, HEAD, OPTIONS");
    }
  });
}

test("A preflight is answered without authorize, and asks Datadog nothing.", async () => {
  edge.requests.length = 0;
  const headers = { ...preflight.headers, Origin: PAGE, "X-Authorize": "a throw" };
  const { status, text } = await edge.ask(OPENAI, { ...preflight, headers });
  assert.deepEqual([status, text], [204, ""]);
  assert.deepEqual(edge.requests, []);
});

test("Without origins no page of another origin may read anything.", async () => {
  await withEdge({}, async ({ ask }) => {
    for (const [, status, path, init] of REQUESTS) {
      const headers = { ...init.headers, Origin: PAGE };
      const answered = await ask(path, { ...init, headers });
      assert.equal(answered.status, status);
      assert.deepEqual(corsOf(answered), {});
    }
  });
});

function corsOf({ headers }) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name === "vary" || name.startsWith("access-")),
  );
}
