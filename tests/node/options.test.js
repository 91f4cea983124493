/** Which arguments and options are rejected with `invalid_argument`, and which are accepted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { KEYS, assertError, failure, hostileProxy, listAccounts, ok } from "./common.js";

const LONELY = "\ud800";
const NO_HEADER = "contains an invalid character";
const BARE = (site) => `\`site\` must be a bare host such as "${site}", not a URL`;
const NO_SITE = '`site` must be a Datadog site such as "datadoghq.eu": `SITES` lists them';
const PLAIN_HTTP = "`baseUrl` must use https: http: would send secrets unencrypted";
const QUERY = "`baseUrl` must not have a query or a fragment";
const USER = "`baseUrl` must not contain a user name or password";
const NO_FETCH = "`fetch` must be a function or an object with a `fetch` method";
const NO_CREDENTIALS =
  "credentials are missing: pass `apiKey` and `appKey`, or `accessToken`, or the `baseUrl` of an edge function that holds the keys";
const INSTEAD = "`accessToken` must not be combined with `apiKey` and `appKey`";
const NO_NUMBERS = ["3", "", null, true, {}, [], [3], 3n, Symbol("x"), new Number(3), () => 3];
const without = (name) => ({ ...KEYS, [name]: undefined });

/** What is wrong with the options besides good keys, the argument, the message. */
const REFUSED_OPTIONS = [
  ...["apiKey", "appKey", "accessToken", "site"].flatMap((name) =>
    [7, null, true, {}, [], Symbol("x"), new String("x")].map((value) => [
      { [name]: value },
      name,
      `\`${name}\` must be a string`,
    ]),
  ),
  ...["apiKey", "appKey"].flatMap((name) => [
    [{ [name]: "" }, name, `\`${name}\` must not be empty`],
    [{ [name]: " \t\r\n" }, name, `\`${name}\` must not be empty`],
    [{ [name]: "a\nDD-X: y" }, name, `\`${name}\` ${NO_HEADER}`],
    [{ [name]: "a\0" }, name, `\`${name}\` ${NO_HEADER}`],
    [{ [name]: "é" }, name, `\`${name}\` ${NO_HEADER}`],
    [{ [name]: LONELY }, name, `\`${name}\` must not contain a lone surrogate`],
    [{ [name]: undefined }, name, `\`${name}\` is missing: Datadog requires both keys`],
  ]),
  [{ accessToken: "token" }, "accessToken", INSTEAD],
  [{ ...without("apiKey"), accessToken: "token" }, "accessToken", INSTEAD],
  [
    { apiKey: undefined, appKey: undefined, accessToken: "" },
    "accessToken",
    "`accessToken` must not be empty",
  ],
  [
    { apiKey: undefined, appKey: undefined, accessToken: "a\r\nb" },
    "accessToken",
    `\`accessToken\` ${NO_HEADER}`,
  ],
  [{ apiKey: undefined, appKey: undefined }, "apiKey", NO_CREDENTIALS],
  [{ site: "" }, "site", "`site` must not be empty"],
  [{ site: " " }, "site", "`site` must not be empty"],
  ...[
    "example.com",
    "datadoghq.com.evil.example",
    "evildatadoghq.com",
    "datadoghq",
    ".datadoghq.com",
  ]
    .concat(["user@datadoghq.com", "datadoghq.com:8080", "a b.datadoghq.com", "x\\.datadoghq.com"])
    .concat(["https://evil.example/datadoghq.com", "localhost", "127.0.0.1"])
    .map((site) => [{ site }, "site", NO_SITE]),
  [{ site: "https://app.datadoghq.eu/account" }, "site", BARE("datadoghq.eu")],
  [{ site: "https://datadoghq.com" }, "site", BARE("datadoghq.com")],
  [{ site: "datadoghq.com/" }, "site", BARE("datadoghq.com")],
  ...[7, null, true, {}, [], { href: 7 }, Symbol("x"), () => {}, hostileProxy()].map((baseUrl) => [
    { baseUrl },
    "baseUrl",
    "`baseUrl` must be a string or a URL",
  ]),
  [{ baseUrl: "" }, "baseUrl", "`baseUrl` must not be empty"],
  [{ baseUrl: LONELY }, "baseUrl", "`baseUrl` must not contain a lone surrogate"],
  ...["/datadog", "datadoghq.com", "https://", "//host"].map((baseUrl) => [
    { baseUrl },
    "baseUrl",
    "`baseUrl` must be a valid URL, and absolute outside a page",
  ]),
  ...["timeout", "attemptTimeout"].flatMap((name) => [
    ...[0, -0, -1, -0.5, Number.NaN, -Infinity, -Number.MIN_VALUE].map((value) => [
      { [name]: value },
      name,
      `\`${name}\` must be a positive number of milliseconds`,
    ]),
    ...NO_NUMBERS.map((value) => [{ [name]: value }, name, `\`${name}\` must be a number`]),
  ]),
  ...[-1, 11, 0.5, 2.000001, 1e21, Number.NaN, Infinity, -Infinity].map((maxRetries) => [
    { maxRetries },
    "maxRetries",
    "`maxRetries` must be an integer from 0 to 10",
  ]),
  ...NO_NUMBERS.map((maxRetries) => [
    { maxRetries },
    "maxRetries",
    "`maxRetries` must be a number",
  ]),
  ...[7, null, true, "x", {}, [], Symbol("x"), { call() {} }, hostileProxy()].map((onResponse) => [
    { onResponse },
    "onResponse",
    "`onResponse` must be a function",
  ]),
  ...["ftp://127.0.0.1", "data:,x", "file:///etc", "javascript:0"].map((baseUrl) => [
    { baseUrl },
    "baseUrl",
    "`baseUrl` must start with https: or http:",
  ]),
  [{ baseUrl: "https://edge.example/?a=b" }, "baseUrl", QUERY],
  [{ baseUrl: "https://edge.example/#a" }, "baseUrl", QUERY],
  [{ baseUrl: new URL("https://edge.example/a?b") }, "baseUrl", QUERY],
  [{ baseUrl: "https://user:password@edge.example" }, "baseUrl", USER],
  [{ baseUrl: "https://user@edge.example" }, "baseUrl", USER],
  ...["edge.example", "127.evil.example", "127.0.0.1.evil.example", "localhost.evil.example"]
    .concat(["10.0.0.1", "[::2]", "anylocalhost", "127.0.0.1.."])
    .map((host) => [{ baseUrl: `http://${host}` }, "baseUrl", PLAIN_HTTP]),
  [
    { apiKey: undefined, appKey: undefined, accessToken: "token", baseUrl: "http://edge.example" },
    "baseUrl",
    PLAIN_HTTP,
  ],
  ...[7, null, "x", {}, [], { fetch: 7 }, hostileProxy()].map((fetch) => [
    { fetch },
    "fetch",
    NO_FETCH,
  ]),
  ...[7, null, "x", {}, [], new AbortController(), new EventTarget(), { aborted: false }]
    .concat([() => {}, { aborted: "no", addEventListener() {} }, hostileProxy()])
    .map((signal) => [{ signal }, "signal", "`signal` must be an AbortSignal"]),
  ...["apiKey", "appKey", "accessToken", "site", "baseUrl", "fetch", "signal"]
    .concat("dangerouslyAllowBrowser", "headers", "timeout", "attemptTimeout", "maxRetries")
    .concat("onResponse")
    .map((name) => [
      Object.defineProperty({}, name, {
        enumerable: true,
        get() {
          throw new Error("no access");
        },
      }),
      name,
      `\`${name}\` threw an error when it was read`,
    ]),
];

test("Invalid options are rejected by name before anything is sent.", async (t) => {
  const fetch = t.mock.method(globalThis, "fetch", () => assert.fail("it was sent"));
  for (const [changes, argument, message] of REFUSED_OPTIONS) {
    const options = Object.defineProperties({ ...KEYS }, Object.getOwnPropertyDescriptors(changes));
    const error = await failure(listAccounts("openai", options));
    assertError(error, { code: "invalid_argument", argument }, message, inspect(changes));
  }
  assert.equal(fetch.mock.callCount(), 0);
});

test("Invalid arguments are rejected by name, never thrown.", async (t) => {
  const fetch = t.mock.method(globalThis, "fetch", () => assert.fail("it was sent"));
  const noString = "`integration` must be a string";
  for (const [args, argument, message] of [
    [[], "integration", "`integration` is missing"],
    [[undefined, KEYS], "integration", "`integration` is missing"],
    [["", KEYS], "integration", "`integration` must not be empty"],
    [[".", KEYS], "integration", "`integration` must not be `.` or `..`"],
    [["..", KEYS], "integration", "`integration` must not be `.` or `..`"],
    [[LONELY, KEYS], "integration", "`integration` must not contain a lone surrogate"],
    ...[7, null, {}, ["openai"], Symbol("x"), hostileProxy(), () => {}].map((integration) => [
      [integration, KEYS],
      "integration",
      noString,
    ]),
    [["openai"], "apiKey", NO_CREDENTIALS],
    [["openai", undefined], "apiKey", NO_CREDENTIALS],
    [["openai", {}], "apiKey", NO_CREDENTIALS],
    ...[null, "x", 7, true, Symbol("x"), 7n].map((options) => [
      ["openai", options],
      "options",
      "`options` must be an object",
    ]),
    [["openai", hostileProxy()], "apiKey", "`apiKey` threw an error when it was read"],
  ]) {
    const promise = listAccounts(...args);
    assert.ok(promise instanceof Promise);
    assertError(await failure(promise), { code: "invalid_argument", argument }, message);
  }
  assert.equal(fetch.mock.callCount(), 0);
});

test("Limits within their range, and undefined for each, are accepted.", async () => {
  for (const options of [
    { timeout: Number.MAX_VALUE },
    { timeout: Infinity, attemptTimeout: Infinity },
    { attemptTimeout: 1e21 },
    { maxRetries: 0 },
    { maxRetries: -0 },
    { maxRetries: 10 },
    { onResponse() {} },
    { onResponse: class {} },
    { onResponse: new Proxy(() => {}, {}) },
    Object.freeze({ timeout: 1000, headers: Object.freeze({}) }),
    { timeout: undefined, attemptTimeout: undefined, maxRetries: undefined, onResponse: undefined },
  ]) {
    const fetch = () => ({ status: 200, text: () => "[]" });
    const accounts = await listAccounts("openai", { ...KEYS, ...options, fetch });
    assert.deepEqual(accounts, [], inspect(options));
  }
});

test("A tiny timeout is accepted: the response is in time, or it is not.", async () => {
  for (const timeout of [Number.MIN_VALUE, 0.5]) {
    const fetch = () => ({ status: 200, text: () => "[]" });
    const call = listAccounts("openai", { ...KEYS, timeout, fetch });
    const outcome = await call.catch(({ code }) => code);
    assert.ok(outcome === "timeout" || outcome.length === 0, inspect(outcome));
  }
});

test("Options may be frozen, a Proxy, inherited, or of a class.", async () => {
  class Options {
    #apiKey = KEYS.apiKey;
    get apiKey() {
      return this.#apiKey;
    }
    appKey = KEYS.appKey;
    fetch = ok([]);
  }
  const options = { ...KEYS, fetch: ok([]) };
  for (const given of [
    Object.freeze({ ...options }),
    new Proxy(options, {}),
    Object.create(options),
    Object.assign(Object.create(null), options),
    new Options(),
  ]) {
    assert.deepEqual(await listAccounts("openai", given), []);
  }
});
