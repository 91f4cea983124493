/** No secret that a response echoes is shown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ACCOUNT,
  HTML_TYPE,
  JSON_TYPE,
  UNAUTHORIZED,
  dated,
  failure,
  listAccounts,
  started,
} from "./common.js";
import { CREDENTIALS, assertHidden, echoOf, failing, watchLogs } from "./marked.js";
import { shown } from "./shown.js";

watchLogs();

/** Answers that echo a text: status, headers, body. */
const ECHOES = {
  "a text": (echo) => [500, {}, echo],
  "a text of more than 2 KB": (echo) => [500, {}, `${echo} `.repeat(200)],
  "a text whose cut falls into a secret": (echo) => [500, {}, "x".repeat(2035) + echo],
  "a page": (echo) => [502, HTML_TYPE, `<p>${echo}</p>`],
  "a header": (echo) => [500, { "X-Echo": echo }, ""],
  "a cookie": (echo) => [400, { "Set-Cookie": `a="${echo}"` }, ""],
  "the rate limit's name": (echo) => [429, { "X-RateLimit-Name": echo }, ""],
  "the rate limit's numbers": (echo) => [
    429,
    { "X-RateLimit-Reset": echo, "X-RateLimit-Limit": echo, "Retry-After": echo },
    "",
  ],
  "a redirect's target": (echo) => [302, { Location: `https://evil.example/${echo}` }, ""],
  "a redirect's encoded target": (echo) => [
    308,
    { Location: `https://evil.example/?a=${encodeURIComponent(echo)}` },
    "",
  ],
  "a plain error": (echo) => json({ errors: [echo] }),
  "one of many errors": (echo) => json({ errors: ["x", { title: "t" }, echo, { detail: echo }] }),
  "a long detail, cut in the message": (echo) => json({ errors: ["x".repeat(490) + echo] }),
  "the fields of an error": (echo) =>
    json({
      errors: [
        { title: echo, detail: echo, status: echo, source: { header: echo } },
        { title: "t", source: { parameter: echo, pointer: echo } },
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
/** Where there is nothing to see that could be replaced. */
const LEFT_OUT = ["the rate limit's numbers"];

for (const [name, answer] of Object.entries(ECHOES)) {
  test(`A secret that comes back as ${name} is shown nowhere.`, async () => {
    for (const credentials of CREDENTIALS) {
      const echo = echoOf(credentials);
      const [status, headers, body] = answer(echo);
      // A plain object, for a Response takes no such name and no such status text.
      const fetch = () => ({
        status,
        statusText: echo,
        url: `https://evil.example/${echo}`,
        headers: Object.entries(headers),
        text: () => body,
      });
      const { error, tries } = await failing(credentials, { fetch });
      assert.equal(error.code, "http");
      assert.equal(tries, [429, 500, 502].includes(status) ? 2 : 1);
      if (!LEFT_OUT.includes(name)) assert.ok(shown(error).includes("[redacted]"), shown(error));
    }
  });
}

test("A secret in a 2xx response is in no decode error.", async () => {
  for (const credentials of CREDENTIALS) {
    const echo = echoOf(credentials);
    for (const body of [
      echo,
      `<p>${echo}</p>`,
      JSON.stringify(echo),
      JSON.stringify({ [echo]: echo }),
      JSON.stringify([echo]),
      JSON.stringify([{ ...ACCOUNT, id: { [echo]: echo } }]),
      JSON.stringify([{ ...ACCOUNT, [echo]: echo, account_name: [echo] }]),
    ]) {
      const headers = [["X-Echo", echo]];
      const fetch = () => ({ status: 200, headers, text: () => body });
      const { error } = await failing(credentials, { fetch });
      assert.equal(error.code, "decode");
    }
  }
});

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
    `${new URL(server.url).host} responded with 401: [redacted]${UNAUTHORIZED}`,
  );
  for (const { url } of server.requests) assertHidden(url);
});

test("A secret that comes back in a URL or a form is hidden.", async () => {
  for (const secret of ["Basic abc/def==", "tok~en secret1", "a+b&c d"]) {
    const url = new URL(`https://evil.example/?${secret}`).href;
    const form = new URLSearchParams({ a: secret });
    const fetch = () => ({ status: 400, text: () => `${url} ${form}` });
    const options = { accessToken: "token", headers: { "X-Tenant": secret }, fetch };
    const { body } = await failure(listAccounts("openai", options));
    assert.equal(body, "https://evil.example/?[redacted] a=[redacted]");
  }
});

test("A secret that is a number is hidden where it comes back as one.", async () => {
  const credentials = { accessToken: "123456789", maxRetries: 0 };
  const [status, , body] = json({ errors: [{ title: "t", meta: { a: 123456789 } }] });
  const fetch = () => ({ status, text: () => body });
  const error = await failure(listAccounts("openai", { ...credentials, fetch }));
  assert.ok(!shown(error).includes("123456789"));
});

function json(body) {
  return [400, JSON_TYPE, JSON.stringify(body)];
}

/** The text inside a JSON string, each character as `\u` and its number. */
function numbered(text) {
  const number = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.split("").map(number).join("");
}
