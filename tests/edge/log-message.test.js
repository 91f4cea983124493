/** The text of a failure, in the log and never in the response. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { API_KEY, APP_KEY } from "./common.js";
import { accountsRequest, KEYS, loggedHandler, throwingProxy } from "./in-node.js";

const TOKEN = 'visitor-"token"/3c9d';
const headers = {
  Authorization: `Bearer ${TOKEN}`,
  Cookie: "theme=dark; session=cookie-5f0a",
  "Cf-Access-Jwt-Assertion": "jwt.header.signature",
  "User-Agent": "Mozilla/5.0",
};
const env = { DASHBOARD_TOKEN: "dashboard-token-71b0", MODE: "production", DD_APP_KEY: APP_KEY };

for (const [what, thrown, message] of [
  ["an error", new Error("JWKS fetch failed: 503"), "JWKS fetch failed: 503"],
  [
    "an error with causes",
    new Error("fetch failed", { cause: new Error("connect", { cause: "ECONNREFUSED" }) }),
    "fetch failed: connect: ECONNREFUSED",
  ],
  ["an error that is its own cause", selfCaused(), "loop: loop: loop: loop"],
  ["a string", "no session", "no session"],
  ["undefined", undefined, "undefined"],
  ["null", null, "null"],
  ["a symbol", Symbol("x"), "Symbol(x)"],
  ["an error without a message", new TypeError(), "TypeError"],
  ["a throwing Proxy", throwingProxy("x"), "a value without text"],
  ["an object without a prototype", Object.create(null), "a value without text"],
  ["the whole header", `not ${headers.Authorization}`, "not [redacted]"],
  ["the token", `not ${TOKEN}!`, "not [redacted]!"],
  ["the token in JSON", JSON.stringify({ TOKEN }), '{"TOKEN":"[redacted]"}'],
  ["the token in a URL", `/?t=${encodeURIComponent(TOKEN)}`, "/?t=[redacted]"],
  [
    "a cookie",
    "session cookie-5f0a expired in production",
    "session [redacted] expired in production",
  ],
  ["a token of an access proxy", "bad jwt.header.signature", "bad [redacted]"],
  ["the keys", `${API_KEY} ${APP_KEY}`, "[redacted] [redacted]"],
  ["another secret of env", `expected ${env.DASHBOARD_TOKEN}`, "expected [redacted]"],
  ["other values", "Mozilla/5.0 dark production", "Mozilla/5.0 [redacted] production"],
  ["a long text", "x".repeat(5000), `${"x".repeat(1000)}…`],
  ["a long text of surrogates", `x${"\u{1f600}".repeat(600)}`, `x${"\u{1f600}".repeat(499)}…`],
  [
    "a secret at the end of a long text",
    `${"x".repeat(995)}${API_KEY}`,
    `${"x".repeat(995)}[redacted]…`,
  ],
]) {
  test(`The log has the text when authorize throws: ${what}.`, async () => {
    const authorize = () => {
      throw thrown;
    };
    const handle = loggedHandler({ apiKey: API_KEY, authorize });
    const { status, text, record } = await handle(accountsRequest(undefined, { headers }), env);
    assert.deepEqual([status, record.error, record.message], [500, "authorize", message]);
    const detail = "The function failed. Its log has the cause.";
    const error = { status: "500", title: "Internal Server Error", detail };
    assert.deepEqual(JSON.parse(text), { errors: [error] });
  });
}

for (const [what, headers, env, shown] of [
  ["a token after a tab", { Authorization: "Bearer\tTOKEN-5d" }, {}, "TOKEN-5d"],
  ["a token after two spaces", { Authorization: "Bearer  TOKEN-5d" }, {}, "TOKEN-5d"],
  ["a quoted cookie", { Cookie: 'a=b; sid="TOKEN-5d"' }, {}, "TOKEN-5d"],
  ["an encoded cookie", { Cookie: "sid=s%3ATOKEN.sig" }, {}, "s:TOKEN.sig"],
  ["a cookie that cannot be decoded", { Cookie: "sid=100%TOKEN" }, {}, "100%TOKEN"],
  ["a binding with a lone surrogate", {}, { A_TOKEN: "\ud800TOKEN" }, "\ud800TOKEN"],
]) {
  test(`The log redacts ${what}.`, async () => {
    const authorize = () => Promise.reject(new Error(`bad ${shown}!`));
    const handle = loggedHandler({ ...KEYS, authorize });
    const { status, record } = await handle(accountsRequest(undefined, { headers }), env);
    assert.deepEqual([status, record.message], [500, "bad [redacted]!"]);
  });
}

test("The marker of a redacted secret is not redacted again.", async () => {
  const authorize = ({ headers }) => Promise.reject(new Error(headers.get("Authorization")));
  const handle = loggedHandler({ ...KEYS, authorize });
  const request = accountsRequest(undefined, { headers: { Authorization: "Bearer redacted" } });
  const { record } = await handle(request, { MY_SECRET: "Bearer" });
  assert.equal(record.message, "[redacted]");
});

test("The log explains an authorize that returns no boolean.", async () => {
  for (const [returned, message] of [
    [undefined, "`authorize` must return true, not undefined"],
    ["true", "`authorize` must return true, not string"],
    [false, undefined],
  ]) {
    const { status, record } = await loggedHandler({ ...KEYS, authorize: () => returned })(
      accountsRequest(),
    );
    assert.deepEqual([status, record.error, record.message], [401, "unauthorized", message]);
  }
});

test("An authorize that never settles is a 500 after 10 seconds.", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const pending = loggedHandler({ ...KEYS, authorize: () => new Promise(() => {}) })(
    accountsRequest(),
  );
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(10_000);
  const { status, record } = await pending;
  assert.deepEqual([status, record.message], [500, "timed out after 10000 ms"]);
});

test("The log has the client's message of a failed call, also for a response from the cache.", async () => {
  const fetch = () => Promise.reject(new Error(`getaddrinfo ENOTFOUND, ${API_KEY}`));
  const handle = loggedHandler({ ...KEYS, fetch });
  for (const cache of ["miss", "failed"]) {
    const { status, text, record } = await handle(accountsRequest());
    assert.deepEqual([status, record.error, record.cache], [502, "network", cache]);
    assert.match(record.message, /getaddrinfo ENOTFOUND/);
    assert.ok(!record.message.includes(API_KEY));
    assert.doesNotMatch(text, /ENOTFOUND/);
  }
});

function selfCaused() {
  const error = new Error("loop");
  error.cause = error;
  return error;
}
