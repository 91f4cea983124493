/** Which options `createHandler` accepts, in Node, where the clock can be mocked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { OPENAI } from "./common.js";
import { accountsRequest, authorize, createHandler, KEYS, respondWith } from "./in-node.js";

/** [options, the option that the error names] */
const REJECTED = [
  [undefined, "authorize"],
  [null, "authorize"],
  [{}, "authorize"],
  [{ authorize: true }, "authorize"],
  [{ authorize: "Bearer token" }, "authorize"],
  ...["apiKey", "appKey", "site"].flatMap((name) => [
    [{ authorize, [name]: 1 }, name],
    [{ authorize, [name]: null }, name],
    [{ authorize, [name]: Promise.resolve("key") }, name],
    [{ authorize, [name]: { get: () => "key" } }, name],
  ]),
  ...[
    "/",
    "datadog",
    "/datadog/",
    "//datadog",
    "/a b",
    "/a?b",
    "/a#b",
    "/a/../b",
    "http://a",
    "//[",
    1,
  ].map((prefix) => [{ authorize, prefix }, "prefix"]),
  ...["*", "https://a.example", {}, null].map((origins) => [{ authorize, origins }, "origins"]),
  ...["openai", [1], [""], ["."], [".."], ["a/b"], ["a b"], ["a%20b"]].map((integrations) => [
    { authorize, integrations },
    "integrations",
  ]),
  ...[-1, NaN, Infinity, "10", null].map((cacheSeconds) => [
    { authorize, cacheSeconds },
    "cacheSeconds",
  ]),
  ...[null, 1, {}, { fetch: 1 }].map((fetch) => [{ authorize, fetch }, "fetch"]),
  ...[true, console].map((log) => [{ authorize, log }, "log"]),
];

test("An invalid option is named when the function starts.", () => {
  for (const [options, name] of REJECTED) {
    assert.throws(
      () => createHandler(options),
      (error) => error instanceof TypeError && error.message.includes(`\`${name}\``),
      JSON.stringify(options),
    );
  }
});

const WHOLE = 'without a path, a trailing slash, credentials or a default port it is "';
const SHAPE =
  'an origin is a scheme, a host and an optional port, such as "https://dashboard.example"';

for (const [origin, problem] of [
  ["*", "wildcards are not supported"],
  ["https://*.example", "wildcards are not supported"],
  ["null", "every sandboxed frame and local file sends"],
  ["", SHAPE],
  ["a.example", SHAPE],
  ["//a.example", SHAPE],
  ["localhost:3000", SHAPE],
  ["https://", SHAPE],
  ["file://", SHAPE],
  ["capacitor:localhost", SHAPE],
  ["data:text/html,x", SHAPE],
  ["https://a.example/", `${WHOLE}https://a.example"`],
  ["https://a.example/path", `${WHOLE}https://a.example"`],
  ["https://a.example?q", `${WHOLE}https://a.example"`],
  ["https://a.example:443", `${WHOLE}https://a.example"`],
  ["HTTPS://A.example", `${WHOLE}https://a.example"`],
  ["https://user:pass@a.example", `${WHOLE}https://a.example"`],
  ["capacitor://localhost/", `${WHOLE}capacitor://localhost"`],
  ["chrome-extension://abc/index.html", `${WHOLE}chrome-extension://abc"`],
  [1, "contains a value that is not a string (number)"],
]) {
  test(`The error for the origin ${JSON.stringify(origin)} says how to correct it.`, () => {
    assert.throws(
      () => createHandler({ authorize, origins: ["https://ours.example", origin] }),
      ({ name, message }) =>
        name === "TypeError" &&
        message.startsWith("createHandler: `origins` contains ") &&
        message.includes(problem),
    );
  });
}

test("Origins of any scheme are accepted.", () => {
  const origins = [
    "https://dashboard.example",
    "https://dashboard.example:8443",
    "http://[::1]:3000",
    "https://xn--mnchen-3ya.example",
    "capacitor://localhost",
    "ionic://localhost",
    "tauri://localhost",
    "https://tauri.localhost",
    "app://-",
    "vscode-webview://1c3ab8b1",
    "chrome-extension://gcknhkkoolaabfmlnjonogaaifnjlfnp",
    "moz-extension://6d2e9a4c-8a5b-4f0e-9d2a-0a1b2c3d4e5f",
    "safari-web-extension://0D5E9B8A-6C1F-4A8E-9C55-1D2E3F4A5B6C",
  ];
  createHandler({ authorize, origins });
});

test("An option that is undefined has its default.", async () => {
  const names = ["prefix", "origins", "integrations", "cacheSeconds", "log", "site"];
  const absent = Object.fromEntries(names.map((name) => [name, undefined]));
  const fetch = respondWith(ACCOUNTS.openai);
  const handle = createHandler({ ...absent, ...KEYS, authorize, fetch });
  assert.equal((await handle(accountsRequest())).status, 200);
});

test("Stale accounts are served for one hour.", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  let status = 200;
  const headers = { "Retry-After": "1" };
  const fetch = () => Promise.resolve(Response.json([], { status, headers }));
  const handle = createHandler({ ...KEYS, authorize, fetch });
  assert.equal((await handle(accountsRequest())).status, 200);
  status = 500;
  now = 3_609_000;
  const stale = await handle(accountsRequest());
  assert.equal(stale.status, 200);
  assert.equal(stale.headers.get("Age"), "3609");
  const cacheStatus = "datadog-llm-accounts; hit; ttl=-3599; detail=http";
  assert.equal(stale.headers.get("Cache-Status"), cacheStatus);
  now = 3_613_000;
  assert.equal((await handle(accountsRequest())).status, 502);
});

test("A call is not retried after another call has met the rate limit.", async () => {
  const urls = [];
  const fetch = (url) => {
    urls.push(url);
    const status = url.includes("openai") ? 500 : 429;
    return Promise.resolve(Response.json({}, { status, headers: { "X-RateLimit-Reset": "60" } }));
  };
  const handle = createHandler({ ...KEYS, authorize, fetch });
  const other = accountsRequest(OPENAI.replace("openai", "anthropic"));
  const responses = await Promise.all([handle(accountsRequest()), handle(other)]);
  assert.deepEqual(
    responses.map(({ status }) => status),
    [502, 429],
  );
  assert.equal(urls.length, 2);
});
