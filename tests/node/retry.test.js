/** Another try over HTTP: when it is made, and what it sends. The waits have tests on a clock of their own. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { before, mock, test } from "node:test";
import { createFakeDatadog } from "../fake/datadog.js";
import { KEYS, PATH, TOKEN, failure, listAccounts, started } from "./common.js";

const AGAIN = [408, 429, 500, 501, 502, 503, 504, 599];
const NEVER = [304, 400, 401, 403, 404, 405, 409, 410, 418, 422, 425, 428, 451, 499];
const REDIRECTS = [301, 302, 303, 307, 308];

// No back-off takes time.
before(() => mock.method(Math, "random", () => 0));

test("Some statuses are tried again, as often as is said, and others never.", async (t) => {
  let status;
  const { requests, url } = await started(t, () => new Response(null, { status }));
  for (const maxRetries of [0, 1, 2, 10]) {
    for (status of [...AGAIN, ...NEVER, ...REDIRECTS]) {
      requests.length = 0;
      const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: url, maxRetries }));
      assert.deepEqual([error.code, error.status], ["http", status]);
      assert.equal(requests.length, AGAIN.includes(status) ? 1 + maxRetries : 1, `${status}`);
    }
  }
});

test("Each try sends the same request.", async (t) => {
  const { requests, url } = await started(t, () => new Response(null, { status: 503 }));
  for (const credentials of [KEYS, TOKEN]) {
    requests.length = 0;
    const headers = { "X-Team": "sre", "X-Trace": "1" };
    const options = { ...credentials, baseUrl: `${url}/datadog`, headers, maxRetries: 2 };
    await failure(listAccounts("openai", options));
    const [first, ...more] = requests;
    assert.deepEqual(more, [first, first]);
    assert.deepEqual([first.method, first.url], ["GET", `/datadog${PATH}`]);
    assert.deepEqual([first.headers["x-team"], first.headers["x-trace"]], ["sre", "1"]);
  }
});

test("A rate limit that ends lets the next try through.", async (t) => {
  let now = 0;
  const fake = createFakeDatadog({ limit: 1, period: 60, now: () => now });
  const { requests, url } = await started(t, async (request) => {
    const answer = await fake(request);
    if (answer.status !== 429) return answer;
    now += 60_000;
    return new Response(answer.body, { status: 429, headers: { "X-RateLimit-Reset": "0" } });
  });
  const ask = () => listAccounts("openai", { ...KEYS, baseUrl: url, maxRetries: 1 });
  assert.equal((await ask()).length, 3);
  assert.equal((await ask()).length, 3);
  assert.equal(requests.length, 3);
});

/** What each connection gets in turn, before it is cut; the last one is whole. */
const WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]";
const CUT = {
  "before its answer": "",
  "inside its headers": "HTTP/1.1 200 OK\r\nContent-Type: appli",
  "inside its body": "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[",
  "before the end of its chunks":
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n",
  "inside an error's body": "HTTP/1.1 500 Oh\r\nContent-Length: 100\r\n\r\n{",
};

for (const [place, sent] of Object.entries(CUT)) {
  test(`A connection that is cut ${place} is retried.`, async (t) => {
    const answers = [sent, sent, WHOLE];
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write(answers.shift(), () => socket.destroy()));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const baseUrl = `http://127.0.0.1:${server.address().port}`;
    assert.deepEqual(await listAccounts("openai", { ...KEYS, baseUrl, maxRetries: 2 }), []);
    assert.deepEqual(answers, []);
  });
}

test("What is answered with 2xx, but not as documented, is not asked for again.", async (t) => {
  let body;
  const { requests, url } = await started(t, () => new Response(body));
  for (body of ["", "<html>", "[", "7", '[{"id":1}]', '{"errors":["later"]}']) {
    requests.length = 0;
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: url, maxRetries: 2 }));
    assert.equal(error.code, "decode");
    assert.equal(requests.length, 1);
  }
});

test("What is no response is not asked for again: another try would bring the same.", async () => {
  for (const value of [undefined, {}, "x", { status: 0 }, Response.error()]) {
    let tries = 0;
    const fetch = () => {
      tries += 1;
      return value;
    };
    const error = await failure(listAccounts("openai", { ...KEYS, fetch, maxRetries: 2 }));
    assert.equal(error.code, "network");
    assert.equal(tries, 1);
  }
});
