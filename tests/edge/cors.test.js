/** Which pages of other origins may read the responses, and which headers they may send. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OPENAI, startEdge, withEdge } from "./common.js";

const PAGE = "https://dashboard.example";
const ALLOWED = [
  PAGE,
  "http://localhost:3000",
  "capacitor://localhost",
  "tauri://localhost",
  "chrome-extension://gcknhkkoolaabfmlnjonogaaifnjlfnp",
];
const EXPOSED =
  "Age, Cache-Status, ETag, Retry-After, Server-Timing, X-RateLimit-Limit, X-RateLimit-Name, " +
  "X-RateLimit-Period, X-RateLimit-Remaining, X-RateLimit-Reset, X-Should-Retry";

let edge;

before(async () => {
  edge = await startEdge({ options: { origins: ALLOWED } });
});

after(() => edge.stop());

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
  "capacitor://localhost/",
  "capacitor://localhost.evil.example",
  "ionic://localhost",
  "chrome-extension://gcknhkkoolaabfmlnjonogaaifnjlfnq",
];

const preflight = {
  method: "OPTIONS",
  headers: {
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "authorization",
    "X-Authorize": "false",
  },
};

/** Every kind of response: the page must be able to read each of them. */
const REQUESTS = [
  ["the accounts", 200, OPENAI, {}],
  ["a 401", 401, OPENAI, { headers: { "X-Authorize": "false" } }],
  ["a 500", 500, OPENAI, { headers: { "X-Authorize": "an error" } }],
  ["a 404", 404, "/", {}],
  ["a 405", 405, OPENAI, { method: "POST" }],
  ["the response to a preflight", 204, OPENAI, preflight],
];

for (const [what, status, path, init] of REQUESTS) {
  test(`Pages of allowed origins, and no others, may read ${what}.`, async () => {
    for (const origin of [...ALLOWED, ...OTHERS]) {
      const headers = { ...init.headers, ...(origin !== undefined && { Origin: origin }) };
      const response = await edge.send(path, { ...init, headers });
      assert.equal(response.status, status, response.text);
      const cors = corsOf(response);
      const vary = status === 204 ? "Origin, Access-Control-Request-Headers" : "Origin";
      const read = ALLOWED.includes(origin)
        ? {
            "access-control-allow-origin": origin,
            "access-control-expose-headers": EXPOSED,
            "timing-allow-origin": origin,
          }
        : {};
      const requested =
        ALLOWED.includes(origin) && status === 204
          ? {
              "access-control-allow-headers": "Authorization",
              "access-control-allow-methods": "GET, HEAD",
              "access-control-max-age": "7200",
            }
          : {};
      assert.deepEqual(cors, { vary, ...read, ...requested }, `${origin}`);
      if (status === 204) assert.equal(response.headers.allow, "GET, HEAD, OPTIONS");
    }
  });
}

test("A preflight needs no authorization, and sends nothing to Datadog.", async () => {
  edge.requests.length = 0;
  const headers = { ...preflight.headers, Origin: PAGE, "X-Authorize": "an error" };
  const { status, text } = await edge.send(OPENAI, { ...preflight, headers });
  assert.deepEqual([status, text], [204, ""]);
  assert.deepEqual(edge.requests, []);
});

const LONG = `x-${"a".repeat(2100)}`;

for (const [requested, allowed] of [
  // @datadog/browser-rum with `allowedTracingUrls`
  [
    "authorization,traceparent,tracestate,x-datadog-origin,x-datadog-parent-id,x-datadog-trace-id",
    "Authorization, traceparent, tracestate, x-datadog-origin, x-datadog-parent-id, x-datadog-trace-id",
  ],
  ["x-tenant", "Authorization, x-tenant"],
  ["X-Tenant , AUTHORIZATION", "Authorization, X-Tenant"],
  ["authorization", "Authorization"],
  [undefined, "Authorization"],
  ["", "Authorization"],
  ["*", "Authorization"],
  ["x-a,", "Authorization"],
  ["x-a, x b", "Authorization"],
  ["x-a: 1", "Authorization"],
  ["x-a, \u00e9", "Authorization"],
  [LONG, "Authorization"],
]) {
  test(`A preflight for the headers ${requested?.slice(0, 100)} allows the well-formed ones.`, async () => {
    const headers = { Origin: PAGE, "Access-Control-Request-Method": "GET" };
    if (requested !== undefined) headers["Access-Control-Request-Headers"] = requested;
    const response = await edge.send(OPENAI, { method: "OPTIONS", headers });
    assert.equal(response.headers["access-control-allow-headers"], allowed);
  });
}

test("Cookies of another origin are not supported.", async () => {
  const headers = { Origin: PAGE, Cookie: "session=1" };
  for (const init of [
    { headers },
    { ...preflight, headers: { ...preflight.headers, ...headers } },
  ]) {
    const response = await edge.send(OPENAI, init);
    assert.equal(response.headers["access-control-allow-credentials"], undefined);
  }
});

test("Without origins no page of another origin may read a response.", async () => {
  await withEdge({}, async ({ send }) => {
    for (const [, status, path, init] of REQUESTS) {
      const headers = { ...init.headers, Origin: PAGE };
      const response = await send(path, { ...init, headers });
      assert.equal(response.status, status);
      assert.deepEqual(corsOf(response), {});
    }
  });
});

function corsOf({ headers }) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(vary|access-|timing-)/.test(name)),
  );
}
