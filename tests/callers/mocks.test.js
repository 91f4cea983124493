/** What stands in for `fetch` in the tests of programs that use the package. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import fetchMock from "fetch-mock";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { MockAgent, fetch as undiciFetch } from "undici";
import { ACCOUNT, AccountsError, HOST, KEYS, PATH, failure, listAccounts } from "../node/common.js";

const URL = `https://${HOST}${PATH}`;
const NOT_A_RESPONSE = `no response from ${HOST}: \`fetch\` must return a \`status\` and \`text()\` or \`json()\``;
const ALREADY_READ = `no response from ${HOST}: the body of the response was already read`;

const list = (response, options) =>
  listAccounts("openai", { ...KEYS, fetch: () => Promise.resolve(response), ...options });

for (const [name, response] of [
  [
    "a status, ok and an async json()",
    { ok: true, status: 200, json: () => Promise.resolve([ACCOUNT]) },
  ],
  ["a status and a json() that returns no promise", { status: 200, json: () => [ACCOUNT] }],
  ["a status and text()", { status: 200, text: () => Promise.resolve(JSON.stringify([ACCOUNT])) }],
  ["headers that are null", { status: 200, headers: null, json: () => Promise.resolve([ACCOUNT]) }],
  [
    "headers that are a function",
    { status: 200, headers: () => {}, json: () => Promise.resolve([ACCOUNT]) },
  ],
  ["a null prototype", Object.assign(Object.create(null), { status: 200, json: () => [ACCOUNT] })],
  ["frozen fields", Object.freeze({ status: 200, json: Object.freeze(() => [ACCOUNT]) })],
]) {
  test(`A mock response with ${name} lists the accounts.`, async () => {
    assert.deepEqual(await list(response), [ACCOUNT]);
    assert.deepEqual(await list(response, { onResponse: () => {} }), [ACCOUNT]);
  });
}

for (const [name, headers, expected] of [
  ["no headers", undefined, {}],
  [
    "a plain object of headers",
    { "Retry-After": "7", "X-Team": "sre" },
    { "retry-after": "7", "x-team": "sre" },
  ],
  ["a Map of headers", new Map([["Retry-After", "7"]]), { "retry-after": "7" }],
  ["a list of headers", [["Retry-After", "7"]], { "retry-after": "7" }],
  ["numbers as header values", { "Retry-After": 7 }, { "retry-after": "7" }],
  ["headers with methods alone", { get: () => null, has: () => false }, {}],
  ["headers with odd values", { a: undefined, b: null, c: {}, d: Symbol("d"), e: "e" }, { e: "e" }],
]) {
  test(`A mock error response with json() and ${name} has its status, errors and headers.`, async () => {
    const json = () => Promise.resolve({ errors: ["Forbidden"] });
    const error = await failure(list({ ok: false, status: 403, headers, json }));
    assert.ok(error instanceof AccountsError);
    assert.equal(error.code, "http", error.message);
    assert.equal(error.status, 403);
    assert.deepEqual(error.errors, [{ detail: "Forbidden" }]);
    assert.deepEqual(error.headers, expected);
  });
}

test("A mock error response whose json() rejects keeps its status.", async () => {
  const json = () => Promise.reject(new SyntaxError("Unexpected end of JSON input"));
  const error = await failure(list({ status: 502, json }));
  assert.equal(error.code, "http");
  assert.equal(error.status, 502);
  assert.deepEqual(error.errors, []);
});

test("A 2xx whose json() rejects with a SyntaxError is a decode error, and is not retried.", async () => {
  const json = mock.fn(() => new Response("<html>").json());
  const error = await failure(list({ status: 200, json }, { maxRetries: 2 }));
  assert.equal(error.code, "decode", error.message);
  assert.equal(error.expected, "JSON");
  assert.equal(json.mock.callCount(), 1);
});

test("A 2xx whose json() gives nothing is a decode error.", async () => {
  const error = await failure(list({ status: 200, json: () => Promise.resolve() }));
  assert.equal(error.code, "decode", error.message);
});

for (const [name, value] of [
  ["undefined", undefined],
  ["null", null],
  ["the parsed accounts", [ACCOUNT]],
  ["a text", "[]"],
  ["an object without a status", { ok: true, json: () => Promise.resolve([ACCOUNT]) }],
  ["an object with a status as text", { status: "200", json: () => Promise.resolve([ACCOUNT]) }],
  ["an object without text() and json()", { ok: true, status: 200, data: [ACCOUNT] }],
  ["the error response of the runtime", Response.error()],
  ["a status that HTTP does not have", { status: 7, json: () => Promise.resolve([ACCOUNT]) }],
]) {
  test(`A fetch that returns ${name} fails at once, and the message says what a response is.`, async () => {
    const fetch = mock.fn(() => Promise.resolve(value));
    const error = await failure(list(undefined, { fetch, maxRetries: 2 }));
    assert.equal(error.code, "network");
    assert.equal(error.message, NOT_A_RESPONSE);
    assert.equal(fetch.mock.callCount(), 1);
  });
}

for (const [name, create] of [
  ["Node", (text) => new Response(text)],
  ["undici", async (text) => new (await import("undici")).Response(text)],
  ["node-fetch 2", async (text) => new (await import("node-fetch-2")).Response(text)],
  ["node-fetch 3", async (text) => new (await import("node-fetch")).Response(text)],
  ["cross-fetch", async (text) => new (await import("cross-fetch")).Response(text)],
]) {
  test(`One Response of ${name} for two calls fails at the second, and the message says why.`, async () => {
    const response = await create(JSON.stringify([ACCOUNT]));
    const fetch = mock.fn(() => Promise.resolve(response));
    assert.deepEqual(await list(undefined, { fetch }), [ACCOUNT]);
    const error = await failure(list(undefined, { fetch, maxRetries: 2 }));
    assert.equal(error.code, "network");
    assert.equal(error.message, ALREADY_READ);
    assert.equal(fetch.mock.callCount(), 2);
  });
}

test("msw intercepts a call, its error and its network failure.", async (t) => {
  const server = setupServer();
  server.listen({ onUnhandledRequest: "error" });
  t.after(() => server.close());
  const keys = [];
  server.use(
    http.get(URL, ({ request }) => {
      keys.push(request.headers.get("DD-API-KEY"), request.headers.get("DD-APPLICATION-KEY"));
      return HttpResponse.json([ACCOUNT]);
    }),
  );
  assert.deepEqual(await listAccounts("openai", KEYS), [ACCOUNT]);
  assert.deepEqual(keys, [KEYS.apiKey, KEYS.appKey]);

  server.use(http.get(URL, () => HttpResponse.json({ errors: ["Forbidden"] }, { status: 403 })));
  const forbidden = await failure(listAccounts("openai", KEYS));
  assert.equal(forbidden.status, 403);
  assert.deepEqual(forbidden.errors, [{ detail: "Forbidden" }]);

  const unavailable = () => HttpResponse.json({}, { status: 503, headers: { "Retry-After": "0" } });
  server.use(
    http.get(URL, unavailable, { once: true }),
    http.get(URL, () => HttpResponse.json([ACCOUNT])),
  );
  assert.deepEqual(await listAccounts("openai", { ...KEYS, maxRetries: 1 }), [ACCOUNT]);

  server.use(http.get(URL, () => HttpResponse.error()));
  assert.equal((await failure(listAccounts("openai", KEYS))).code, "network");

  server.use(http.get(URL, () => new Promise(() => {})));
  const signal = AbortSignal.timeout(50);
  const aborted = await failure(listAccounts("openai", { ...KEYS, signal }));
  assert.equal(aborted.name, "TimeoutError");
});

test("fetch-mock intercepts a call by its URL, method and headers.", async () => {
  const mocked = fetchMock.createInstance();
  const headers = { "DD-API-KEY": KEYS.apiKey, "DD-APPLICATION-KEY": KEYS.appKey };
  mocked.get({ url: URL, headers }, [ACCOUNT]);
  const { fetchHandler: fetch } = mocked;
  assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch }), [ACCOUNT]);
  assert.equal(mocked.callHistory.called(URL), true);
  assert.equal(mocked.callHistory.lastCall().options.redirect, "manual");

  mocked.removeRoutes().get(URL, { status: 429, body: { errors: ["Slow down"] } });
  const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
  assert.equal(error.status, 429);
  assert.deepEqual(error.errors, [{ detail: "Slow down" }]);

  mocked.removeRoutes().get(URL, { throws: new TypeError("Failed to fetch") });
  assert.equal((await failure(listAccounts("openai", { ...KEYS, fetch }))).code, "network");
});

test("fetch-mock replaces the global fetch.", async (t) => {
  fetchMock.mockGlobal().get(URL, [ACCOUNT]);
  t.after(() => fetchMock.unmockGlobal());
  assert.deepEqual(await listAccounts("openai", KEYS), [ACCOUNT]);
});

test("undici's MockAgent intercepts a call by its headers, and its errors.", async (t) => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  t.after(() => agent.close());
  const pool = agent.get(`https://${HOST}`);
  const fetch = (url, init) => undiciFetch(url, { ...init, dispatcher: agent });
  const headers = { "dd-api-key": KEYS.apiKey, "dd-application-key": KEYS.appKey };
  pool.intercept({ path: PATH, headers }).reply(200, [ACCOUNT]);
  assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch }), [ACCOUNT]);

  pool.intercept({ path: PATH }).reply(500, { errors: ["broken"] });
  pool.intercept({ path: PATH }).reply(200, [ACCOUNT]);
  assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch, maxRetries: 1 }), [ACCOUNT]);

  pool.intercept({ path: PATH }).replyWithError(new Error("connection reset"));
  const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
  assert.equal(error.code, "network");
  assert.match(error.message, /connection reset/);
});

test("node:test's mock.method replaces the global fetch.", async (t) => {
  const json = () => Promise.resolve([ACCOUNT]);
  const fetch = t.mock.method(globalThis, "fetch", () => Promise.resolve({ status: 200, json }));
  assert.deepEqual(await listAccounts("openai", KEYS), [ACCOUNT]);
  const [url, init] = fetch.mock.calls[0].arguments;
  assert.equal(url, URL);
  assert.deepEqual(Object.keys(init).sort(), ["headers", "method", "redirect", "signal"]);
  assert.equal(Object.getPrototypeOf(init.headers), Object.prototype);
  assert.equal(init.headers["DD-API-KEY"] ?? init.headers["dd-api-key"], KEYS.apiKey);
});
