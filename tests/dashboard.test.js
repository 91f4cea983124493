/** The dashboard's edge function, www/worker.js, asked over HTTP. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask as askPlainly } from "./ask.js";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import { serve } from "./fake/serve.js";
import { startDashboard } from "./workerd.js";

const API_KEY = "real-api-key-5d1c";
const APP_KEY = "real-app-key-9f3e";
const TOKEN = "dashboard-token-7a2b";
const SECRETS = [API_KEY, APP_KEY, TOKEN];
const KEYS = { DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY };
const GUARDED = { ...KEYS, DD_SITE: "datadoghq.eu", DASHBOARD_TOKEN: TOKEN };
const RIGHT = { Authorization: `Bearer ${TOKEN}` };

const API = "/api/v2/llm-obs/v1/integrations";
const OPENAI = `/datadog${API}/openai/accounts`;
const datadog = createFakeDatadog({ apiKey: API_KEY, appKey: APP_KEY });
const refusing = () => assert.fail("Datadog must not be asked");

/** The dashboards of the tests in which no one asks Datadog, by their bindings. */
const shared = new Map();
let idle;
let onLog;

before(async () => {
  idle = await serve(refusing);
});

after(async () => {
  for (const dashboard of shared.values()) await (await dashboard).stop();
  await idle.close();
});

/** [sentence, bindings, [path, { method, headers }], status, what the answer says or holds] */
const WITHOUT_DATADOG = [
  ["The fake is open to everyone", {}, [OPENAI], 200, ACCOUNTS.openai],
  ["The page is open to everyone", GUARDED, ["/"], 200],
  ["The fake answers in a state", {}, [`/datadog/~empty${API}/openai/accounts`], 200, []],
  ["A token closes the fake, too", { DASHBOARD_TOKEN: TOKEN }, [OPENAI], 401, "Bearer"],
  ["Keys without a token show nothing", KEYS, [OPENAI], 503, "DASHBOARD_TOKEN"],
  ["A blank token is none", { ...KEYS, DASHBOARD_TOKEN: " " }, [OPENAI], 503, "DASHBOARD_TOKEN"],
  ["One key rules the fake out", { DD_API_KEY: API_KEY }, [OPENAI], 503, "DD_APP_KEY"],
  ...["DD_API_KEY", "DD_APP_KEY"].map((name) => [
    `A missing ${name} is named to who may know`,
    { ...GUARDED, [name]: " " },
    [OPENAI, { headers: RIGHT }],
    500,
    name,
  ]),
  [
    "Whether keys are set is not said to a stranger",
    { DASHBOARD_TOKEN: TOKEN, DD_API_KEY: API_KEY },
    [OPENAI],
    401,
    "Bearer",
  ],
  [
    "A key no header can hold is named",
    { ...GUARDED, DD_API_KEY: "a\nb" },
    [OPENAI, { headers: RIGHT }],
    500,
    "DD_API_KEY",
  ],
  [
    "A site outside Datadog is named",
    { ...GUARDED, DD_SITE: "example.com" },
    [OPENAI, { headers: RIGHT }],
    500,
    "DD_SITE",
  ],
  ["No token is refused", GUARDED, [OPENAI], 401, "Authorization: Bearer"],
  ...[
    ["An empty token", "Bearer "],
    ["A wrong token", "Bearer wrong"],
    ["The start of the token", `Bearer ${TOKEN.slice(0, -1)}`],
    ["A longer token", `Bearer ${TOKEN}0`],
    ["Another scheme", `Basic ${TOKEN}`],
    ["The API key as token", `Bearer ${API_KEY}`],
  ].map(([what, Authorization]) => [
    `${what} is refused`,
    GUARDED,
    [OPENAI, { headers: { Authorization } }],
    401,
    "Authorization: Bearer",
  ]),
  ["A token in the query is refused", GUARDED, [`${OPENAI}?token=${TOKEN}`], 401, "Bearer"],
  ["Keys of the visitor do not help", GUARDED, [OPENAI, { headers: visitorKeys() }], 401, "Bearer"],
  ...["POST", "PUT", "DELETE", "OPTIONS"].flatMap((method) =>
    [OPENAI, "/config.json"]
      .filter((path) => method !== "OPTIONS" || path !== OPENAI)
      .map((path) => [
        `${method} ${path} is not allowed`,
        GUARDED,
        [path, { method, headers: RIGHT }],
        405,
        "GET and HEAD",
      ]),
  ),
  ["A preflight gets no CORS header", GUARDED, [OPENAI, preflight()], 204],
  ...[
    "/datadog",
    "/datadog/",
    `/datadog/..${API}/openai/accounts`,
    `//evil.example${OPENAI}`,
    `//datadog${API}/openai/accounts`,
    `/datadog/${API}/openai/accounts`,
    `/datadog${API}/frontier/accounts`,
    `/datadog${API}/__proto__/accounts`,
    `/datadog${API}/constructor/accounts`,
    `/datadog${API}/OpenAI/accounts`,
    `/datadog${API}//accounts`,
    `/datadog${API}/../accounts`,
    `/datadog${API}/%2e%2e/accounts`,
    `/datadog${API}/openai%2faccounts`,
    `/datadog${API}/..%2f..%2f..%2fusers/accounts`,
    `/datadog${API}/openai%2f..%2fanthropic/accounts`,
    `/datadog${API}/openai%00/accounts`,
    `/datadog${API}/openai%0d%0aHost:%20evil.example/accounts`,
    `/datadog${API}/openai/accounts/`,
    `/datadog${API}/openai/accounts%3f`,
    `/datadog${API}/openai/accounts/c6a74e19-2b12-45e9-be42-bb510c98539a`,
    `/datadog/~403${API}/openai/accounts`,
    `/datadog/%7E403${API}/openai/accounts`,
    "/datadog/api/v1/validate",
    "/nowhere",
  ].map((path) => [`${path} leads nowhere`, GUARDED, [path, { headers: RIGHT }], 404]),
];

for (const [sentence, bindings, [path, init], status, expected] of WITHOUT_DATADOG) {
  test(`${sentence}: ${status}.`, async () => {
    const answer = await ask((await dashboardWith(bindings)).url, path, init);
    assert.equal(answer.status, status, answer.text);
    if (typeof expected === "string") assertProblem(answer, expected);
    else if (expected) assert.deepEqual(JSON.parse(answer.text), expected);
    if (status === 405) assert.match(answer.headers.allow, /^GET, HEAD(, OPTIONS)?$/);
    if (status === 401) assert.equal(answer.headers["www-authenticate"], "Bearer");
    if (status >= 400 && expected) assert.equal(answer.headers["x-should-retry"], "false");
    assert.deepEqual(idle.requests, []);
  });
}

test("The right token opens Datadog, which gets the keys and nothing of the visitor's.", async () => {
  await withDashboard(GUARDED, datadog, async ({ ask, upstream }) => {
    const headers = {
      ...visitorKeys(),
      ...RIGHT,
      Cookie: "session=visitor",
      "X-Fake-Status": "403",
    };
    const { status, text } = await ask(`${OPENAI}?page=2`, { headers });
    assert.deepEqual([status, JSON.parse(text)], [200, ACCOUNTS.openai]);

    const [{ method, url, headers: sent }, ...more] = upstream.requests;
    assert.deepEqual(more, []);
    assert.deepEqual([method, url], ["GET", `${API}/openai/accounts`]);
    assert.equal(sent.host, "api.datadoghq.eu");
    assert.equal(sent["dd-api-key"], API_KEY);
    assert.equal(sent["dd-application-key"], APP_KEY);
    assert.ok(!JSON.stringify(sent).includes(TOKEN));
    for (const name of ["authorization", "cookie", "x-fake-status"])
      assert.ok(!(name in sent), name);
  });
});

test("HEAD has no body, and white space around the secrets and the token does not matter.", async () => {
  const bindings = Object.fromEntries(Object.entries(GUARDED).map(([k, v]) => [k, ` ${v}\n`]));
  await withDashboard(bindings, datadog, async ({ ask }) => {
    const headers = { Authorization: `bearer   ${TOKEN} ` };
    const { status, text } = await ask(OPENAI, { method: "HEAD", headers });
    assert.deepEqual([status, text], [200, ""]);
  });
});

test("The worker logs one line of JSON a request, without a secret.", async () => {
  const lines = [];
  const logged = new Promise((resolve) => {
    onLog = (line) => lines.push(line) === 2 && resolve();
  });
  await withDashboard(GUARDED, datadog, async ({ ask }) => {
    await ask(`${OPENAI}?token=${TOKEN}`);
    await ask(OPENAI, { headers: RIGHT });
    await logged;
  });
  onLog = undefined;
  const records = lines.map((line) => JSON.parse(line));
  assert.deepEqual(
    records.map(({ integration, status, cache }) => [integration, status, cache]),
    [
      ["openai", 401, undefined],
      ["openai", 200, "miss"],
    ],
  );
  for (const secret of SECRETS) assert.ok(!lines.join().includes(secret));
});

test("config.json shows the site to those who may see it.", async () => {
  await withDashboard(GUARDED, refusing, async ({ ask }) => {
    const config = async (init) => JSON.parse((await ask("/config.json", init)).text);
    const real = { fake: false, tokenRequired: true };
    assert.deepEqual(await config(), real);
    assert.deepEqual(await config({ headers: { Authorization: "Bearer wrong" } }), real);
    assert.deepEqual(await config({ headers: RIGHT }), { ...real, site: "datadoghq.eu" });
  });
  await withDashboard({}, refusing, async ({ ask }) => {
    const fake = { fake: true, tokenRequired: false, site: "datadoghq.com" };
    assert.deepEqual(JSON.parse((await ask("/config.json")).text), fake);
  });
});

const json = (status, body, headers) => () => Response.json(body, { status, headers });
const LIMITS = {
  "X-RateLimit-Limit": "600",
  "X-RateLimit-Period": "60",
  "X-RateLimit-Reset": "42",
};

/** [what Datadog does, its answer, status, what the answer says, its headers] */
const DATADOG_FAILS = [
  [
    "answers 429",
    json(429, { errors: ["Slow down"] }, { ...LIMITS, "X-Internal": "1" }),
    429,
    "Slow down",
    {
      "x-ratelimit-limit": "600",
      "x-ratelimit-period": "60",
      "x-ratelimit-reset": "42",
      "retry-after": "42",
      "x-internal": undefined,
    },
  ],
  [
    "answers an empty 429",
    () => new Response(null, { status: 429, headers: { "Retry-After": "41" } }),
    429,
    "Too Many Requests",
    { "retry-after": "41" },
  ],
  [
    "refuses the keys with 403",
    json(403, { errors: [{ title: "Forbidden", detail: "Missing llm_observability_read" }] }),
    502,
    "Datadog responded with 403: Forbidden: Missing llm_observability_read.",
    { "x-should-retry": "false" },
  ],
  [
    "refuses the keys with 401",
    json(401, { errors: ["Unauthorized"] }),
    502,
    "Datadog responded with 401: Unauthorized. Check DD_API_KEY, DD_APP_KEY and DD_SITE, and",
    { "x-should-retry": "false", "www-authenticate": undefined },
  ],
  ["answers 400", json(400, { errors: [{ detail: "No such thing" }] }), 400, "No such thing"],
  ["answers 500", json(500, { errors: ["Out of order"] }), 502, "Out of order"],
  [
    "answers HTML",
    () => new Response("<h1>Hello</h1>"),
    502,
    "not the documented list of accounts",
  ],
  ["answers another JSON", json(200, [{ id: 1 }]), 502, "$[0]"],
  ["redirects", () => Response.redirect("https://elsewhere.example/"), 502, "redirect"],
  [
    "repeats the keys",
    (request) => Response.json({ errors: [[...request.headers].join()] }, { status: 400 }),
    400,
    "[redacted]",
  ],
  ["hangs up", undefined, 502, "could not be reached"],
];

for (const [what, answer, status, said, headers = {}] of DATADOG_FAILS) {
  test(`When Datadog ${what}, the answer is ${status}.`, async () => {
    await withDashboard(GUARDED, answer, async ({ ask, upstream }) => {
      if (!answer) await upstream.close();
      const answered = await ask(OPENAI, { headers: RIGHT });
      assert.equal(answered.status, status, answered.text);
      assertProblem(answered, said);
      for (const [name, value] of Object.entries(headers)) {
        assert.equal(answered.headers[name], value, name);
      }
      for (const { headers } of upstream.requests) assert.equal(headers.host, "api.datadoghq.eu");
    });
  });
}

test("Keys and tokens in the Secrets Store are used, and disable the fake.", async () => {
  const upstream = await serve(datadog);
  const outboundService = { external: { address: new URL(upstream.url).host, http: {} } };
  const dashboard = await startDashboard({ secrets: GUARDED, outboundService });
  try {
    const missing = await ask(dashboard.url, OPENAI);
    assert.equal(missing.status, 401, missing.text);
    const { status, text } = await ask(dashboard.url, OPENAI, { headers: RIGHT });
    assert.deepEqual([status, JSON.parse(text)], [200, ACCOUNTS.openai]);
    const config = await ask(dashboard.url, "/config.json", { headers: RIGHT });
    const expected = { fake: false, tokenRequired: true, site: "datadoghq.eu" };
    assert.deepEqual(JSON.parse(config.text), expected);
  } finally {
    await dashboard.stop();
    await upstream.close();
  }
});

test("A secret that is missing in the Secrets Store is a 500, never open to everyone.", async () => {
  const dashboard = await startDashboard({ secrets: { ...GUARDED, DASHBOARD_TOKEN: "" } });
  try {
    for (const headers of [{}, RIGHT]) {
      assert.equal((await ask(dashboard.url, OPENAI, { headers })).status, 500);
      assert.equal((await ask(dashboard.url, "/config.json", { headers })).status, 500);
    }
  } finally {
    await dashboard.stop();
  }
});

function preflight() {
  const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "GET" };
  return { method: "OPTIONS", headers };
}

function visitorKeys() {
  return { "DD-API-KEY": "visitor-api-key", "DD-APPLICATION-KEY": "visitor-app-key" };
}

function assertProblem({ text, headers }, said) {
  assert.equal(headers["content-type"], "application/json");
  const [{ title = "", detail = "" }, ...more] = JSON.parse(text).errors.map((error) =>
    typeof error === "string" ? { detail: error } : error,
  );
  assert.deepEqual(more, []);
  assert.ok(`${title}: ${detail}`.includes(said), text);
}

function dashboardWith(bindings) {
  const key = JSON.stringify(bindings);
  if (!shared.has(key)) shared.set(key, start(bindings, idle));
  return shared.get(key);
}

/** Whatever the dashboard sends, to any host, arrives at this server. */
function start(bindings, { url }) {
  const outboundService = { external: { address: new URL(url).host, http: {} } };
  return startDashboard({ bindings, outboundService, onLog });
}

/** A dashboard of its own whose Datadog, at whatever site, is this handler on loopback. */
async function withDashboard(bindings, handler, run) {
  const upstream = await serve(handler ?? refusing);
  const dashboard = await start(bindings, upstream);
  try {
    await run({ upstream, ask: (path, init) => ask(dashboard.url, path, init) });
  } finally {
    await dashboard.stop();
    await upstream.close();
  }
}

/** Asks, and checks what holds for every answer. */
async function ask(...question) {
  const answer = await askPlainly(...question);
  const { headers, text } = answer;
  for (const secret of SECRETS) {
    assert.ok(!text.includes(secret) && !JSON.stringify(headers).includes(secret), text);
  }
  assert.match(headers["content-security-policy"], /^default-src 'none'; script-src 'self' /);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["cross-origin-resource-policy"], "same-origin");
  assert.equal(headers["access-control-allow-origin"], undefined);
  return answer;
}
