/** `listAccounts` in a page, through the edge function. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { importPackage } from "../package.js";
import { startEdge, withEdge } from "./common.js";

const { AccountsError, listAccounts } = await importPackage();

let edge;

before(async () => {
  edge = await startEdge({ options: { prefix: "/datadog", cacheSeconds: 600 } });
});

after(() => edge.stop());

function callAsPage({ url }, options) {
  return listAccounts("openai", { baseUrl: `${url}/datadog`, accessToken: "token", ...options });
}

test("A page gets the accounts of every integration, and repeated calls are served from the cache.", async () => {
  for (let round = 0; round < 2; round++) {
    for (const [integration, accounts] of Object.entries(ACCOUNTS)) {
      const options = { baseUrl: `${edge.url}/datadog`, accessToken: "token" };
      assert.deepEqual(await listAccounts(integration, options), accounts);
    }
  }
  assert.equal(edge.requests.length, Object.keys(ACCOUNTS).length);
});

test("A rejected token is a 401 with advice.", async () => {
  const fetch = (url, init) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), "X-Authorize": "false" };
    return globalThis.fetch(url, { ...init, headers });
  };
  const error = await failure(callAsPage(edge, { fetch }));
  assert.equal(error.status, 401);
  assert.equal(error.errors[0].title, "Unauthorized");
});

test("A rate limit is a 429 with its values.", async () => {
  await withEdge({ options: { prefix: "/datadog" } }, async (edge) => {
    const headers = {
      "X-RateLimit-Limit": "600",
      "X-RateLimit-Name": "llm",
      "X-RateLimit-Period": "60",
      "X-RateLimit-Remaining": "0",
      "X-RateLimit-Reset": "42",
    };
    edge.datadog = () => Response.json({ errors: ["Slow down"] }, { status: 429, headers });
    const error = await failure(callAsPage(edge, { maxRetries: 0 }));
    assert.equal(error.status, 429);
    assert.deepEqual(error.errors, [{ status: "429", detail: "Slow down" }]);
    const rateLimit = { limit: 600, name: "llm", period: 60, remaining: 0, reset: 42 };
    assert.deepEqual(error.rateLimit, rateLimit);
    assert.equal(error.headers["retry-after"], "42");
  });
});

for (const [what, status, attempts] of [
  ["responds with a server error", 500, 2],
  ["rejects the keys", 403, 1],
]) {
  test(`When Datadog ${what}, all attempts of a page cost ${attempts} requests to Datadog.`, async (t) => {
    // Without delays, so that the page's attempts end before the failure expires, on slow machines too.
    t.mock.method(Math, "random", () => 0);
    await withEdge({ options: { prefix: "/datadog" } }, async (edge) => {
      edge.datadog = () => Response.json({ errors: [{ title: "Sorry" }] }, { status });
      const error = await failure(callAsPage(edge));
      assert.equal(error.status, 502);
      assert.match(
        error.errors[0].detail,
        new RegExp(`^Datadog responded with ${status}: Sorry\\.`),
      );
      assert.equal(edge.requests.length, attempts);
    });
  });
}

async function failure(call) {
  let error;
  await assert.rejects(call, (thrown) => {
    error = thrown;
    return thrown instanceof AccountsError && thrown.code === "http";
  });
  return error;
}
