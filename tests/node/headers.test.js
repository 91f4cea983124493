/** The option `headers`: what is taken, how it is sent, and what is rejected. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import {
  KEYS,
  TOKEN,
  assertError,
  failure,
  hostileProxy,
  listAccounts,
  ok,
  started,
} from "./common.js";

const LATIN = "\u00e9\u00ff";
const OURS = ["accept", "authorization", "dd-api-key", "dd-application-key"];
const SHAPE = "`headers` must be a Headers object, an object or pairs of strings";
const NAME = "`headers` contains an invalid header name";
const VALUE = "`headers` contains an invalid header value";
const EMPTY = "`headers` contains an invalid header value";

/** What is given, and what the server gets of it. */
const TAKEN = {
  Headers: [new Headers({ "X-A": "1", "x-b": "2" }), { "x-a": "1", "x-b": "2" }],
  "a plain object": [
    { "X-A": "1", "x-b": "2" },
    { "x-a": "1", "x-b": "2" },
  ],
  pairs: [
    [
      ["X-A", "1"],
      ["x-b", "2"],
    ],
    { "x-a": "1", "x-b": "2" },
  ],
  "a Map": [new Map([["X-A", "1"]]), { "x-a": "1" }],
  "a generator of pairs": [
    (function* () {
      yield ["X-A", "1"];
    })(),
    { "x-a": "1" },
  ],
  "an object without a prototype": [
    Object.assign(Object.create(null), { "X-A": "1" }),
    { "x-a": "1" },
  ],
  "a frozen object": [Object.freeze({ "X-A": "1" }), { "x-a": "1" }],
  "a Proxy": [new Proxy({ "X-A": "1" }, {}), { "x-a": "1" }],
  "another realm's object": [runInNewContext('({ "X-A": "1" })'), { "x-a": "1" }],
  "another realm's pairs": [runInNewContext('[["X-A", "1"]]'), { "x-a": "1" }],
  "another realm's Map": [runInNewContext('new Map([["X-A", "1"]])'), { "x-a": "1" }],
  "pairs of one name": [
    [
      ["X-A", "1"],
      ["x-a", "2"],
      ["X-A", "3"],
    ],
    { "x-a": "1, 2, 3" },
  ],
  "names that differ in case": [{ "X-A": "1", "x-a": "2" }, { "x-a": "1, 2" }],
  "white space around values": [{ "X-A": " \t1 2\r\n" }, { "x-a": "1 2" }],
  "a tab inside a value": [{ "X-A": "1\t2" }, { "x-a": "1\t2" }],
  "every character a name may have": [
    { "!#$%&'*+-.^_`|~09AZaz": "1" },
    { "!#$%&'*+-.^_`|~09azaz": "1" },
  ],
  "characters of one byte": [{ "X-A": LATIN }, { "x-a": LATIN }],
  "names close to ours": [
    { "X-DD-API-KEY": "1", "Accept-Language": "de" },
    { "x-dd-api-key": "1", "accept-language": "de" },
  ],
  "no Headers": [new Headers(), {}],
  "no object": [{}, {}],
  "no pairs": [[], {}],
  "a name that objects have": [
    { constructor: "1", toString: "2" },
    { constructor: "1", tostring: "2" },
  ],
  "a name that arrays have": [{ length: "3" }, { length: "3" }],
  "a pair that is another one at the second look": [[changing()], { "x-a": "1" }],
  undefined: [undefined, {}],
};

for (const [name, [headers, expected]] of Object.entries(TAKEN)) {
  test(`Headers are sent as they are passed as ${name}.`, async (t) => {
    const { requests, url } = await started(t, () => Response.json([]));
    await listAccounts("openai", { ...KEYS, baseUrl: url });
    await listAccounts("openai", { ...KEYS, baseUrl: url, headers });
    const [without, sent] = requests;
    assert.deepEqual(sent.headers, { ...without.headers, ...expected });
  });
}

/** What is given, and what is said of it. */
const REFUSED = [
  ...[7, null, true, "X-A: 1", Symbol("x"), 7n, () => {}].map((headers) => [headers, SHAPE]),
  [hostileProxy(), SHAPE],
  ...[1, null, undefined, true, ["1"], {}, Symbol("x"), new String("1")].flatMap((value) => [
    [{ "X-A": value }, SHAPE],
    [[["X-A", value]], SHAPE],
    [[[value, "1"]], SHAPE],
  ]),
  ...[[["X-A"]], [["X-A", "1", "2"]], ["X-A"], [[]], [null], [{ 0: "X-A", 1: "1", length: 2 }]].map(
    (headers) => [headers, SHAPE],
  ),
  ...[
    { length: 4_294_967_295 },
    [hostileProxy()],
    [new Proxy([], { get: refuse })],
    [Object.defineProperty(["X-A", "1"], 1, { get: refuse })],
    [revoked([])],
    revoked({}),
    {
      get "X-A"() {
        throw new Error("no access");
      },
    },
  ].map((headers) => [headers, SHAPE]),
  [
    {
      *[Symbol.iterator]() {
        yield ["X-A", "1"];
        throw new Error("no more");
      },
    },
    SHAPE,
  ],
  ...OURS.flatMap((ours) =>
    [ours, ours.toUpperCase(), ours.replace(/^./, (first) => first.toUpperCase())].flatMap(
      (name) => [
        [{ [name]: "x" }, `\`headers\` must not set \`${ours}\`: this client sets it`],
        [[[name, ""]], `\`headers\` must not set \`${ours}\`: this client sets it`],
      ],
    ),
  ),
  ...[
    "",
    " ",
    "X A",
    " X-A",
    "X-A ",
    "X-A:",
    "X\r\n",
    "X\0",
    "é",
    "X(A)",
    "X@A",
    '"X"',
    "\ud800",
  ].map((name) => [{ [name]: "x" }, NAME]),
  ...[
    "a\r\nX-B: b",
    "a\nb",
    "a\0b",
    "1\0X-B\0other",
    "\u007f",
    "a\u0001",
    "\u0100",
    "\u20ac",
    "\u{1F600}",
    "\ud800",
  ].map((value) => [{ "X-A": value }, VALUE]),
  ...["", " ", "\t\r\n "].map((value) => [{ "X-A": value }, EMPTY]),
  [
    [
      ["X-A", "1"],
      ["Accept", "text/html"],
    ],
    "`headers` must not set `accept`: this client sets it",
  ],
];

test("Invalid headers are rejected before anything is sent, and no value is shown.", async (t) => {
  const fetch = t.mock.method(globalThis, "fetch", () => assert.fail("it was sent"));
  for (const [headers, message] of REFUSED) {
    for (const options of [KEYS, TOKEN, { baseUrl: "https://edge.example" }]) {
      const error = await failure(listAccounts("openai", { ...options, headers }));
      const fields = { code: "invalid_argument", argument: "headers" };
      assertError(error, fields, message, `${inspect(headers)}: ${error.message}`);
    }
  }
  assert.equal(fetch.mock.callCount(), 0);
});

test("A `headers` getter that throws is rejected by name.", async () => {
  const options = {
    ...KEYS,
    fetch: ok([]),
    get headers() {
      throw new Error("no access");
    },
  };
  assertError(
    await failure(listAccounts("openai", options)),
    { code: "invalid_argument", argument: "headers" },
    "`headers` threw an error when it was read",
  );
});

test("Headers are secrets, so plain HTTP is rejected.", async () => {
  const options = { baseUrl: "http://edge.example", headers: { "X-A": "1" } };
  assertError(
    await failure(listAccounts("openai", options)),
    { code: "invalid_argument", argument: "baseUrl" },
    "`baseUrl` must use https: http: would send secrets unencrypted",
  );
});

test("A caller's own Headers are left as they were, and changing them later changes nothing.", async () => {
  const headers = new Headers({ "X-A": "1" });
  const seen = [];
  const fetch = (_, init) => {
    headers.set("X-A", "2");
    seen.push(init.headers["x-a"]);
    return seen.length === 1 ? Promise.reject(new Error("refused")) : ok([])();
  };
  await listAccounts("openai", { ...KEYS, maxRetries: 1, headers, fetch });
  assert.deepEqual(seen, ["1", "1"]);
  assert.deepEqual([...headers], [["x-a", "2"]]);
});

function refuse() {
  throw new Error("no access");
}

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A pair whose value is no header's from the second look on. */
function changing() {
  let looks = 0;
  const value = () => (looks++ === 0 ? "1" : "1\r\nX-B: 2");
  return new Proxy(["X-A", "1"], { get: (pair, name) => (name === "1" ? value() : pair[name]) });
}
