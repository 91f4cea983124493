/** What becomes of an answer with another status: an `http` error. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakeDatadog } from "../fake/datadog.js";
import {
  AccountsError,
  HOST,
  HTML_TYPE,
  JSON_TYPE,
  KEYS,
  PATH,
  UNAUTHORIZED,
  assertError,
  dated,
  failure,
  listAccounts,
  readJson,
  readText,
  started,
} from "./common.js";

const FORBIDDEN =
  " (check that the application key may read LLM Observability, and that `site` is the one it belongs to)";
const JSON_API_TYPE = { "Content-Type": "application/vnd.api+json" };
const RATE_LIMIT_HEADERS = {
  "X-RateLimit-Limit": "600",
  "X-RateLimit-Period": "60",
  "X-RateLimit-Remaining": "0",
  "X-RateLimit-Reset": "7",
  "X-RateLimit-Name": "llm_observability_integrations",
};

/** Status, headers, body; the error's fields besides status and headers; the message after the host. */
const HTTP_CASES = [
  [
    "Datadog's 400",
    [400, JSON_TYPE, readText("fixtures/errors/400.json")],
    { errors: readJson("fixtures/errors/400.json").errors },
    "400: Bad Request: Missing required attribute in body",
  ],
  [
    "Datadog's 401",
    [401, JSON_TYPE, readText("fixtures/errors/401.json")],
    { errors: readJson("fixtures/errors/401.json").errors },
    `401: Unauthorized: Missing or invalid credentials${UNAUTHORIZED}`,
  ],
  [
    "Datadog's 403",
    [403, JSON_TYPE, readText("fixtures/errors/403.json")],
    { errors: readJson("fixtures/errors/403.json").errors },
    `403: Forbidden: Missing required permission${FORBIDDEN}`,
  ],
  [
    "Datadog's 429",
    [429, { ...JSON_TYPE, ...RATE_LIMIT_HEADERS }, readText("fixtures/errors/429.json")],
    {
      errors: [{ detail: "Bad Request" }],
      rateLimit: {
        limit: 600,
        period: 60,
        remaining: 0,
        reset: 7,
        name: "llm_observability_integrations",
      },
    },
    "429: Bad Request (the limit resets in 7 s)",
  ],
  [
    "a 429 without rate-limit headers",
    [429, JSON_TYPE, readText("fixtures/errors/429.json")],
    { errors: [{ detail: "Bad Request" }] },
    "429: Bad Request",
  ],
  [
    "some of the rate-limit headers, doubled or broken",
    [500, { "X-RateLimit-Reset": "7, 7", "X-RateLimit-Limit": "many" }, ""],
    { errors: [], rateLimit: { reset: 7 } },
    "500",
  ],
  [
    "the plain style at 400",
    [400, JSON_TYPE, '{"errors":["first","second"]}'],
    { errors: [{ detail: "first" }, { detail: "second" }] },
    "400: first",
  ],
  [
    "the JSON:API style at 429",
    [429, JSON_TYPE, '{"errors":[{"title":"Too Many Requests","status":"429"}]}'],
    { errors: [{ title: "Too Many Requests", status: "429" }] },
    "429: Too Many Requests",
  ],
  [
    "JSON:API's own content type",
    [400, JSON_API_TYPE, '{"errors":[{"detail":"d","title":"t"}]}'],
    { errors: [{ title: "t", detail: "d" }] },
    "400: t: d",
  ],
  [
    "JSON under HTML's content type",
    [400, HTML_TYPE, '{"errors":["d"]}'],
    { errors: [{ detail: "d" }] },
    "400: d",
  ],
  [
    "both styles in one answer",
    [400, JSON_TYPE, '{"errors":["plain",{"title":"t"}]}'],
    { errors: [{ detail: "plain" }, { title: "t" }] },
    "400: plain",
  ],
  ["an empty body", [500, {}, ""], { errors: [] }, "500"],
  ["an empty 401", [401, {}, ""], { errors: [] }, `401${UNAUTHORIZED}`],
  ["an empty 403", [403, {}, ""], { errors: [] }, `403${FORBIDDEN}`],
  [
    "an HTML body",
    [502, HTML_TYPE, "<h1>502 Bad Gateway</h1>\n"],
    { errors: [], body: "<h1>502 Bad Gateway</h1>\n" },
    "502",
  ],
  ["HTML under JSON's content type", [500, JSON_TYPE, "<p>"], { errors: [], body: "<p>" }, "500"],
  [
    "a body of 2 KB",
    [502, HTML_TYPE, "x".repeat(2048)],
    { errors: [], body: "x".repeat(2048) },
    "502",
  ],
  [
    "a body of more than 2 KB",
    [502, HTML_TYPE, "x".repeat(2049)],
    { errors: [], body: "x".repeat(2048) },
    "502",
  ],
  [
    "a long body, cut between two characters",
    [502, HTML_TYPE, `${"x".repeat(2046)}€uro`],
    { errors: [], body: "x".repeat(2046) },
    "502",
  ],
  [
    "a long body that fits to its last character",
    [502, HTML_TYPE, `${"x".repeat(2045)}€uro`],
    { errors: [], body: `${"x".repeat(2045)}€` },
    "502",
  ],
  ...["{}", "[]", "null", "7", '"x"', '{"errors":{}}', '{"errors":"x"}', '{"errors":[]}'].map(
    (body) => [`the body ${body}`, [500, JSON_TYPE, body], { errors: [], body }, "500"],
  ),
  [
    "errors that are none",
    [500, JSON_TYPE, '{"errors":[null,7,true,[]]}'],
    { errors: [], body: '{"errors":[null,7,true,[]]}' },
    "500",
  ],
  [
    "fields of wrong types",
    [
      400,
      JSON_TYPE,
      JSON.stringify({
        errors: [
          { title: 7, detail: "d", status: 400, meta: [], source: "x", id: "unknown" },
          { title: "t", detail: null, source: { header: 7, parameter: "p", pointer: {} } },
          { title: "t", meta: { a: [{ b: 1 }] }, source: null },
          { title: "t", source: { header: 7, unknown: "x" } },
        ],
      }),
    ],
    {
      errors: [
        { detail: "d" },
        { title: "t", source: { parameter: "p" } },
        { title: "t", meta: { a: [{ b: 1 }] } },
        { title: "t" },
      ],
    },
    "400: d",
  ],
  ["418 and any other status", [418, {}, ""], { errors: [] }, "418"],
  ["503", [503, {}, ""], { errors: [] }, "503"],
  ["599", [599, {}, ""], { errors: [] }, "599"],
];

for (const [name, [status, headers, body], fields, message] of HTTP_CASES) {
  test(`A whole http error is made of ${name}.`, async (t) => {
    const server = await started(t, () => dated(body, { status, headers }));
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url }));
    assert.equal(server.requests.length, 1);
    const answer = await fetch(server.url);
    await answer.text();
    assertError(
      error,
      { code: "http", status, headers: Object.fromEntries(answer.headers), ...fields },
      `${new URL(server.url).host} answered ${message}`,
    );
    for (const [header, value] of Object.entries(headers)) {
      assert.equal(error.headers[header.toLowerCase()], value);
    }
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`A redirect with ${status} is an error, and its target is not asked.`, async (t) => {
    const target = await started(t, createFakeDatadog());
    const location = `${target.url}${PATH}`;
    const server = await started(t, () => dated(null, { status, headers: { Location: location } }));
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url }));
    const answer = await fetch(server.url, { redirect: "manual" });
    assertError(
      error,
      { code: "http", status, errors: [], headers: Object.fromEntries(answer.headers) },
      `${new URL(server.url).host} answered ${status}, a redirect, which is never followed`,
    );
    assert.equal(error.headers.location, location);
    assert.deepEqual(target.requests, []);
  });
}

test("A redirect that the runtime hides has the status 0.", async () => {
  const answer = {
    type: "opaqueredirect",
    status: 0,
    headers: new Headers(),
    text: () => "",
  };
  assertError(
    await failure(listAccounts("openai", { ...KEYS, fetch: () => Promise.resolve(answer) })),
    { code: "http", status: 0, errors: [], headers: {} },
    `${HOST} answered with a redirect, which is never followed`,
  );
});

test("An error whose body breaks off, or whose headers cannot be read, keeps its status.", async (t) => {
  const broken = new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode('{"errors":['));
      await new Promise(setImmediate);
      controller.error(new Error("broken"));
    },
  });
  const { url } = await started(t, () => new Response(broken, { status: 503 }));
  const cases = [
    [{ baseUrl: url }, 503],
    [{ fetch: () => ({ status: 500, text: () => Promise.reject(new Error("broken")) }) }, 500],
    [{ fetch: () => ({ status: 500, headers: null, text: () => "" }) }, 500],
  ];
  for (const [options, status] of cases) {
    const error = await failure(listAccounts("openai", { ...KEYS, ...options }));
    assert.ok(error instanceof AccountsError);
    assert.equal(error.code, "http");
    assert.equal(error.status, status);
    assert.deepEqual(error.errors, []);
    assert.ok(!("body" in error));
    assert.equal(typeof error.headers, "object");
  }
});

test("An error body nested beyond reason is no failure of ours.", async () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const body = `{"errors":[{"title":"t","meta":{"deep":${deep}}}]}`;
  const fetch = () => Promise.resolve(new Response(body, { status: 400 }));
  const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
  assert.equal(error.code, "http");
  assert.equal(error.errors[0].title, "t");
});

test("Of many errors the first hundred are handed out.", async () => {
  const errors = Array.from({ length: 1e5 }, (_, index) => `${index}`);
  const fetch = () => Promise.resolve(Response.json({ errors }, { status: 400 }));
  const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
  const first = errors.slice(0, 100).map((detail) => ({ detail }));
  assert.deepEqual(error.errors, first);
});

test("A header named __proto__ is one like any other.", async () => {
  const headers = new Headers([["__proto__", "polluted"]]);
  const fetch = () => ({ status: 400, headers, text: () => "" });
  const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
  assert.deepEqual(Object.entries(error.headers), [["__proto__", "polluted"]]);
  assert.equal({}.polluted, undefined);
});

/** Bodies that would take seconds to look through, and what of them is handed out. */
const LARGE = {
  "a hundred errors of a million": [
    () => ({ errors: Array(1e6).fill("x") }),
    ({ errors }) => errors.length === 100,
  ],
  "10,000 fields of a million in a `meta`": [
    () => ({ errors: [{ title: "t", meta: Object.fromEntries(Array(1e6).fill(7).entries()) }] }),
    ({ errors }) => Object.keys(errors[0].meta).length === 10_000,
  ],
  "10,000 items of all lists in a `meta`": [
    () => ({ errors: Array(20).fill({ title: "t", meta: { a: Array(999).fill(7) } }) }),
    ({ errors }) => errors.flatMap(({ meta }) => meta.a ?? []).length === 10_000 - 10,
  ],
  "500 characters of a text in the message": [
    () => ({ errors: ["x".repeat(1e6)] }),
    ({ errors, message }) =>
      errors[0].detail.length === 1e6 && message.endsWith(`: ${"x".repeat(500)}`),
  ],
};

for (const [name, [body, holds]] of Object.entries(LARGE)) {
  test(`Of a large body there are ${name}.`, async () => {
    const text = JSON.stringify(body());
    const fetch = () => ({ status: 400, headers: [], text: () => text });
    const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
    assert.ok(holds(error), error.message.slice(0, 1000));
  });
}
