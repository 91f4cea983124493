/** No secret is in an error. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  ACCOUNT,
  HTML_TYPE,
  JSON_TYPE,
  UNAUTHORIZED,
  circular,
  dated,
  failure,
  listAccounts,
  ok,
  started,
} from "./common.js";

// The application key holds the API key, a quote and a backslash.
const CREDENTIALS = [
  { apiKey: "SECRET-1", appKey: 'SECRET-1"SECRET-2\\SECRET-3', maxRetries: 0 },
  { accessToken: "SECRET-4.SECRET-5==", maxRetries: 0 },
];
const echoOf = ({ apiKey, appKey, accessToken }) => accessToken ?? `${apiKey}, ${appKey};${apiKey}`;

/** Answers that echo a text: status, headers, body. */
const ECHOES = {
  "a text": (echo) => [500, {}, echo],
  "a text of more than 2 KB": (echo) => [500, {}, `${echo} `.repeat(200)],
  "a text whose cut falls into a secret": (echo) => [500, {}, "x".repeat(2035) + echo],
  "a page": (echo) => [502, HTML_TYPE, `<p>${echo}</p>`],
  "a header": (echo) => [500, { "X-Echo": echo }, ""],
  "the rate limit's name": (echo) => [429, { "X-RateLimit-Name": echo }, ""],
  "a redirect's target": (echo) => [302, { Location: `https://evil.example/${echo}` }, ""],
  "a plain error": (echo) => json({ errors: [echo] }),
  "the fields of an error": (echo) =>
    json({
      errors: [
        { title: echo, detail: echo, status: echo, source: { header: echo } },
        { source: { parameter: echo, pointer: echo } },
      ],
    }),
  "the meta of an error": (echo) =>
    json({ errors: [{ meta: { a: [{ b: echo, [echo]: 1 }], c: { d: { e: [[echo]] } } } }] }),
  "JSON in an error's field": (echo) => json({ errors: [{ title: JSON.stringify({ a: echo }) }] }),
  "JSON in an error's meta": (echo) =>
    json({ errors: [{ title: "t", meta: { a: JSON.stringify({ a: echo }) } }] }),
  "JSON in a header": (echo) => [500, { "X-Echo": JSON.stringify({ a: echo }) }, ""],
  "characters named by number": (echo) => [
    400,
    JSON_TYPE,
    `{"errors":[{"title":"${numbered(echo)}","meta":{"${numbered(echo)}":"${numbered(echo)}"}}]}`,
  ],
  "JSON without errors": (echo) => json({ message: echo, [echo]: [echo] }),
  "JSON in JSON without errors": (echo) => json({ message: JSON.stringify({ a: echo }) }),
};

for (const [name, answer] of Object.entries(ECHOES)) {
  test(`A secret that comes back as ${name} is not in the error.`, async () => {
    for (const credentials of CREDENTIALS) {
      const [status, headers, body] = answer(echoOf(credentials));
      const fetch = () => new Response(body, { status, headers });
      const error = await failure(listAccounts("openai", { ...credentials, fetch }));
      assert.equal(error.code, "http");
      assertHidden(error);
      assert.ok(shown(error).includes("[redacted]"), shown(error));
    }
  });
}

test("A secret that comes back over HTTP leaves a whole error without it.", async (t) => {
  const [credentials] = CREDENTIALS;
  const server = await started(t, ({ headers }) =>
    dated(JSON.stringify({ errors: [{ detail: headers.get("DD-APPLICATION-KEY") }] }), {
      status: 401,
      headers: { "X-Echo": headers.get("DD-API-KEY") },
    }),
  );
  const error = await failure(listAccounts("openai", { ...credentials, baseUrl: server.url }));
  assertHidden(error);
  assert.equal(error.headers["x-echo"], "[redacted]");
  assert.deepEqual(error.errors, [{ detail: "[redacted]" }]);
  assert.equal(
    error.message,
    `${new URL(server.url).host} answered 401: [redacted]${UNAUTHORIZED}`,
  );
});

/** Values to throw that hold a text; `init` is what the fetch was given. */
const THROWN = {
  "a string": (echo) => echo,
  "a symbol": (echo) => Symbol(echo),
  "a message": (echo) => new Error(echo),
  "a JSON message": (echo) => new Error(JSON.stringify({ a: echo })),
  "a stack": (echo) => Object.assign(new Error("x"), { stack: `Error: x\n  at ${echo}` }),
  "a name": (echo) => Object.assign(new Error("x"), { name: echo }),
  "a cause": (echo) => new Error("x", { cause: new Error(echo) }),
  "a cause ten levels down": (echo) => nest(10, echo),
  "a cause that is a string": (echo) => new Error("x", { cause: echo }),
  "a property": (echo) => Object.assign(new Error("x"), { config: { headers: [echo] } }),
  "a property's name": (echo) => Object.assign(new Error("x"), { [echo]: 1 }),
  "a property of a cause": (echo) =>
    new Error("x", { cause: Object.assign(new Error("y"), { a: echo }) }),
  "an error in a property": (echo) => Object.assign(new Error("x"), { inner: new Error(echo) }),
  "an array's element": (echo) => ["x", [echo]],
  "a plain object's property": (echo) => ({ a: { b: echo } }),
  "one of an AggregateError's errors": (echo) => new AggregateError([new Error(echo)], "x"),
  "a property whose name is a symbol": (echo) =>
    Object.assign(new Error("x"), { [Symbol("a")]: echo }),
  "a symbol that names a property": (echo) => Object.assign(new Error("x"), { [Symbol(echo)]: 1 }),
  "a property that is not enumerable": (echo) =>
    Object.defineProperty(new Error("x"), "a", { value: echo }),
  "a property beside a circle": (echo) => Object.assign(circular(), { a: echo }),
  "a property beside a bigint": (echo) => Object.assign(new Error("x"), { a: 1n, b: echo }),
  "a property that toJSON hides": (echo) => ({ a: echo, toJSON: () => ({}) }),
  "a map": (echo) => Object.assign(new Error("x"), { map: new Map([["a", echo]]) }),
  "a set": (echo) => new Set([echo]),
  "a function's property": (echo) => Object.assign(() => {}, { a: echo }),
  "the target of a proxy": (echo) =>
    new Proxy({ a: echo }, { get: (target, name) => (name === "a" ? undefined : target[name]) }),
  "what fetch was given": (_, init) => init,
  "the headers that fetch was given": (_, { headers }) => ({ headers }),
  "a Request of what fetch was given": (_, init) =>
    Object.assign(new Error("x"), { request: new Request("https://datadoghq.com", init) }),
};

for (const [name, make] of Object.entries(THROWN)) {
  test(`A secret that is thrown as ${name} is not in the error.`, async () => {
    for (const credentials of CREDENTIALS) {
      for (const fetch of [
        (_, init) => {
          throw make(echoOf(credentials), init);
        },
        (_, init) => Promise.reject(make(echoOf(credentials), init)),
        (_, init) => ({ status: 200, text: () => Promise.reject(make(echoOf(credentials), init)) }),
      ]) {
        const error = await failure(listAccounts("openai", { ...credentials, fetch }));
        assert.equal(error.code, "network");
        assertHidden(error);
      }
    }
  });
}

test("A secret that no answer may hold is in no other error either.", async () => {
  for (const credentials of CREDENTIALS) {
    const echo = echoOf(credentials);
    for (const options of [
      { fetch: ok(echo) },
      { fetch: ok([{ ...ACCOUNT, id: { [echo]: echo } }]) },
      { site: `https://app.datadoghq.com/?${echo}` },
      { baseUrl: `http://10.0.0.1/${encodeURIComponent(echo)}` },
      { [credentials.apiKey ? "apiKey" : "accessToken"]: `${echo}\n${echo}` },
      { [credentials.apiKey ? "accessToken" : "apiKey"]: echo },
    ]) {
      const error = await failure(listAccounts("openai", { ...credentials, ...options }));
      assert.ok(["decode", "invalid_argument"].includes(error.code));
      assertHidden(error);
    }
  }
});

/** Everything that a log, a console or a collector of errors may show of a value. */
function shown(value) {
  const options = {
    depth: 20,
    showHidden: true,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    breakLength: Infinity,
  };
  const texts = [inspect(value, options)];
  for (let error = value, i = 0; error instanceof Object && i < 20; error = error.cause, i++) {
    texts.push(error.message, error.stack, stringify(error), inspect(error, options));
  }
  return texts.join("\n");
}

function stringify(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

function assertHidden(error) {
  const text = shown(error);
  assert.ok(!text.includes("SECRET"), text);
}

/** An error with so many causes below it, the last of this message. */
function nest(depth, message) {
  return depth === 0 ? new Error(message) : new Error("x", { cause: nest(depth - 1, message) });
}

function json(body) {
  return [400, JSON_TYPE, JSON.stringify(body)];
}

/** The text inside a JSON string, each character as `\u` and its number. */
function numbered(text) {
  const number = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.split("").map(number).join("");
}
