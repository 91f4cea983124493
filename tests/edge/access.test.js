/** Which requests are allowed, and what reaches Datadog: only the documented request. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import {
  API,
  API_KEY,
  APP_KEY,
  createDatadog,
  KEYS,
  OPENAI,
  startEdge,
  withEdge,
} from "./common.js";

const PAGE = "https://dashboard.example";
const TOKEN = "visitor-token-3c9d";

let edge;

before(async () => {
  edge = await startEdge({
    options: { prefix: "/datadog", origins: [PAGE, "http://localhost:3000"], cacheSeconds: 0 },
  });
});

after(() => edge.stop());

beforeEach(() => {
  edge.requests.length = 0;
});

const path = `/datadog${OPENAI}`;

for (const [result, status] of [
  ["true", 200],
  ["a promise of true", 200],
  ["true, later", 200],
  ["false", 401],
  ["a promise of false", 401],
  ["nothing", 401],
  ["null", 401],
  ["1", 401],
  ['"true"', 401],
  ["an object", 401],
  ["a Boolean object", 401],
  ["a promise of a string", 401],
  ["an error", 500],
  ["a thrown true", 500],
  ["a rejection", 500],
]) {
  test(`When authorize returns or throws ${result}, the status is ${status}.`, async () => {
    const headers = { "X-Authorize": result, Authorization: `Bearer ${TOKEN}` };
    const response = await edge.send(path, { headers });
    assert.equal(response.status, status, response.text);
    assert.equal(edge.requests.length, status === 200 ? 1 : 0);
    assert.ok(!JSON.stringify(response).includes(TOKEN));
    if (status === 200) return;
    assertError(response);
    assert.equal(response.headers["www-authenticate"], status === 401 ? "Bearer" : undefined);
    assert.equal(response.headers["x-should-retry"], status === 401 ? "false" : undefined);
  });
}

test("A rejected request does not read or change the cache.", async () => {
  await withEdge({}, async ({ send, requests }) => {
    const rejected = () => send(OPENAI, { headers: { "X-Authorize": "false" } });
    const comparable = ({ status, text, headers }) => {
      const timing = headers["server-timing"].replace(/\d+/, "");
      return { status, text, headers: { ...headers, date: "", "server-timing": timing } };
    };
    const before = comparable(await rejected());
    assert.equal(requests.length, 0);
    const { headers } = await send();
    const tag = { "If-None-Match": headers.etag, "X-Authorize": "false" };
    assert.deepEqual(comparable(await rejected()), before);
    assert.deepEqual(comparable(await send(OPENAI, { headers: tag })), before);
    assert.equal(requests.length, 1);
  });
});

const OTHER_PATHS = [
  "/",
  "/datadog",
  "/datadog/",
  OPENAI,
  `/DATADOG${OPENAI}`,
  `/datadog/datadog${OPENAI}`,
  `/datadog/${OPENAI}`,
  `//datadog${OPENAI}`,
  `//evil.example${path}`,
  `/datadog/..${OPENAI}`,
  `/%64atadog${OPENAI}`,
  `/datadog%2f${OPENAI.slice(1)}`,
  `/datadog${API.replace("llm-obs", "llm%2dobs")}/openai/accounts`,
  `/datadog${API}/frontier/accounts`,
  `/datadog${API}/OpenAI/accounts`,
  `/datadog${API}/open%61i/accounts`,
  `/datadog${API}/__proto__/accounts`,
  `/datadog${API}/constructor/accounts`,
  `/datadog${API}//accounts`,
  `/datadog${API}/accounts`,
  `/datadog${API}/../accounts`,
  `/datadog${API}/%2e%2e/accounts`,
  `/datadog${API}/openai%2faccounts`,
  `/datadog${API}/openai/../../accounts`,
  `/datadog${API}/openai/anthropic/accounts`,
  `/datadog${API}/..%2f..%2f..%2fusers/accounts`,
  `/datadog${API}/openai%2f..%2fanthropic/accounts`,
  `/datadog${API}/openai%00/accounts`,
  `/datadog${API}/openai%20/accounts`,
  `/datadog${API}/openai;a=b/accounts`,
  `/datadog${API}/openai%0d%0aHost:%20evil.example/accounts`,
  `/datadog${API}/openai/accounts/`,
  `/datadog${API}/openai/accounts%3f`,
  `/datadog${API}/openai/accounts;a=b`,
  `/datadog${API}/openai/accounts/c6a74e19-2b12-45e9-be42-bb510c98539a`,
  "/datadog/api/v1/validate",
  "/datadog/api/v2/users",
];

for (const other of OTHER_PATHS) {
  test(`${other} is not found, also for an authorized request.`, async () => {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      const response = await edge.send(other, { method });
      assert.equal(response.status, 404);
      assertError(response);
      assert.equal(response.headers["x-should-retry"], "false");
    }
    assert.deepEqual(edge.requests, []);
  });
}

test("The URL parser removes dot segments.", async () => {
  for (const same of [`/x/..${path}`, `/datadog/.${OPENAI}`, `/datadog/%2e${OPENAI}`]) {
    assert.equal((await edge.send(same)).status, 200, same);
  }
  for (const { url } of edge.requests) assert.equal(url, OPENAI);
});

test("A 404 names the path and the integrations that are served, and nothing of the request.", async () => {
  const { text } = await edge.send(`/datadog${API}/OpenAI/accounts?<script>`);
  const served = Object.keys(ACCOUNTS);
  const detail = JSON.parse(text).errors[0].detail;
  const [path, list] = /^This function serves (.*) for these integrations: (.*)\.$/
    .exec(detail)
    .slice(1);
  assert.equal(path, `/datadog${API}/{integration}/accounts`);
  assert.deepEqual(list.split(", ").sort(), served.sort());
  assert.doesNotMatch(text, /OpenAI|script/);
});

for (const method of ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
  test(`${method} is not allowed.`, async () => {
    const response = await edge.send(path, { method });
    assert.equal(response.status, 405, response.text);
    assert.equal(response.headers.allow, "GET, HEAD, OPTIONS");
    assertError(response);
    assert.deepEqual(edge.requests, []);
  });
}

test("HEAD returns the headers of GET without the body.", async () => {
  const got = await edge.send(path);
  const { status, text, headers } = await edge.send(path, { method: "HEAD" });
  assert.deepEqual([status, text], [200, ""]);
  assert.equal(headers.etag, got.headers.etag);
  assert.equal(headers["content-type"], "application/json");
});

test("Nothing of the page's request is sent to Datadog.", async () => {
  const headers = {
    Authorization: `Bearer ${TOKEN}`,
    Cookie: "session=visitor",
    "DD-API-KEY": "visitor-api-key",
    "DD-APPLICATION-KEY": "visitor-app-key",
    "X-Forwarded-Host": "evil.example",
    "X-HTTP-Method-Override": "DELETE",
    "X-Fake-Status": "403",
    "If-None-Match": '"x"',
    Range: "bytes=0-1",
    "Accept-Language": "fr",
    traceparent: "00-00000000000000008448eb211c80319c-b7ad6b7169203331-01",
    "x-datadog-trace-id": "9532127138774266268",
  };
  const query = "?page=2&filter[x]=y&api_key=visitor-api-key";
  const plain = await edge.send(path);
  const { status, text } = await edge.send(path + query, { headers });
  assert.deepEqual([status, JSON.parse(text)], [200, ACCOUNTS.openai]);

  const [one, other, ...more] = edge.requests;
  assert.deepEqual(more, []);
  assert.deepEqual(other, one);
  assert.equal(plain.text, text);
  const { method, url, headers: sent } = one;
  assert.deepEqual([method, url], ["GET", OPENAI]);
  assert.equal(sent.host, "api.datadoghq.com");
  assert.equal(sent["dd-api-key"], API_KEY);
  assert.equal(sent["dd-application-key"], APP_KEY);
});

const SITES = [
  ["the site in env", { DD_SITE: " us5.datadoghq.com\n" }, {}, "api.us5.datadoghq.com"],
  [
    "the site of the option, which has priority",
    { DD_SITE: "us5.datadoghq.com" },
    { site: "datadoghq.eu" },
    "api.datadoghq.eu",
  ],
];

for (const [what, environment, options, host] of SITES) {
  test(`The keys are trimmed and sent to ${what}.`, async () => {
    const bindings = { DD_API_KEY: ` ${API_KEY}\n`, DD_APP_KEY: `${APP_KEY} `, ...environment };
    await withEdge({ bindings, options }, async ({ send, requests }) => {
      const { status, text } = await send();
      assert.equal(status, 200, text);
      assert.equal(requests[0].headers.host, host);
    });
  });
}

const BARE_HOST =
  'DD_SITE must be a Datadog site as a bare host such as "datadoghq.eu", not a URL.';

for (const [what, bindings, advice] of [
  ["Without keys", {}, "Set DD_API_KEY and DD_APP_KEY."],
  ["With a blank key", { DD_API_KEY: API_KEY, DD_APP_KEY: " " }, "Set DD_APP_KEY."],
  [
    "With keys that are not strings",
    { DD_API_KEY: 1, DD_APP_KEY: true },
    "DD_API_KEY and DD_APP_KEY",
  ],
  [
    "With a key that is not a valid header value",
    { DD_API_KEY: "a\nb", DD_APP_KEY: APP_KEY },
    "DD_API_KEY",
  ],
  ["With another domain as the site", { ...KEYS, DD_SITE: "example.com" }, BARE_HOST],
  ["With a URL as the site", { ...KEYS, DD_SITE: "https://app.datadoghq.eu/" }, BARE_HOST],
]) {
  test(`${what}, an authorized request gets a 500 that says what to set.`, async () => {
    await withEdge({ bindings }, async ({ send, requests }) => {
      const response = await send();
      assert.equal(response.status, 500);
      assert.equal(response.headers["x-should-retry"], "false");
      assert.ok(assertError(response).detail.includes(advice), response.text);
      assert.equal((await send(OPENAI, { headers: { "X-Authorize": "false" } })).status, 401);
      assert.deepEqual(requests, []);
    });
  });
}

test("Only the integrations of the option are served.", async () => {
  const datadog = createDatadog();
  await withEdge({ options: { integrations: ["anthropic"] }, datadog }, async ({ send }) => {
    assert.equal((await send(`${API}/anthropic/accounts`)).status, 200);
    assert.equal((await send()).status, 404);
  });
});

/** An error in Datadog's format. */
function assertError({ status, headers, text }) {
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["x-content-type-options"], "nosniff");
  const { errors, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, {});
  assert.equal(errors.length, 1);
  assert.deepEqual(Object.keys(errors[0]), ["status", "title", "detail"]);
  assert.equal(errors[0].status, `${status}`);
  return errors[0];
}
