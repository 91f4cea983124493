/**
 * What a server or a proxy can do to a call, over a real socket: what it sends (texts and bytes, with `pause`
 * between two packets), how it ends, and what must come of it in every runtime.
 */
import { gzipSync } from "node:zlib";

export const ACCOUNT = { id: "1", account_id: "2", account_name: "3", integration: "openai" };
const LIST = JSON.stringify([ACCOUNT]);
const HTML = "<!doctype html><p>Sign in</p>";
const NESTED = "[".repeat(100_000) + "]".repeat(100_000);
/** As much of those brackets as an error keeps. */
const SHALLOW = JSON.parse("[".repeat(31) + "]".repeat(31));
const LARGE = Array.from({ length: 150_000 }, (_, i) => ({ ...ACCOUNT, account_name: `${i} é €` }));

/** Between two writes, so that they arrive apart. */
export const PAUSE = Symbol("pause");

const NETWORK = { code: "network" };
const decode = (path, expected, found) => ({ code: "decode", path, expected, found });
const noJson = (found) => decode("$", "JSON", found);
const accounts = (count) => ({ accounts: count });
const http = (status, more) => ({ code: "http", status, errors: [], ...more });

/** An answer's head. Pages need the first of its headers. */
function head(status, headers = {}) {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}\r\n`),
  );
  return `HTTP/1.1 ${status} Reason\r\nAccess-Control-Allow-Origin: *\r\n${lines.join("")}\r\n`;
}

/** A whole answer. */
function whole(status, body, headers = {}) {
  const bytes = Buffer.from(body);
  return [head(status, { "Content-Length": bytes.length, ...headers }), bytes];
}

const gzip = { "Content-Encoding": "gzip" };
const chunked = { "Transfer-Encoding": "chunked" };
const inUtf8 = (text) => Buffer.from(text, "utf8");
const cut = (bytes) => bytes.subarray(0, bytes.length - 12);

/** Connections that break: name, what is sent first, how it ends (`end`, `reset`). */
const BROKEN = [
  ["closes without a word", [], "end"],
  ["resets without a word", [], "reset"],
  ["resets in the status line", ["HTTP/1.1 20", PAUSE], "reset"],
  ["resets in the headers", ["HTTP/1.1 200 OK\r\nContent-Type: appli", PAUSE], "reset"],
  ["closes in the headers", ["HTTP/1.1 200 OK\r\nContent-Type: appli"], "end"],
  ["resets after the headers", [head(200, { "Content-Length": 100 }), PAUSE], "reset"],
  ["resets in the body", [head(200, { "Content-Length": 100 }), PAUSE, "[", PAUSE], "reset"],
  ["sends less than its Content-Length", [head(200, { "Content-Length": 100 }), LIST], "end"],
  ["closes between two chunks", [head(200, chunked), "2\r\n[]\r\n"], "end"],
  ["resets in a chunk", [head(200, chunked), "9\r\n[", PAUSE], "reset"],
  ["sends a chunk of no length", [head(200, chunked), "zz\r\n[]\r\n0\r\n\r\n"], "end"],
  ["only says to go on", ["HTTP/1.1 100 Continue\r\n\r\n"], "end"],
  ["speaks another protocol", ["SSH-2.0-OpenSSH_9.6\r\n"], "end"],
  ["sends noise", [Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 37) % 256))], "end"],
  ["sends zeros", [Buffer.alloc(4096)], "end"],
  ["says gzip and sends none", whole(200, LIST, gzip), "end"],
].map(([name, send, then]) => ({ name, send, then, expected: NETWORK }));

/** A list that says gzip, broken off: its length is right, so only the decompression can tell. */
const CUT_GZIP = {
  name: "cuts its gzip short",
  send: whole(200, cut(gzipSync(JSON.stringify(LARGE.slice(0, 100)))), gzip),
  expected: [NETWORK, noJson("other text")],
};

const WHOLE = [
  ["a list", LIST, accounts(1)],
  ["HTML", HTML, noJson("HTML")],
  ["nothing", "", noJson("nothing")],
  ["white space", " \r\n\t", noJson("nothing")],
  ["null", "null", decode("$", "array", "null")],
  ["a number", "7", decode("$", "array", "number")],
  ["a string", '"[]"', decode("$", "array", "string")],
  ["an envelope", '{"data":[]}', decode("$", "array", "object")],
  ["half a list", LIST.slice(0, -1), noJson("other text")],
  ["two lists", LIST + LIST, noJson("other text")],
  ["JSON with a comment", `/**/${LIST}`, noJson("other text")],
  ["a byte order mark before the list", `\ufeff${LIST}`, accounts(1)],
  ["UTF-16", Buffer.from(`\ufeff${LIST}`, "utf16le"), noJson("other text")],
  ["bytes that are no UTF-8", Buffer.from([0x5b, 0xff, 0xfe, 0x5d]), noJson("other text")],
  [
    "bytes that are no UTF-8 inside a string",
    Buffer.concat([inUtf8(LIST.slice(0, 8)), Buffer.from([0xc3, 0x28]), inUtf8(LIST.slice(8))]),
    accounts(1),
  ],
  // An engine that parses by recursion may refuse it.
  ["100,000 brackets", NESTED, [decode("$[0]", "object", "array"), noJson("other text")]],
  [
    "100,000 brackets in an unknown field",
    LIST.replace("{", `{"new":${NESTED},`),
    [accounts(1), noJson("other text")],
  ],
  ["a list of 20 MB", JSON.stringify(LARGE), accounts(LARGE.length)],
].map(([name, body, expected]) => ({
  name: `answers 200 with ${name}`,
  send: whole(200, body),
  expected,
}));

const slow = [...LIST].flatMap((char) => [PAUSE, char]);
const FRAMED = [
  ["a list in single bytes", [head(200, { "Content-Length": LIST.length }), ...slow], accounts(1)],
  ["a list without a length", [head(200), LIST], accounts(1)],
  [
    "a list in chunks",
    [head(200, chunked), `5\r\n${LIST.slice(0, 5)}\r\n`, PAUSE].concat(
      `${(LIST.length - 5).toString(16)}\r\n${LIST.slice(5)}\r\n0\r\nA: b\r\n\r\n`,
    ),
    accounts(1),
  ],
  ["a list in gzip", whole(200, gzipSync(LIST), gzip), accounts(1)],
  ["204", [head(204)], noJson("nothing")],
  ["205", [head(205, { "Content-Length": 0 })], noJson("nothing")],
].map(([name, send, expected]) => ({ name: `answers ${name}`, send, expected }));

/** Answers outside 2xx whose bodies say nothing, or break. */
const REFUSALS = [
  ["an empty 400", whole(400, ""), http(400)],
  ["a 502 in HTML", whole(502, HTML), http(502, { body: HTML })],
  ["a 500 of brackets", whole(500, NESTED), http(500, { body: NESTED.slice(0, 2048) })],
  [
    "a 400 with brackets for meta",
    whole(400, `{"errors":[{"title":"t","meta":{"a":${NESTED}}}]}`),
    http(400, { errors: [{ title: "t", meta: { a: SHALLOW } }] }),
  ],
  ["a 500 that is cut short", [head(500, { "Content-Length": 100 }), "x"], http(500)],
  [
    "a 500 that is reset",
    [head(500, { "Content-Length": 100 }), PAUSE, "x", PAUSE],
    http(500),
    "reset",
  ],
  ["a 500 of broken gzip", whole(500, "x", gzip), http(500)],
  [
    "a 500 of bytes that are no UTF-8",
    whole(500, Buffer.from([0xff])),
    http(500, { body: "\ufffd" }),
  ],
  ["a 500 of 20 MB", whole(500, "€".repeat(7_000_000)), http(500, { body: "€".repeat(682) })],
  ["304", [head(304)], http(304)],
  ["418", whole(418, ""), http(418)],
  ["599", whole(599, ""), http(599)],
].map(([name, send, expected, then]) => ({ name: `answers ${name}`, send, expected, then }));

/** Rate-limit headers that make no sense, and what is left of them. */
const RATE_LIMITS = [
  [{ Reset: "7, 7" }, { reset: 7 }],
  [{ Reset: ["7", "7"] }, { reset: 7 }],
  [{ Reset: "1000000000" }, { reset: 0 }],
  [{ Reset: "4294967296", Limit: "4294967295" }, { limit: 4_294_967_295 }],
  ...[
    "1e309",
    "-1",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "7s",
    "soon",
    "",
    ",",
    "9".repeat(400),
  ].map((Reset) => [{ Reset }, undefined]),
  [
    { Reset: "1.5", Limit: "ten", Period: " 60 ", Remaining: "+0", Name: "n" },
    { period: 60, name: "n" },
  ],
].map(([headers, rateLimit]) => ({
  name: `answers 429 with ${JSON.stringify(headers)}`.slice(0, 80),
  send: whole(
    429,
    "",
    Object.fromEntries(
      Object.entries({ "Access-Control-Expose": "", ...headers }).map(([name, value]) =>
        name.startsWith("Access")
          ? ["Access-Control-Expose-Headers", "*"]
          : [`X-RateLimit-${name}`, value],
      ),
    ),
  ),
  expected: http(429, { rateLimit }),
}));

/** Servers that stop in the middle and keep the connection. */
export const STALLS = [
  ["before its answer", []],
  ["in the status line", ["HTTP/1.1 2"]],
  ["in the headers", ["HTTP/1.1 200 OK\r\nContent-Ty"]],
  ["before the body", [head(200, { "Content-Length": 100 })]],
  ["in the body", [head(200, { "Content-Length": 100 }), PAUSE, "[", PAUSE, " "]],
  ["between two chunks", [head(200, chunked), "2\r\n[]\r\n"]],
  ["in a body in gzip", [head(200, { "Content-Length": 99, ...gzip }), cut(gzipSync(LIST))]],
  ["in an error's body", [head(500, { "Content-Length": 100 }), "x"]],
].map(([where, send]) => ({ name: `stalls ${where}`, send, then: "stall" }));

/** Redirects; `elsewhere` is another origin. A page is not told the status (`inPage`, by the browser). */
export function redirects(elsewhere) {
  const targets = [elsewhere, `${elsewhere}/a?b#c`, `//${new URL(elsewhere).host}/`, "/", ""];
  const both = (end) => ({ Chromium: end, Firefox: end });
  // For a browser these are no redirects but broken answers; for Firefox the second alone.
  const broken = [
    ["http://[", { Chromium: NETWORK, Firefox: http(0) }],
    [[elsewhere, `${elsewhere}/second`], both(NETWORK)],
  ];
  const shown = [300, 304, 305].map((status) => [status, elsewhere, both(http(status))]);
  const hidden = [301, 302, 303, 307, 308].flatMap((status) => [
    ...[...targets, "javascript:0", "data:,[]", "file:///"].map((to) => [
      status,
      to,
      both(http(0)),
    ]),
    ...broken.map(([to, inPage]) => [status, to, inPage]),
  ]);
  return [...shown, ...hidden].map(([status, target, inPage]) => ({
    name: `answers ${status} with Location: ${target}`,
    send: whole(status, "", { Location: target, Refresh: `0; url=${elsewhere}` }),
    expected: http(status),
    inPage,
  }));
}

export const ANSWERS = [...BROKEN, CUT_GZIP, ...WHOLE, ...FRAMED, ...REFUSALS, ...RATE_LIMITS];
