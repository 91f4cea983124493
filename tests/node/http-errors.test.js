/** A response outside 2xx: an `http` error. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HTTP } from "../answers.js";
import { createFakeDatadog } from "../fake/datadog.js";
import {
  AccountsError,
  HOST,
  KEYS,
  PATH,
  assertError,
  dated,
  failure,
  listAccounts,
  started,
} from "./common.js";

for (const { name, status, headers, body, fields, message } of HTTP) {
  test(`The whole http error for ${name}.`, async (t) => {
    const server = await started(t, () => dated(body, { status, headers }));
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url }));
    assert.equal(server.requests.length, 1);
    const answer = await fetch(server.url);
    await answer.text();
    assertError(
      error,
      { code: "http", status, headers: Object.fromEntries(answer.headers), ...fields },
      `${new URL(server.url).host} responded with ${message}`,
    );
    for (const [header, value] of Object.entries(headers)) {
      assert.equal(error.headers[header.toLowerCase()], value);
    }
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`A redirect with ${status} is an error, and its target gets no request.`, async (t) => {
    const target = await started(t, createFakeDatadog());
    const location = `${target.url}${PATH}`;
    const server = await started(t, () => dated(null, { status, headers: { Location: location } }));
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url }));
    const answer = await fetch(server.url, { redirect: "manual" });
    assertError(
      error,
      { code: "http", status, errors: [], headers: Object.fromEntries(answer.headers) },
      `${new URL(server.url).host} responded with ${status}, a redirect, which is never followed`,
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
    `${HOST} responded with a redirect, which is never followed`,
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

test("A response header named __proto__ pollutes nothing.", async () => {
  const headers = new Headers([["__proto__", "polluted"]]);
  const fetch = () => ({ status: 400, headers, text: () => "" });
  const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
  assert.equal(Object.getPrototypeOf(error.headers), Object.prototype);
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
  "8,192 characters of a text, and 500 in the message": [
    () => ({ errors: ["x".repeat(1e6)] }),
    ({ errors, message }) =>
      errors[0].detail.length === 8192 && message.endsWith(`: ${"x".repeat(500)}`),
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

test("The values of a repeated header are joined.", async () => {
  for (const [headers, expected] of [
    [
      new Headers(["a=1", "a=2"].map((value) => ["Set-Cookie", value])),
      { "set-cookie": "a=1, a=2" },
    ],
    [Object.entries({ "X-A": "1", "x-a": "2" }), { "x-a": "1, 2" }],
  ]) {
    const fetch = () => ({ status: 400, headers, text: () => "" });
    const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
    assert.deepEqual(error.headers, expected);
  }
});
