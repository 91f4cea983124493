import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Miniflare } from "miniflare";
import { ACCOUNTS } from "./fake/accounts.js";
import { serve } from "./fake/serve.js";
import { bundleWorker, compatibilityDate } from "./workerd.js";

const KEYS = { apiKey: "fake-api-key", appKey: "fake-app-key" };
const PATH = "/api/v2/llm-obs/v1/integrations/openai/accounts";

/** Everything that leaves the client's worker other than by its binding arrives here. */
let outside;
let answer;
let miniflare;
let url;

before(async () => {
  outside = await serve((request) => answer(request));
  ({ miniflare, url } = await startClient(outside.url));
});

after(async () => {
  await miniflare.dispose();
  await outside.close();
});

for (const via of ["object", "function"]) {
  test(`Accounts are listed through a service binding given as ${via}.`, async () => {
    for (const integration of Object.keys(ACCOUNTS)) {
      const [{ accounts, error }] = await call({ integration, options: KEYS, via });
      assert.deepEqual(accounts, ACCOUNTS[integration], error?.message);
    }
  });
}

test("Without the option `fetch` the client requests the site, with the keys and nothing else.", async () => {
  answer = () => Response.json(ACCOUNTS.openai);
  outside.requests.length = 0;
  const options = { ...KEYS, site: "datadoghq.eu" };
  const [{ accounts }] = await call({ options, via: "global" });
  assert.deepEqual(accounts, ACCOUNTS.openai);

  const [{ method, url, headers }, ...more] = outside.requests;
  assert.deepEqual(more, []);
  assert.deepEqual([method, url, headers.host], ["GET", PATH, "api.datadoghq.eu"]);
  assert.equal(headers["dd-api-key"], KEYS.apiKey);
  assert.equal(headers["dd-application-key"], KEYS.appKey);
  assert.equal(headers.authorization, undefined);
});

const FAILURES = [
  {
    name: "A 400 names the unknown integration",
    call: { integration: "frontier", options: KEYS, via: "object" },
    status: 400,
    error: { title: "Bad Request", detail: 'Unknown integration "frontier"' },
    limited: true,
  },
  {
    name: "A 401 says that the credentials are wrong",
    call: { options: { ...KEYS, apiKey: "unknown-api-key" }, via: "object" },
    status: 401,
    error: { title: "Unauthorized", detail: "Missing or invalid credentials" },
  },
  {
    name: "A 403 names the missing permission",
    call: { options: { ...KEYS, appKey: "fake-app-key-without-permission" }, via: "function" },
    status: 403,
    error: { title: "Forbidden", detail: "Missing required permission: llm_observability_read" },
  },
  {
    name: "A 429 has the rate limit",
    call: { options: { ...KEYS, maxRetries: 0 }, state: "429" },
    status: 429,
    error: {
      detail: "Rate limit of 600 requests in 60 seconds reached. Please try again later.",
    },
    limited: true,
  },
];

for (const { name, call: input, status, error: expected, limited = false } of FAILURES) {
  test(`${name}.`, async () => {
    const [{ error, isAccountsError }] = await call(input);
    assert.ok(isAccountsError);
    assert.equal(error.name, "AccountsError");
    assert.equal(error.code, "http");
    assert.equal(error.status, status);
    assert.equal(error.errors.length, 1);
    for (const field of ["title", "detail"]) {
      assert.equal(error.errors[0][field], expected[field]);
    }
    assert.ok(error.message.includes(expected.detail), error.message);
    assert.equal(error.headers["content-type"], "application/json");
    assert.equal("body" in error, false);
    assert.equal("rateLimit" in error, limited);
    if (!limited) return;
    const { reset, remaining, ...rateLimit } = error.rateLimit;
    assert.deepEqual(rateLimit, { limit: 600, period: 60, name: "llm_observability_integrations" });
    assert.ok(reset >= 0 && reset <= 60, `reset ${reset}`);
    assert.ok(remaining >= 0 && remaining < 600, `remaining ${remaining}`);
  });
}

test("A redirect is an http error with its status, and is not followed.", async () => {
  for (const location of ["https://elsewhere.example/", "/elsewhere", "http://127.0.0.1:1/"]) {
    answer = () => new Response(null, { status: 302, headers: { Location: location } });
    outside.requests.length = 0;
    const [{ error }] = await call({ options: KEYS, via: "global" });
    assert.deepEqual([error.code, error.status], ["http", 302]);
    assert.match(error.message, /redirect/);
    assert.deepEqual(
      outside.requests.map(({ url, headers }) => [headers.host, url]),
      [["api.datadoghq.com", PATH]],
    );
  }
});

test("An abort rejects with the signal's reason at once.", async () => {
  answer = () => new Promise(() => {}); // the call's own limits would end it as a timeout
  for (const abortAfter of [0, 50]) {
    const [outcome] = await call({ options: KEYS, via: "global", abortAfter });
    assert.equal(outcome.isReason, true, JSON.stringify(outcome));
    assert.equal(outcome.error.message, "The test had enough.");
  }
});

test("A connection that fails is a network error with the runtime's cause.", async () => {
  const gone = await serve(() => new Response());
  await gone.close();
  const { miniflare: alone, url } = await startClient(gone.url);
  try {
    const [{ error, isAccountsError }] = await call({ options: KEYS, via: "global" }, { url });
    assert.ok(isAccountsError);
    assert.equal(error.code, "network");
    assert.match(error.message, /api\.datadoghq\.com/);
    assert.ok(error.cause);
  } finally {
    await alone.dispose();
  }
});

test("Fifty simultaneous calls succeed, in one request and in fifty.", async () => {
  // A fresh worker: the calls share the start of the wasm across requests, too.
  const { miniflare: fresh, url } = await startClient(outside.url);
  try {
    const input = { options: KEYS, via: "object" };
    const requests = Array.from({ length: 50 }, () => call(input, { url }));
    const outcomes = (await Promise.all([...requests, call({ ...input, times: 50 })])).flat();
    assert.equal(outcomes.length, 100);
    for (const { accounts, error } of outcomes) {
      assert.deepEqual(accounts, ACCOUNTS.openai, error?.message);
    }
  } finally {
    await fresh.dispose();
  }
});

test("Requests that are aborted do not disturb simultaneous or later ones.", async () => {
  for (let round = 0; round < 5; round++) {
    const leaving = new AbortController();
    const left = Array.from({ length: 10 }, () =>
      call({ options: KEYS, state: "slow" }, { signal: leaving.signal }),
    );
    const staying = call({ options: KEYS, via: "object", times: 10 });
    setTimeout(() => leaving.abort(), 5 + 20 * round);
    const outcomes = await Promise.allSettled(left);
    assert.ok(outcomes.every(({ status }) => status === "rejected"));
    const later = call({ options: KEYS, via: "function" });
    for (const { accounts } of [...(await staying), ...(await later)]) {
      assert.deepEqual(accounts, ACCOUNTS.openai);
    }
  }
});

async function startClient(outboundUrl) {
  const worker = { modulesRoot: "/", compatibilityDate };
  const started = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    workers: [
      {
        ...worker,
        name: "client",
        modules: await bundleWorker("tests/workerd/client.js"),
        serviceBindings: { FAKE: "fake-datadog" },
        outboundService: { external: { address: new URL(outboundUrl).host, http: {} } },
      },
      { ...worker, name: "fake-datadog", modules: await bundleWorker("tests/fake/worker.js") },
    ],
  });
  return { miniflare: started, url: (await started.ready).origin };
}

/** The outcomes of the call; none of them may show the credentials it was made with. */
async function call(input, { url: at = url, signal } = {}) {
  const response = await fetch(at, { method: "POST", body: JSON.stringify(input), signal });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  for (const secret of Object.values(input.options)) {
    if (typeof secret === "string" && secret.includes("key"))
      assert.ok(!text.includes(secret), text);
  }
  return JSON.parse(text);
}
