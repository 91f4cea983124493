/** Which arguments and options are refused with `invalid_argument`, and which are taken. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { KEYS, SITES, assertError, failure, hostileProxy, listAccounts, ok } from "./common.js";

const LONELY = "\ud800";
const NO_HEADER = "holds a character that no header can carry";
const BARE = (site) => `\`site\` is a bare host: pass "${site}"`;
const NO_SITE = `\`site\` is no Datadog site: pass one of ${SITES.join(", ")}`;
const PLAIN_HTTP = "`baseUrl` is http:, which would send secrets unencrypted: use https:";
const QUERY = "`baseUrl` has a query or a fragment";
const USER = "`baseUrl` holds a user name or password";
const NO_FETCH = "`fetch` is neither a function nor an object with a `fetch` method";
const NO_CREDENTIALS =
  "credentials are missing: pass `apiKey` and `appKey`, or `accessToken`, or the `baseUrl` of an edge function that holds the keys";
const INSTEAD = "`accessToken` takes the place of `apiKey` and `appKey`: pass one or the other";
const NO_NUMBERS = ["3", "", null, true, {}, [], [3], 3n, Symbol("x"), new Number(3), () => 3];
const without = (name) => ({ ...KEYS, [name]: undefined });

/** What is wrong with the options besides good keys, the argument, the message. */
const REFUSED_OPTIONS = [
  ...["apiKey", "appKey", "accessToken", "site"].flatMap((name) =>
    [7, null, true, {}, [], Symbol("x"), new String("x")].map((value) => [
      { [name]: value },
      name,
      `\`${name}\` is no string`,
    ]),
  ),
  ...["apiKey", "appKey"].flatMap((name) => [
    [{ [name]: "" }, name, `\`${name}\` is empty`],
    [{ [name]: " \t\r\n" }, name, `\`${name}\` is empty`],
    [{ [name]: "a\nDD-X: y" }, name, `\`${name}\` ${NO_HEADER}`],
    [{ [name]: "a\0" }, name, `\`${name}\` ${NO_HEADER}`],
    [{ [name]: "é" }, name, `\`${name}\` ${NO_HEADER}`],
    [{ [name]: LONELY }, name, `\`${name}\` holds half a character`],
    [{ [name]: undefined }, name, `\`${name}\` is missing: Datadog wants both keys`],
  ]),
  [{ accessToken: "token" }, "accessToken", INSTEAD],
  [{ ...without("apiKey"), accessToken: "token" }, "accessToken", INSTEAD],
  [
    { apiKey: undefined, appKey: undefined, accessToken: "" },
    "accessToken",
    "`accessToken` is empty",
  ],
  [
    { apiKey: undefined, appKey: undefined, accessToken: "a\r\nb" },
    "accessToken",
    `\`accessToken\` ${NO_HEADER}`,
  ],
  [{ apiKey: undefined, appKey: undefined }, "apiKey", NO_CREDENTIALS],
  [{ site: "" }, "site", "`site` is empty"],
  [{ site: " " }, "site", "`site` is empty"],
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
    "`baseUrl` is neither a string nor a URL",
  ]),
  [{ baseUrl: "" }, "baseUrl", "`baseUrl` is empty"],
  [{ baseUrl: LONELY }, "baseUrl", "`baseUrl` holds half a character"],
  ...["/datadog", "datadoghq.com", "https://", "//host"].map((baseUrl) => [
    { baseUrl },
    "baseUrl",
    "`baseUrl` is no absolute URL: only in a page can it be relative",
  ]),
  ...["timeout", "attemptTimeout"].flatMap((name) => [
    ...[0, -0, -1, -0.5, Number.NaN, -Infinity, -Number.MIN_VALUE].map((value) => [
      { [name]: value },
      name,
      `\`${name}\` is no time in milliseconds above 0`,
    ]),
    ...NO_NUMBERS.map((value) => [{ [name]: value }, name, `\`${name}\` is no number`]),
  ]),
  ...[-1, 11, 0.5, 2.000001, 1e21, Number.NaN, Infinity, -Infinity].map((maxRetries) => [
    { maxRetries },
    "maxRetries",
    "`maxRetries` is no whole number from 0 to 10",
  ]),
  ...NO_NUMBERS.map((maxRetries) => [{ maxRetries }, "maxRetries", "`maxRetries` is no number"]),
  ...[7, null, true, "x", {}, [], Symbol("x"), { call() {} }, hostileProxy()].map((onResponse) => [
    { onResponse },
    "onResponse",
    "`onResponse` is no function",
  ]),
  ...["false", 1, null, {}].map((dangerouslyAllowBrowser) => [
    { dangerouslyAllowBrowser },
    "dangerouslyAllowBrowser",
    "`dangerouslyAllowBrowser` is no boolean",
  ]),
  ...["ftp://127.0.0.1", "data:,x", "file:///etc", "javascript:0"].map((baseUrl) => [
    { baseUrl },
    "baseUrl",
    "`baseUrl` is neither https: nor http:",
  ]),
  [{ baseUrl: "https://edge.example/?a=b" }, "baseUrl", QUERY],
  [{ baseUrl: "https://edge.example/#a" }, "baseUrl", QUERY],
  [{ baseUrl: new URL("https://edge.example/a?b") }, "baseUrl", QUERY],
  [{ baseUrl: "https://user:password@edge.example" }, "baseUrl", USER],
  [{ baseUrl: "https://user@edge.example" }, "baseUrl", USER],
  ...["edge.example", "127.evil.example", "127.0.0.1.evil.example", "localhost.evil.example"]
    .concat(["10.0.0.1", "[::2]", "any.localhost", "127.0.0.1.."])
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
    .map((signal) => [{ signal }, "signal", "`signal` is no AbortSignal"]),
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
      `reading \`${name}\` threw`,
    ]),
];

test("Options that cannot work are refused by name before anything is sent.", async (t) => {
  const fetch = t.mock.method(globalThis, "fetch", () => assert.fail("it was sent"));
  for (const [changes, argument, message] of REFUSED_OPTIONS) {
    const options = Object.defineProperties({ ...KEYS }, Object.getOwnPropertyDescriptors(changes));
    const error = await failure(listAccounts("openai", options));
    assertError(error, { code: "invalid_argument", argument }, message, inspect(changes));
  }
  assert.equal(fetch.mock.callCount(), 0);
});

test("Arguments that cannot work are refused by name, as a rejection.", async (t) => {
  const fetch = t.mock.method(globalThis, "fetch", () => assert.fail("it was sent"));
  const noString = "`integration` is no string";
  for (const [args, argument, message] of [
    [[], "integration", "`integration` is missing"],
    [[undefined, KEYS], "integration", "`integration` is missing"],
    [["", KEYS], "integration", "`integration` is empty"],
    [[".", KEYS], "integration", "`integration` cannot be `.` or `..`"],
    [["..", KEYS], "integration", "`integration` cannot be `.` or `..`"],
    [[LONELY, KEYS], "integration", "`integration` holds half a character"],
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
      "`options` is no object",
    ]),
    [["openai", hostileProxy()], "apiKey", "reading `apiKey` threw"],
  ]) {
    const promise = listAccounts(...args);
    assert.ok(promise instanceof Promise);
    assertError(await failure(promise), { code: "invalid_argument", argument }, message);
  }
  assert.equal(fetch.mock.callCount(), 0);
});

test("Limits within their range, and undefined for each, are taken.", async () => {
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

test("A timeout of next to nothing is taken: the answer is there in time, or it is not.", async () => {
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
