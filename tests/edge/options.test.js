/** What `createHandler` takes, and what it says of the rest. In Node, where the clock can be set. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { ACCOUNTS } from "../fake/accounts.js";
import { packageFolder } from "../package.js";
import { OPENAI } from "./common.js";

const { createHandler } = await import(pathToFileURL(join(packageFolder, "edge.js")));

const KEYS = { apiKey: "real-api-key-5d1c", appKey: "real-app-key-9f3e" };
const authorize = () => true;

/** [options, the option that the error names] */
const REFUSED = [
  [undefined, "authorize"],
  [null, "authorize"],
  [{}, "authorize"],
  [{ authorize: true }, "authorize"],
  [{ authorize: "Bearer token" }, "authorize"],
  ...["apiKey", "appKey", "site"].flatMap((name) => [
    [{ authorize, [name]: 1 }, name],
    [{ authorize, [name]: null }, name],
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
  ...[
    "*",
    "https://a.example",
    ["*"],
    ["null"],
    [""],
    [1],
    ["https://a.example/"],
    ["a.example"],
  ].map((origins) => [{ authorize, origins }, "origins"]),
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

test("A mistake in the options is named when the function starts.", () => {
  for (const [options, name] of REFUSED) {
    assert.throws(
      () => createHandler(options),
      (error) => error instanceof TypeError && error.message.includes(`\`${name}\``),
      JSON.stringify(options),
    );
  }
});

test("Options that are undefined are as good as absent.", async () => {
  const names = ["prefix", "origins", "integrations", "cacheSeconds", "log", "site"];
  const absent = Object.fromEntries(names.map((name) => [name, undefined]));
  const handle = createHandler({
    ...absent,
    ...KEYS,
    authorize,
    fetch: answerWith(ACCOUNTS.openai),
  });
  assert.equal((await handle(question())).status, 200);
});

/** What servers pass as second argument where Workers pass their bindings. */
const NO_ENVIRONMENTS = [
  ["nothing", undefined],
  ["null", null],
  ["Deno's info", { remoteAddr: { hostname: "127.0.0.1" }, completed: Promise.resolve() }],
  ["Bun's server", { port: 3000, fetch() {}, DD_API_KEY: undefined }],
  ["keys of another type", { DD_API_KEY: {}, DD_APP_KEY: [] }],
  ["a text", "DD_API_KEY"],
];

for (const [what, second] of NO_ENVIRONMENTS) {
  test(`${what} as second argument is taken for no keys, and hides none.`, async () => {
    const sent = [];
    const fetch = (url, { headers }) => {
      sent.push(new Headers(headers).get("DD-API-KEY"));
      return Promise.resolve(Response.json([]));
    };
    assert.equal((await createHandler({ authorize, fetch })(question(), second)).status, 500);
    assert.equal(
      (await createHandler({ authorize, fetch, ...KEYS })(question(), second)).status,
      200,
    );
    assert.deepEqual(sent, [KEYS.apiKey]);
  });
}

test("What Vercel passes second keeps the call alive.", async () => {
  const kept = [];
  const handle = createHandler({ ...KEYS, authorize, fetch: answerWith([]) });
  await handle(question(), { waitUntil: (promise) => kept.push(promise) });
  assert.equal(kept.length, 1);
  assert.equal(await kept[0], undefined);
});

test("Old accounts stand in for an hour and no longer.", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  let status = 200;
  const fetch = () =>
    Promise.resolve(Response.json([], { status, headers: { "Retry-After": "1" } }));
  const handle = createHandler({ ...KEYS, authorize, fetch });
  assert.equal((await handle(question())).status, 200);
  status = 500;
  now = 3_609_000;
  const stale = await handle(question());
  assert.equal(stale.status, 200);
  assert.equal(stale.headers.get("Age"), "3609");
  assert.equal(
    stale.headers.get("Cache-Status"),
    "datadog-llm-accounts; hit; ttl=-3599; detail=http",
  );
  now = 3_613_000;
  assert.equal((await handle(question())).status, 502);
});

test("No second try is made when another question has met the rate limit meanwhile.", async () => {
  const asked = [];
  const fetch = (url) => {
    asked.push(url);
    const status = url.includes("openai") ? 500 : 429;
    return Promise.resolve(Response.json({}, { status, headers: { "X-RateLimit-Reset": "60" } }));
  };
  const handle = createHandler({ ...KEYS, authorize, fetch });
  const other = new Request(`https://dashboard.example${OPENAI.replace("openai", "anthropic")}`);
  const answers = await Promise.all([handle(question()), handle(other)]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [502, 429],
  );
  assert.equal(asked.length, 2);
});

test("A handler never rejects, whatever it is given.", async () => {
  const log = () => Promise.reject(new Error("a log that fails"));
  const fetch = () => assert.fail();
  const handle = createHandler({ ...KEYS, authorize, fetch, log });
  const env = new Proxy({}, { get: () => assert.fail("a secret in the message") });
  for (const [request, second, status] of [
    [{ url: "nonsense", method: "GET", headers: new Headers() }, undefined, 500],
    [question(), undefined, 502],
    [question(), env, 500],
  ]) {
    const answer = await handle(request, second);
    assert.equal(answer.status, status);
    assert.doesNotMatch(await answer.text(), /secret in the message/);
  }
});

function question() {
  return new Request(`https://dashboard.example${OPENAI}`);
}

function answerWith(body) {
  return () => Promise.resolve(Response.json(body));
}
