/** Where the keys and the site come from: strings, functions of `env`, and Cloudflare's Secrets Store. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { API_KEY, APP_KEY, KEYS as BINDINGS, OPENAI, withEdge } from "./common.js";
import { accountsRequest, KEYS, loggedHandler } from "./in-node.js";

test("The keys and the site are read from the Secrets Store.", async () => {
  const secrets = {
    DD_API_KEY: ` ${API_KEY}\n`,
    DD_APP_KEY: APP_KEY,
    DD_SITE: "us5.datadoghq.com",
  };
  await withEdge({ bindings: {}, secrets }, async ({ send, requests }) => {
    for (let i = 0; i < 2; i++) {
      const { status, text } = await send();
      assert.equal(status, 200, text);
    }
    assert.equal(requests.length, 1);
    assert.equal(requests[0].headers.host, "api.us5.datadoghq.com");
    assert.equal((await send(OPENAI, { headers: { "X-Authorize": "false" } })).status, 401);
  });
});

test("A secret that is missing in the Secrets Store is named, and its error is in the log.", async () => {
  const secrets = { DD_API_KEY: API_KEY, DD_APP_KEY: "" };
  await withEdge({ bindings: {}, secrets }, async ({ send, log, requests }) => {
    const { status, text, headers } = await send();
    assert.equal(status, 500);
    assert.deepEqual(JSON.parse(text).errors[0], {
      status: "500",
      title: "This function could not read its Datadog keys",
      detail: "Reading DD_APP_KEY failed. The function's log has the cause.",
    });
    assert.equal(headers["x-should-retry"], undefined);
    const [{ error, message }] = await log(1);
    assert.equal(error, "keys");
    assert.match(message, /^DD_APP_KEY: .*not found/i);
    assert.deepEqual(requests, []);
  });
});

test("The options may be functions of env, which return bindings of any name.", async () => {
  const bindings = {
    MY_APP_KEY: APP_KEY,
    MY_SITE: "datadoghq.eu",
    OPTION_FUNCTIONS: { apiKey: "MY_API_KEY", appKey: "MY_APP_KEY", site: "MY_SITE" },
  };
  const secrets = { MY_API_KEY: API_KEY };
  await withEdge({ bindings, secrets }, async ({ send, requests }) => {
    const { status, text } = await send();
    assert.equal(status, 200, text);
    assert.equal(requests[0].headers.host, "api.datadoghq.eu");
  });
});

const failing = () => {
  throw new Error("store failed: 503");
};

/** [a function or a store's get, the log's text, whether a retry may help] */
const FAILURES = [
  [failing, "store failed: 503", true],
  [() => Promise.reject(new Error("no such secret")), "no such secret", true],
  [() => Promise.reject("a string"), "a string", true],
  [() => undefined, "must return a string, but returned undefined", false],
  [() => Promise.resolve(null), "must return a string, but returned null", false],
  [() => Promise.resolve(1), "must return a string, but returned number", false],
  [() => new Promise(() => {}), "timed out after 5000 ms", true],
];

for (const [name, binding] of [
  ["apiKey", "DD_API_KEY"],
  ["site", "DD_SITE"],
]) {
  for (const [read, text, retryable] of FAILURES) {
    test(`When reading ${name} fails (${text}), the response names what failed.`, async (t) => {
      t.mock.timers.enable({ apis: ["setTimeout"] });
      for (const [options, env, source] of [
        [{ ...KEYS, [name]: read }, {}, `\`${name}\``],
        [{}, { ...BINDINGS, [binding]: { get: read } }, binding],
      ]) {
        const pending = loggedHandler(options)(accountsRequest(), env);
        await new Promise((resolve) => setImmediate(resolve));
        t.mock.timers.tick(5000);
        const { status, record, headers, ...response } = await pending;
        assert.equal(status, 500);
        const { detail } = JSON.parse(response.text).errors[0];
        assert.equal(detail, `Reading ${source} failed. The function's log has the cause.`);
        assert.equal(headers.get("X-Should-Retry"), retryable ? null : "false");
        assert.equal(record.message, `${source}: ${text}`);
        assert.ok(!response.text.includes(text));
      }
    });
  }
}

test("A function that returns a blank key is named as missing.", async () => {
  const handle = loggedHandler({ ...KEYS, apiKey: () => " " });
  const { status, text, record } = await handle(accountsRequest(), {});
  assert.equal(status, 500);
  assert.equal(JSON.parse(text).errors[0].detail, "Set `apiKey`.");
  assert.deepEqual([record.error, record.message], ["keys", "Set `apiKey`."]);
});

test("A store's error that quotes a key is redacted in the log.", async () => {
  const DD_SITE = { get: () => Promise.reject(new Error(`no site for ${API_KEY}`)) };
  const { record } = await loggedHandler(KEYS)(accountsRequest(), { DD_SITE });
  assert.equal(record.message, "DD_SITE: no site for [redacted]");
});

test("The advice names the options that hold the keys.", async () => {
  const fetch = () => Promise.resolve(Response.json({ errors: ["Forbidden"] }, { status: 403 }));
  const { text } = await loggedHandler({ ...KEYS, site: () => "datadoghq.eu", fetch })(
    accountsRequest(),
  );
  const { detail } = JSON.parse(text).errors[0];
  assert.match(
    detail,
    /Check `apiKey`, `appKey` and `site`, and the application key's permissions/,
  );
});

test("Keys are not read for a request that is not authorized.", async () => {
  const read = () => assert.fail("read");
  const handle = loggedHandler({ authorize: () => false, apiKey: read, appKey: read, site: read });
  assert.equal((await handle(accountsRequest(), {})).status, 401);
});

test("The cache is kept per keys that a function returns.", async () => {
  const urls = [];
  const fetch = (url, { headers }) => {
    urls.push(new Headers(headers).get("DD-API-KEY"));
    return Promise.resolve(Response.json([]));
  };
  const handle = loggedHandler({ ...KEYS, apiKey: (env) => Promise.resolve(env.tenant), fetch });
  for (const tenant of ["first-key", "second-key", "first-key"]) {
    assert.equal((await handle(accountsRequest(), { tenant })).status, 200);
  }
  assert.deepEqual(urls, ["first-key", "second-key"]);
});
