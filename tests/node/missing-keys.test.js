/** The message where a key is missing: which option may have been meant. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertError, failure, listAccounts, ok } from "./common.js";

const VALUE = "SECRET";
const NOTHING =
  "credentials are missing: pass `apiKey` and `appKey`, or `accessToken`, or the `baseUrl` of an edge function that holds the keys";
const BOTH = (name) => `\`${name}\` is missing: Datadog requires both keys`;
const found = (other, name) => ` (found \`${other}\`: write \`${name}\`)`;

const NEAR = {
  apiKey: ["api_key", "apikey", "APIKEY", "ApiKey", "api-key", "DD_API_KEY", "DD-API-KEY"].concat([
    "dd_api_key",
    "ddApiKey",
    "DATADOG_API_KEY",
    "datadogApiKey",
    "apiKeyAuth",
  ]),
  appKey: ["app_key", "appkey", "AppKey", "app-key", "DD_APP_KEY", "dd_app_key", "ddAppKey"].concat(
    ["applicationKey", "application_key", "DD_APPLICATION_KEY", "DD-APPLICATION-KEY"],
    ["DATADOG_APP_KEY", "datadogAppKey", "appKeyAuth"],
  ),
  accessToken: ["access_token", "accesstoken", "AccessToken", "ACCESS_TOKEN", "token"].concat([
    "DD_ACCESS_TOKEN",
    "ddToken",
    "bearerToken",
    "bearer_token",
  ]),
};
const NEAR_KEYS = Object.entries(NEAR).filter(([name]) => name !== "accessToken");

async function assertMissing(options, argument, message) {
  const error = await failure(listAccounts("openai", { ...options, fetch: ok([]) }));
  assertError(error, { code: "invalid_argument", argument }, message);
  assert.ok(!`${error.stack}`.includes(VALUE));
}

test("Without credentials each near miss is named.", async () => {
  for (const [name, others] of Object.entries(NEAR)) {
    for (const other of others) {
      await assertMissing({ [other]: VALUE }, "apiKey", NOTHING + found(other, name));
    }
  }
});

test("With one key the near miss of the other is named.", async () => {
  for (const [name, others] of NEAR_KEYS) {
    const given = name === "apiKey" ? "appKey" : "apiKey";
    for (const other of others) {
      const options = { [given]: VALUE, [other]: VALUE };
      await assertMissing(options, name, BOTH(name) + found(other, name));
    }
  }
});

test("Several near misses are named in their order.", async () => {
  await assertMissing(
    { DD_APP_KEY: VALUE, site: "datadoghq.eu", api_key: VALUE },
    "apiKey",
    `${NOTHING} (found \`DD_APP_KEY\`: write \`appKey\`, \`api_key\`: write \`apiKey\`)`,
  );
});

test("A near miss is named whatever its value, which is not read.", async () => {
  const options = {
    get api_key() {
      return assert.fail("it was read");
    },
  };
  const error = await failure(listAccounts("openai", options));
  assert.equal(error.message, NOTHING + found("api_key", "apiKey"));
  await assertMissing({ api_key: undefined }, "apiKey", NOTHING + found("api_key", "apiKey"));
});

test("Other names are not near misses.", async () => {
  const others = ["", "é", "key", "keys", "apiKeys", "api", "secret", "auth", "apiKey2", "dd"];
  for (const name of [...others, "password", "accessBearerToken"]) {
    await assertMissing({ [name]: VALUE }, "apiKey", NOTHING);
  }
  await assertMissing({ [Symbol("api_key")]: VALUE }, "apiKey", NOTHING);
});

test("An option that is present is not reported, although it has a near miss too.", async () => {
  await assertMissing({ apiKey: VALUE, api_key: VALUE }, "appKey", BOTH("appKey"));
  await assertMissing({ appKey: VALUE, DD_APP_KEY: VALUE }, "apiKey", BOTH("apiKey"));
});

test("Near misses beside complete credentials disturb no call.", async () => {
  for (const credentials of [
    { apiKey: VALUE, appKey: VALUE },
    { accessToken: VALUE },
    { baseUrl: "https://edge.example" },
  ]) {
    for (const other of Object.values(NEAR).flat()) {
      const options = { ...credentials, [other]: VALUE, fetch: ok([]) };
      assert.deepEqual(await listAccounts("openai", options), []);
    }
  }
});

test("Options whose names cannot be listed leave the message without them.", async () => {
  const options = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error("no access");
      },
    },
  );
  assertError(
    await failure(listAccounts("openai", options)),
    { code: "invalid_argument", argument: "apiKey" },
    NOTHING,
  );
});
