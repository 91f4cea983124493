/** The `fetch` of each library, as callers pass it, over real HTTP. */
import assert from "node:assert/strict";
import { test } from "node:test";
import ky from "ky";
import nodeFetch3 from "node-fetch";
import * as undici from "undici";
import { ACCOUNT, AccountsError, KEYS, failure, listAccounts } from "../node/common.js";
import { FETCHES } from "./fetch-libraries.js";
import {
  LIST,
  UNAUTHORIZED_BODY,
  assertKeysArrived,
  json,
  startProxy,
  startServer,
  startStalledServer,
} from "./servers.js";

for (const { name, create, headers = {}, followsRedirects, ignoresSignal } of FETCHES) {
  test(`Accounts are listed through ${name}, and the keys arrive.`, async (t) => {
    const server = await startServer(t, () => json(LIST));
    const fetch = await create(t, server.url);
    const options = { ...KEYS, baseUrl: server.url, fetch, headers: { "X-Team": "sre" } };
    assert.deepEqual(await listAccounts("openai", options), [ACCOUNT]);
    assert.equal(server.requests.length, 1);
    assertKeysArrived(server.requests[0]);
    for (const [header, value] of Object.entries({ ...headers, "x-team": "sre" })) {
      assert.equal(server.requests[0].headers[header], value);
    }
  });

  test(`An error response through ${name} keeps its status, errors and headers.`, async (t) => {
    const limits = { "X-RateLimit-Limit": "10", "X-RateLimit-Remaining": "9" };
    const server = await startServer(t, () => json(UNAUTHORIZED_BODY, 401, limits));
    const fetch = await create(t, server.url);
    const infos = [];
    const options = { ...KEYS, baseUrl: server.url, fetch, onResponse: (info) => infos.push(info) };
    const error = await failure(listAccounts("openai", options));
    assert.ok(error instanceof AccountsError, String(error?.stack));
    assert.equal(error.code, "http", error.message);
    assert.equal(error.status, 401);
    assert.deepEqual(error.errors, [{ title: "Unauthorized" }]);
    assert.deepEqual(error.rateLimit, { limit: 10, remaining: 9 });
    assert.equal(error.headers["content-type"], "application/json");
    assert.deepEqual(infos[0].headers, error.headers);
  });

  test(`A 503 through ${name} is retried when Retry-After says so.`, async (t) => {
    const unavailable = () => json("{}", 503, { "Retry-After": "0" });
    const server = await startServer(t, unavailable, () => json(LIST));
    const fetch = await create(t, server.url);
    const options = { ...KEYS, baseUrl: server.url, fetch, maxRetries: 1 };
    assert.deepEqual(await listAccounts("openai", options), [ACCOUNT]);
    server.requests.forEach((request) => assertKeysArrived(request));
    assert.equal(server.requests.length, 2);
  });

  if (!followsRedirects) {
    test(`A redirect through ${name} is not followed.`, async (t) => {
      const other = await startServer(t, () => json(LIST));
      const redirect = () => new Response(null, { status: 302, headers: { Location: other.url } });
      const server = await startServer(t, redirect);
      const fetch = await create(t, server.url);
      const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url, fetch }));
      assert.equal(error.code, "http", error.message);
      assert.equal(error.status, 302);
      assert.equal(other.requests.length, 0);
    });
  }

  for (const headers of [false, true]) {
    const phase = headers ? "while the body is read" : "before the headers";
    test(`An abort ${phase} rejects at once through ${name}.`, async (t) => {
      const server = await startStalledServer(t, { headers });
      const fetch = await create(t, server.url);
      const controller = new AbortController();
      const { signal } = controller;
      const call = listAccounts("openai", { ...KEYS, baseUrl: server.url, fetch, signal });
      await server.arrived;
      setTimeout(() => controller.abort("enough"), 50);
      assert.equal(await failure(call), "enough");
      if (!ignoresSignal) await server.disconnected;
    });

    test(`A timeout ${phase} rejects through ${name}.`, async (t) => {
      const server = await startStalledServer(t, { headers });
      const fetch = await create(t, server.url);
      const options = { ...KEYS, baseUrl: server.url, fetch, attemptTimeout: 300 };
      const error = await failure(listAccounts("openai", options));
      assert.equal(error.code, "timeout", error.message);
      assert.equal(error.timeout, 300);
      if (!ignoresSignal) await server.disconnected;
    });
  }

  test(`A closed port through ${name} is a network error without a key.`, async (t) => {
    const server = await startServer(t, () => json(LIST));
    const fetch = await create(t, server.url);
    await server.close();
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url, fetch }));
    assert.equal(error.code, "network", error.message);
    assert.ok(error.cause instanceof Error || error.cause?.name, "it has a cause");
    assert.doesNotMatch(`${error.stack} ${error.cause.stack}`, /fake-a/);
  });
}

test("A ProxyAgent of undici sends the request through the proxy.", async (t) => {
  const server = await startServer(t, () => json(LIST));
  const proxy = await startProxy(t);
  const dispatcher = new undici.ProxyAgent(proxy.url);
  t.after(() => dispatcher.destroy());
  const fetch = (url, init) => undici.fetch(url, { ...init, dispatcher });
  await listAccounts("openai", { ...KEYS, baseUrl: server.url, fetch });
  assert.deepEqual(proxy.targets, [new URL(server.url).host]);
});

test("What ky throws for an error response becomes a network error without a key.", async (t) => {
  const server = await startServer(t, () => json(UNAUTHORIZED_BODY, 401));
  const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url, fetch: ky }));
  assert.equal(error.code, "network");
  assert.match(error.message, /Request failed with status code 401 Unauthorized/);
  assert.equal(error.cause.name, "HTTPError");
  assert.doesNotMatch(JSON.stringify(error.cause) + error.cause.stack, /fake-a/);
});

for (const [name, real] of [
  ["fetch", (url, init) => fetch(url, init)],
  ["node-fetch 3", nodeFetch3],
]) {
  test(`A timeout cancels the body that a wrapper of ${name} without the signal returns too late.`, async (t) => {
    const server = await startStalledServer(t, { headers: true });
    const late = async (url, { headers }) => {
      const response = await real(url, { headers });
      await new Promise((resolve) => setTimeout(resolve, 500));
      return response;
    };
    const options = { ...KEYS, baseUrl: server.url, fetch: late, timeout: 300 };
    const error = await failure(listAccounts("openai", options));
    assert.equal(error.code, "timeout", error.message);
    await server.disconnected;
  });
}
