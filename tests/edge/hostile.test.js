/** A request, `env` or context that throws: the handler responds, and never rejects. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { API_KEY, OPENAI } from "./common.js";
import {
  accountsRequest,
  createHandler,
  KEYS,
  loggedHandler,
  respondWith,
  throwingProxy,
} from "./in-node.js";

const TEXT = "a getter that throws";

function throwing(name) {
  return Object.defineProperty({ ...parts() }, name, {
    get() {
      throw new Error(TEXT);
    },
  });
}

function parts(url = `https://dashboard.example${OPENAI}`) {
  return { url, method: "GET", headers: new Headers() };
}

for (const [what, request, status] of [
  ["undefined", undefined, 500],
  ["null", null, 500],
  ["a string", OPENAI, 500],
  ["a throwing Proxy", throwingProxy(TEXT), 500],
  ["a request whose url throws", throwing("url"), 500],
  ["a request whose method throws", throwing("method"), 500],
  ["a request whose headers throw", throwing("headers"), 500],
  ["a request with plain headers", { ...parts(), headers: { origin: "x" } }, 500],
  ["a request with an invalid url", parts("http://["), 500],
  ["a request with a relative url", parts(OPENAI), 200],
  ["a request with another relative url", parts("nonsense"), 404],
  ["a request with a URL object", parts(new URL(OPENAI, "https://dashboard.example")), 200],
]) {
  test(`The response is ${status} for ${what}.`, async () => {
    const handle = loggedHandler({ ...KEYS, origins: ["https://dashboard.example"] });
    const { text, record, ...response } = await handle(request);
    assert.equal(response.status, status, text);
    assert.equal(record.status, status);
    assert.doesNotMatch(text, new RegExp(TEXT));
    if (status !== 500) return;
    assert.equal(record.error, "internal");
    assert.ok(record.message.length > 0);
    assert.equal(JSON.parse(text).errors[0].title, "Internal Server Error");
  });
}

test("An env that throws is a 500 that names what could not be read.", async () => {
  const { status, text, record } = await loggedHandler({ ...KEYS })(
    accountsRequest(),
    throwingProxy(TEXT),
  );
  assert.equal(status, 500);
  assert.equal(
    JSON.parse(text).errors[0].detail,
    "Reading DD_SITE failed. The function's log has the cause.",
  );
  assert.equal(record.error, "keys");
  assert.equal(record.message, `DD_SITE: ${TEXT}`);
});

test("An env that throws does not matter when all options are given.", async () => {
  const handle = loggedHandler({ ...KEYS, site: "datadoghq.eu" });
  assert.equal((await handle(accountsRequest(), throwingProxy(TEXT))).status, 200);
});

const illegal = () => {
  throw new TypeError("Illegal invocation");
};

for (const [what, ctx] of [
  ["throws", { waitUntil: illegal }],
  ["rejects", { waitUntil: () => Promise.reject(new Error(TEXT)) }],
  ["never settles", { waitUntil: () => new Promise(() => {}) }],
  ["is a getter that throws", Object.defineProperty({}, "waitUntil", { get: illegal })],
  ["is behind a throwing Proxy", throwingProxy(TEXT)],
  ["returns a throwing Proxy", { waitUntil: () => throwingProxy(TEXT) }],
  ["is not a function", { waitUntil: true }],
  ["is missing", {}],
  ["is missing from null", null],
]) {
  test(`The accounts are served when waitUntil ${what}.`, async () => {
    const handle = loggedHandler({ ...KEYS, fetch: respondWith([]) });
    for (const args of [[undefined, ctx], [ctx]]) {
      const { status, record } = await handle(accountsRequest(), ...args);
      // As `env`, the Proxy throws when DD_SITE is read.
      if (args.length === 1 && what === "is behind a throwing Proxy") assert.equal(status, 500);
      else assert.equal(status, 200, record.message);
    }
  });
}

test("Vercel's context, the second argument, keeps the call alive.", async () => {
  const kept = [];
  const handle = loggedHandler(KEYS);
  await handle(accountsRequest(), { waitUntil: (promise) => kept.push(promise) });
  assert.deepEqual(await Promise.all(kept), [undefined]);
});

test("The context keeps an asynchronous log alive, whose rejection is ignored.", async () => {
  const kept = [];
  const log = () => Promise.reject(new Error("a log that fails"));
  const handle = createHandler({ ...KEYS, authorize: () => false, log });
  const ctx = { waitUntil: (promise) => kept.push(promise) };
  assert.equal((await handle(accountsRequest(), {}, ctx)).status, 401);
  assert.deepEqual(await Promise.all(kept), [undefined]);
});

test("A rate limit's name that no header can hold is left out.", async () => {
  const headers = new Map([
    ["x-ratelimit-name", "limit\u2026"],
    ["x-ratelimit-limit", "600"],
  ]);
  const fetch = () => Promise.resolve({ status: 200, headers, text: () => Promise.resolve("[]") });
  const response = await loggedHandler({ ...KEYS, fetch })(accountsRequest());
  assert.equal(response.status, 200, response.record.message);
  assert.equal(response.headers.get("X-RateLimit-Name"), null);
});

for (const [what, env] of [
  ["nothing", undefined],
  ["null", null],
  ["Deno's info", { remoteAddr: { hostname: "127.0.0.1" }, completed: Promise.resolve() }],
  ["Bun's server", { port: 3000, fetch() {}, DD_API_KEY: undefined }],
  ["keys of another type", { DD_API_KEY: {}, DD_APP_KEY: [] }],
  ["a string", "DD_API_KEY"],
]) {
  test(`${what} as the second argument has no keys, and does not hide those of the options.`, async () => {
    const sent = [];
    const fetch = (url, { headers }) => {
      sent.push(new Headers(headers).get("DD-API-KEY"));
      return Promise.resolve(Response.json([]));
    };
    assert.equal((await loggedHandler({ fetch })(accountsRequest(), env)).status, 500);
    assert.equal((await loggedHandler({ fetch, ...KEYS })(accountsRequest(), env)).status, 200);
    assert.deepEqual(sent, [API_KEY]);
  });
}
