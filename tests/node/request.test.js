/** What is requested, and from which host. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { createFakeDatadog } from "../fake/datadog.js";
import {
  HOST,
  INTEGRATIONS,
  KEYS,
  PATH,
  SITES,
  TOKEN,
  listAccounts,
  ok,
  started,
} from "./common.js";

test("Every integration's accounts come over HTTP, with both keys and with a token.", async (t) => {
  const { url } = await started(t, createFakeDatadog());
  for (const integration of INTEGRATIONS) {
    for (const credentials of [KEYS, TOKEN]) {
      const accounts = await listAccounts(integration, { ...credentials, baseUrl: url });
      assert.deepEqual(accounts, ACCOUNTS[integration]);
    }
  }
});

test("The base URL may be a URL, and may have a path.", async (t) => {
  const fake = createFakeDatadog();
  const server = await started(t, (request) => {
    return fake(new Request(request.url.replace("/datadog/v1", ""), request));
  });
  for (const [baseUrl, path] of [
    [server.url, PATH],
    [`${server.url}/`, PATH],
    [`${server.url}/datadog/v1`, `/datadog/v1${PATH}`],
    [`${server.url}/datadog/v1/`, `/datadog/v1${PATH}`],
    [new URL(server.url), PATH],
    [new URL("/datadog/v1/", server.url), `/datadog/v1${PATH}`],
  ]) {
    assert.deepEqual(await listAccounts("openai", { ...KEYS, baseUrl }), ACCOUNTS.openai);
    assert.equal(server.requests.at(-1).url, path);
  }
});

test("One call is one GET with the keys in their headers.", async (t) => {
  const { requests, url } = await started(t, createFakeDatadog());
  await listAccounts("openai", {
    ...KEYS,
    apiKey: "\ufeff\u00a0 fake-api-key\n\v",
    baseUrl: url,
  });
  assert.equal(requests.length, 1);
  const [{ headers, ...request }] = requests;
  assert.deepEqual(request, { method: "GET", url: PATH });
  assert.equal(headers.accept, "application/json");
  assert.equal(headers["dd-api-key"], "fake-api-key");
  assert.equal(headers["dd-application-key"], "fake-app-key");
  assert.ok(!("authorization" in headers));
});

test("A token is sent as a bearer, without keys.", async (t) => {
  const { requests, url } = await started(t, createFakeDatadog());
  await listAccounts("openai", { ...TOKEN, baseUrl: url });
  const [{ headers }] = requests;
  assert.equal(headers.authorization, "Bearer fake-access-token");
  assert.ok(!("dd-api-key" in headers));
  assert.ok(!("dd-application-key" in headers));
});

test("With a base URL alone, nothing secret is sent.", async (t) => {
  const { requests, url } = await started(t, () => Response.json([]));
  assert.deepEqual(await listAccounts("openai", { baseUrl: url }), []);
  const [{ headers }] = requests;
  for (const name of ["authorization", "dd-api-key", "dd-application-key"]) {
    assert.ok(!(name in headers), name);
  }
});

test("The integration is one segment of the path.", async (t) => {
  const { requests, url } = await started(t, () => Response.json([]));
  for (const integration of ["a/b?c#d ü%2F", "../openai", "..%2f", "...", "\u{1F600}", "a\\b;c"]) {
    await listAccounts(integration, { ...KEYS, baseUrl: url });
    const segment = encodeURIComponent(integration);
    assert.equal(requests.at(-1).url, PATH.replace("openai", segment));
  }
});

test("Each site is requested at its API host.", async () => {
  for (const [site, host] of [
    ...SITES.map((site) => [site, `api.${site}`]),
    [undefined, HOST],
    ["app.datadoghq.eu", "api.datadoghq.eu"],
    ["api.us5.datadoghq.com", "api.us5.datadoghq.com"],
    [" DATADOGHQ.EU\n", "api.datadoghq.eu"],
    ["us9.datadoghq.com", "api.us9.datadoghq.com"],
  ]) {
    const calls = [];
    const fetch = (url, init) => {
      calls.push({ url, init });
      return Promise.resolve(Response.json([]));
    };
    assert.deepEqual(await listAccounts("openai", { ...KEYS, site, fetch }), []);
    assert.equal(calls.length, 1);
    const [{ url, init }] = calls;
    assert.equal(url, `https://${host}${PATH}`);
    assert.deepEqual(Object.keys(init).sort(), ["headers", "method", "redirect", "signal"]);
    assert.equal(init.method, "GET");
    assert.equal(init.redirect, "manual");
    assert.ok(init.signal instanceof AbortSignal);
    assert.equal(Object.getPrototypeOf(init), Object.prototype);
    assert.equal(Object.getPrototypeOf(init.headers), Object.prototype);
    assert.deepEqual(init.headers, {
      Accept: "application/json",
      "DD-API-KEY": "fake-api-key",
      "DD-APPLICATION-KEY": "fake-app-key",
    });
  }
});

test("A fetch is a function, an object's method, or the global one at the time of the call.", async (t) => {
  const seen = [];
  function fetch() {
    seen.push(this);
    return Promise.resolve(Response.json([]));
  }
  await listAccounts("openai", { ...KEYS, fetch });
  const binding = { fetch };
  await listAccounts("openai", { ...KEYS, fetch: binding });
  t.mock.method(globalThis, "fetch", fetch);
  await listAccounts("openai", KEYS);
  await listAccounts("openai", { ...KEYS, fetch: undefined });
  assert.equal(seen.length, 4);
  assert.equal(seen[0], undefined);
  assert.equal(seen[1], binding);
});

test("Unknown options and options of undefined are ignored.", async () => {
  const options = {
    accessToken: undefined,
    baseUrl: undefined,
    dangerouslyAllowBrowser: undefined,
    signal: undefined,
    site: undefined,
    unknown: 7,
  };
  assert.deepEqual(await listAccounts("openai", { ...KEYS, ...options, fetch: ok([]) }), []);
});
