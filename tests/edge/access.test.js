/** Who is let in, and what reaches Datadog: nothing but the documented request, of whom is let in. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { API, API_KEY, APP_KEY, createDatadog, OPENAI, startEdge, withEdge } from "./common.js";

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

for (const [answer, status] of [
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
  ["a promise of a promise's text", 401],
  ["a throw", 500],
  ["a throw of true", 500],
  ["a rejection", 500],
]) {
  test(`When authorize answers with ${answer}, the status is ${status}.`, async () => {
    const headers = { "X-Authorize": answer, Authorization: `Bearer ${TOKEN}` };
    const answered = await edge.ask(path, { headers });
    assert.equal(answered.status, status, answered.text);
    assert.equal(edge.requests.length, status === 200 ? 1 : 0);
    assert.ok(!JSON.stringify(answered).includes(TOKEN));
    if (status === 200) return;
    assertProblem(answered);
    assert.equal(answered.headers["www-authenticate"], status === 401 ? "Bearer" : undefined);
    assert.equal(answered.headers["x-should-retry"], status === 401 ? "false" : undefined);
  });
}

test("Who is not let in learns nothing of what is known, and changes nothing of it.", async () => {
  await withEdge({}, async ({ ask, requests }) => {
    const refused = () => ask(OPENAI, { headers: { "X-Authorize": "false" } });
    const shown = ({ status, text, headers }) => {
      const timing = headers["server-timing"].replace(/\d+/, "");
      return { status, text, headers: { ...headers, date: "", "server-timing": timing } };
    };
    const before = shown(await refused());
    assert.equal(requests.length, 0);
    const { headers } = await ask();
    const tag = { "If-None-Match": headers.etag, "X-Authorize": "false" };
    assert.deepEqual(shown(await refused()), before);
    assert.deepEqual(shown(await ask(OPENAI, { headers: tag })), before);
    assert.equal(requests.length, 1);
  });
});

const LEADS_NOWHERE = [
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

for (const nowhere of LEADS_NOWHERE) {
  test(`${nowhere} leads nowhere, also for who is let in.`, async () => {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      const answered = await edge.ask(nowhere, { method });
      assert.equal(answered.status, 404);
      assertProblem(answered);
      assert.equal(answered.headers["x-should-retry"], "false");
    }
    assert.deepEqual(edge.requests, []);
  });
}

test("Dot segments are gone before the function sees them, as in every URL.", async () => {
  for (const same of [`/x/..${path}`, `/datadog/.${OPENAI}`, `/datadog/%2e${OPENAI}`]) {
    assert.equal((await edge.ask(same)).status, 200, same);
  }
  for (const { url } of edge.requests) assert.equal(url, OPENAI);
});

for (const method of ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
  test(`${method} is not allowed.`, async () => {
    const answered = await edge.ask(path, { method });
    assert.equal(answered.status, 405, answered.text);
    assert.equal(answered.headers.allow, "GET, HEAD, OPTIONS");
    assertProblem(answered);
    assert.deepEqual(edge.requests, []);
  });
}

test("HEAD is answered as GET is, without the body.", async () => {
  const got = await edge.ask(path);
  const { status, text, headers } = await edge.ask(path, { method: "HEAD" });
  assert.deepEqual([status, text], [200, ""]);
  assert.equal(headers.etag, got.headers.etag);
  assert.equal(headers["content-type"], "application/json");
});

test("Nothing of the page's request is passed on.", async () => {
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
  };
  const query = "?page=2&filter[x]=y&api_key=visitor-api-key";
  const plain = await edge.ask(path);
  const { status, text } = await edge.ask(path + query, { headers });
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
  ["the site of the environment", { DD_SITE: " us5.datadoghq.com\n" }, {}, "api.us5.datadoghq.com"],
  [
    "an option before that",
    { DD_SITE: "us5.datadoghq.com" },
    { site: "datadoghq.eu" },
    "api.datadoghq.eu",
  ],
];

for (const [what, environment, options, host] of SITES) {
  test(`The keys are trimmed and sent to ${what}.`, async () => {
    const bindings = { DD_API_KEY: ` ${API_KEY}\n`, DD_APP_KEY: `${APP_KEY} `, ...environment };
    await withEdge({ bindings, options }, async ({ ask, requests }) => {
      const { status, text } = await ask();
      assert.equal(status, 200, text);
      assert.equal(requests[0].headers.host, host);
    });
  });
}

for (const [what, bindings, said] of [
  ["Without keys", {}, "Set DD_API_KEY and DD_APP_KEY."],
  ["With a blank key", { DD_API_KEY: API_KEY, DD_APP_KEY: " " }, "Set DD_APP_KEY."],
  ["With keys that are no texts", { DD_API_KEY: 1, DD_APP_KEY: true }, "DD_API_KEY and DD_APP_KEY"],
  ["With a key no header can hold", { DD_API_KEY: "a\nb", DD_APP_KEY: APP_KEY }, "DD_API_KEY"],
  ["With a foreign site", { DD_API_KEY: "a", DD_APP_KEY: "b", DD_SITE: "example.com" }, "DD_SITE"],
]) {
  test(`${what} the function says what to set, to who is let in.`, async () => {
    await withEdge({ bindings }, async ({ ask, requests }) => {
      const answered = await ask();
      assert.equal(answered.status, 500);
      assert.equal(answered.headers["x-should-retry"], "false");
      assert.ok(assertProblem(answered).detail.includes(said), answered.text);
      assert.equal((await ask(OPENAI, { headers: { "X-Authorize": "false" } })).status, 401);
      assert.deepEqual(requests, []);
    });
  });
}

test("Only the integrations that were given can be asked for.", async () => {
  const datadog = createDatadog();
  await withEdge({ options: { integrations: ["anthropic"] }, datadog }, async ({ ask }) => {
    assert.equal((await ask(`${API}/anthropic/accounts`)).status, 200);
    assert.equal((await ask()).status, 404);
  });
});

/** An error in Datadog's style. */
function assertProblem({ status, headers, text }) {
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
