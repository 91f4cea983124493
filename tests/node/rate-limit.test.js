/** What is understood of the rate limit's headers, the real ones and those that were seen broken. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, TOKEN, failure, listAccounts, started } from "./common.js";

const NAMES = {
  limit: "X-RateLimit-Limit",
  period: "X-RateLimit-Period",
  remaining: "X-RateLimit-Remaining",
  reset: "X-RateLimit-Reset",
};
const LARGEST = 2 ** 32 - 1;

/** A header's value, and what is made of it; `undefined` where it makes no sense. */
const NUMBERS = [
  ["0", 0],
  ["7", 7],
  ["007", 7],
  [" 7\t", 7],
  ["7, 7", 7],
  ["7,7,7", 7],
  ["7 , 8", 7],
  ["3600", 3600],
  ["", undefined],
  [",7", undefined],
  ["-1", undefined],
  ["7.5", undefined],
  ["7s", undefined],
  ["7e1", undefined],
  ["0x7", undefined],
  ["7;w=60", undefined],
  ["soon", undefined],
  ["NaN", undefined],
  ["Infinity", undefined],
  ["\u0667", undefined],
  [`${LARGEST + 1}`, undefined],
  ["99999999999999999999", undefined],
  ["9".repeat(400), undefined],
];

/** The rate limit that an error with these headers has, and the one that `onResponse` is told. */
async function rateLimitOf(headers, status = 500) {
  const told = [];
  // A plain object: a Response would refuse some of these values.
  const fetch = () => ({ status, headers: Object.entries(headers), text: () => "" });
  const onResponse = (info) => told.push(info);
  const error = await failure(listAccounts("openai", { ...KEYS, fetch, onResponse }));
  const present = [error, ...told].map((it) => "rateLimit" in it);
  assert.equal(new Set(present).size, 1);
  assert.deepEqual(told[0].rateLimit, error.rateLimit);
  return error.rateLimit;
}

for (const [field, name] of Object.entries(NAMES)) {
  test(`${name} is a whole number, or left out.`, async () => {
    for (const [value, number] of NUMBERS) {
      const expected = number === undefined ? undefined : { [field]: number };
      assert.deepEqual(await rateLimitOf({ [name]: value }), expected, value);
    }
  });
}

test("A reset that is a timestamp is the time left to it, and one that has passed is 0.", async (t) => {
  t.mock.method(Date, "now", () => 1_790_000_000_900);
  for (const [value, reset] of [
    ["1790000042", 42],
    ["1790000000", 0],
    ["1700000000", 0],
    ["1000000000", 0],
    ["999999999", 999_999_999],
    [`${LARGEST}`, LARGEST - 1_790_000_000],
  ]) {
    assert.deepEqual(await rateLimitOf({ "X-RateLimit-Reset": value }), { reset }, value);
  }
});

test("A timestamp in milliseconds or with a fraction is left out.", async () => {
  for (const value of ["1790000042000", "1790000042.5"]) {
    assert.equal(await rateLimitOf({ "X-RateLimit-Reset": value }), undefined);
  }
});

test("Fields are there that make sense, and without one there is no rate limit.", async () => {
  for (const [headers, expected] of [
    [{}, undefined],
    [{ "X-RateLimit-Name": "" }, undefined],
    [{ "X-RateLimit-Name": "name" }, { name: "name" }],
    [{ "X-RateLimit-Limit": "many", "X-RateLimit-Name": "name" }, { name: "name" }],
    [
      { "X-RateLimit-Limit": "600", "X-RateLimit-Period": "", "X-RateLimit-Reset": "-1" },
      { limit: 600 },
    ],
    [
      { "x-ratelimit-limit": "1", "X-RATELIMIT-RESET": "2" },
      { limit: 1, reset: 2 },
    ],
    [{ "RateLimit-Limit": "600", "X-Rate-Limit-Limit": "600" }, undefined],
  ]) {
    assert.deepEqual(await rateLimitOf(headers), expected);
  }
});

test("Every http error has it, over HTTP.", async (t) => {
  const headers = {
    "X-RateLimit-Limit": "600",
    "X-RateLimit-Period": "60",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Reset": "7",
    "X-RateLimit-Name": "llm_observability_integrations",
  };
  const expected = {
    limit: 600,
    period: 60,
    remaining: 0,
    reset: 7,
    name: "llm_observability_integrations",
  };
  const bodies = ["", "<html>", '{"errors":["x"]}', '{"errors":[{"title":"t"}]}'];
  let answer;
  const { url } = await started(t, () => answer());
  for (const status of [
    301, 302, 304, 307, 400, 401, 403, 404, 408, 418, 429, 500, 502, 503, 599,
  ]) {
    for (const body of status < 400 ? [null] : bodies) {
      answer = () => new Response(body, { status, headers });
      const error = await failure(listAccounts("openai", { ...TOKEN, baseUrl: url }));
      assert.equal(error.status, status);
      assert.deepEqual(error.rateLimit, expected);
      assert.equal(error.message.endsWith(" (the rate limit resets in 7 s)"), status === 429);
    }
  }
});
