/** No response, or a value that is not one: a `network` error. */
import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { serve } from "../fake/serve.js";
import {
  ACCOUNT,
  AccountsError,
  HOST,
  KEYS,
  assertError,
  circular,
  failure,
  hostileProxy,
  listAccounts,
  ok,
} from "./common.js";

test("A refused connection is a network error.", async () => {
  const server = await serve(() => Response.json([]));
  await server.close();
  const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url }));
  const { host } = new URL(server.url);
  assertError(
    error,
    { code: "network" },
    `no response from ${host}: fetch failed: connect ECONNREFUSED ${host}`,
  );
  assert.ok(error.cause instanceof TypeError);
  assert.equal(error.cause.cause.code, "ECONNREFUSED");
});

test("A connection that is cut before or inside the response is a network error.", async (t) => {
  for (const sent of [
    "",
    "HTTP/1.1 200 OK\r\nContent-Type: appli",
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n",
  ]) {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write(sent, () => socket.destroy()));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const host = `127.0.0.1:${server.address().port}`;
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: `http://${host}` }));
    assert.ok(error instanceof AccountsError, sent);
    assert.deepEqual({ ...error }, { code: "network" }, sent);
    assert.ok(error.message.startsWith(`no response from ${host}: `), error.message);
    assert.ok(error.cause instanceof Error, sent);
  }
});

test("Whatever a fetch throws is a network error with its cause, and the next call works.", async () => {
  const error = new Error("outer", { cause: new Error("inner") });
  const opaque = [
    [Object.create(null), "a value without text"],
    [hostileProxy(), "a value without text"],
    [() => {}, "() => {}"],
    [circular(), "round"],
  ];
  const values = [
    [error, "outer: inner"],
    [Object.freeze(new Error("frozen")), "frozen"],
    [Object.freeze({ message: "no Error" }), "no Error"],
    [{}, "[object Object]"],
    ["boom", "boom"],
    [undefined, "undefined"],
    [null, "null"],
    [7n, "7"],
    [Symbol("mark"), "Symbol(mark)"],
    [runInNewContext("new TypeError('of another realm')"), "of another realm"],
    [new DOMException("not ours", "AbortError"), "not ours"],
    ...opaque,
  ];
  for (const [value, text] of values) {
    for (const fetch of [
      () => {
        throw value;
      },
      () => Promise.reject(value),
      () => ({ then: (_, reject) => reject(value) }),
      () => Promise.resolve({ status: 200, text: () => Promise.reject(value) }),
    ]) {
      const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
      assertError(error, { code: "network" }, `no response from ${HOST}: ${text}`);
      if (opaque.some(([hidden]) => hidden === value)) {
        // It could hold anything, so an error that says as much stands in for it.
        assert.ok(error.cause instanceof Error);
        assert.equal(error.cause.message, text);
      } else {
        assert.equal(error.cause, value);
      }
      assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok([]) }), []);
    }
  }
});

test("Whatever a fetch resolves to that is not a response is a network error, and the next call works.", async () => {
  const throwing = (name) => ({
    status: 200,
    text: () => "[]",
    get [name]() {
      throw new Error("no access");
    },
  });
  const values = [
    undefined,
    null,
    7,
    "x",
    [],
    {},
    Symbol("x"),
    () => {},
    hostileProxy(),
    { status: "200", text: () => "[]" },
    { status: 0, text: () => "[]" },
    { status: 101, text: () => "[]" },
    { status: 1000, text: () => "[]" },
    { status: Number.NaN, text: () => "[]" },
    { status: 200 },
    { status: 200, text: "[]" },
    throwing("status"),
    throwing("text"),
    new Request("https://datadoghq.com"),
    Response.error(),
  ];
  for (const value of values) {
    for (const fetch of [() => value, () => Promise.resolve(value)]) {
      const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
      assert.ok(error instanceof AccountsError);
      assert.deepEqual({ ...error }, { code: "network" });
      assert.ok(error.message.startsWith(`no response from ${HOST}: `), error.message);
      assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok([]) }), []);
    }
  }
});

test("A response whose body was already read is a network error at once, without a retry.", async () => {
  const response = Response.json([]);
  await response.text();
  let requests = 0;
  const fetch = () => (requests++, Promise.resolve(response));
  const error = await failure(listAccounts("openai", { ...KEYS, maxRetries: 2, fetch }));
  const why = "the body of the response was already read";
  assertError(error, { code: "network" }, `no response from ${HOST}: ${why}`);
  assert.equal(error.cause, undefined);
  assert.equal(requests, 1);
});

test("A value that is not a response is a network error at once, without a retry.", async () => {
  let requests = 0;
  const fetch = () => (requests++, {});
  const error = await failure(listAccounts("openai", { ...KEYS, maxRetries: 2, fetch }));
  const why = "`fetch` must return a `status` and `text()` or `json()`";
  assertError(error, { code: "network" }, `no response from ${HOST}: ${why}`);
  assert.equal(error.cause, undefined);
  assert.equal(requests, 1);
});

test("A mock that has `json()` alone is a response, also outside 2xx.", async () => {
  const mock = (status, value) => () => ({ status, json: () => value });
  for (const value of [[ACCOUNT], Promise.resolve([ACCOUNT])]) {
    const accounts = await listAccounts("openai", { ...KEYS, fetch: mock(200, value) });
    assert.deepEqual(accounts, [ACCOUNT]);
  }
  assertError(
    await failure(listAccounts("openai", { ...KEYS, fetch: mock(404, { errors: ["no"] }) })),
    { code: "http", status: 404, errors: [{ detail: "no" }], headers: {} },
    `${HOST} responded with 404: no`,
  );
  assertError(
    await failure(listAccounts("openai", { ...KEYS, fetch: mock(200, undefined) })),
    { code: "decode", path: "$", expected: "JSON", found: "nothing" },
    "the response does not match the documented schema: expected JSON at $, found nothing",
  );
});

test("A response of another realm is accepted.", async () => {
  const foreign = (status, body) =>
    runInNewContext(
      `({ status: ${status}, headers: new Map([["x-a", "b"]]), text: async () => body })`,
      { body },
    );
  const answers = [
    () => foreign(200, "[]"),
    () => Promise.resolve(foreign(200, "[]")),
    () => runInNewContext("Promise.resolve(answer)", { answer: Response.json([]) }),
  ];
  for (const fetch of answers) {
    assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch }), []);
  }
  const refused = { ...KEYS, fetch: () => foreign(400, '{"errors":["no"]}') };
  assertError(
    await failure(listAccounts("openai", refused)),
    { code: "http", status: 400, errors: [{ detail: "no" }], headers: { "x-a": "b" } },
    `${HOST} responded with 400: no`,
  );
});

test("A `text()` that returns something else settles the call.", async () => {
  for (const text of [7, null, undefined, {}, Symbol("x"), hostileProxy(), Object.create(null)]) {
    const fetch = () => ({ status: 200, text: () => text });
    const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
    assert.ok(error instanceof AccountsError);
    assert.ok(["decode", "network"].includes(error.code), error.code);
    assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok([]) }), []);
  }
});

test("An error of Node's without a message is reported by its code, and kept.", async () => {
  const refused = Object.assign(new AggregateError([new Error("connect ECONNREFUSED ::1:1")]), {
    code: "ECONNREFUSED",
  });
  const thrown = new TypeError("fetch failed", { cause: refused });
  const error = await failure(
    listAccounts("openai", { ...KEYS, fetch: () => Promise.reject(thrown) }),
  );
  assert.equal(error.message, `no response from ${HOST}: fetch failed: ECONNREFUSED`);
  assert.equal(error.cause, thrown);
});

test("Errors that a runtime throws are kept as they are.", async () => {
  const connect = await new Promise((resolve) =>
    createConnection(1, "127.0.0.1").on("error", resolve),
  );
  const refused = attempted(() => createConnection({ port: 1e9 }));
  const socket = Object.assign(new Error("other side closed"), {
    code: "UND_ERR_SOCKET",
    socket: { localPort: 1, remoteAddress: "127.0.0.1" },
  });
  for (const thrown of [
    connect,
    refused,
    socket,
    new DOMException("x", "TimeoutError"),
    AbortSignal.abort().reason,
  ]) {
    const error = await failure(
      listAccounts("openai", { ...KEYS, fetch: () => Promise.reject(thrown) }),
    );
    assert.equal(error.cause, thrown);
  }
});

test("An error that replaces another keeps its name, code and numbers.", async () => {
  const thrown = Object.assign(new TypeError("x"), {
    ...{ code: "E_X", errno: -1, syscall: "connect", address: "::1", port: 1, headers: new Map() },
  });
  const { cause } = await failure(
    listAccounts("openai", { ...KEYS, fetch: () => Promise.reject(thrown) }),
  );
  assert.notEqual(cause, thrown);
  assert.equal(cause.name, "TypeError");
  const { code, errno, syscall, address, port } = cause;
  assert.deepEqual([code, errno, syscall, address, port], ["E_X", -1, "connect", "::1", 1]);
});

function attempted(run) {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test("A secret where a thrown text is cut leaves no piece.", async () => {
  const key = "K3Y-".repeat(8);
  for (let before = 8192 - key.length; before <= 8192; before++) {
    const thrown = new Error("x".repeat(before) + key, { cause: new Error("y") });
    const options = { accessToken: key, maxRetries: 0, fetch: () => Promise.reject(thrown) };
    const { message, cause } = await failure(listAccounts("openai", options));
    for (const text of [message, cause.message, cause.stack])
      assert.ok(!text.includes("K3Y"), text.slice(-99));
  }
});

test("The message contains at most 8,192 characters of a thrown text.", async () => {
  const thrown = new Error("x".repeat(1e7));
  const error = await failure(
    listAccounts("openai", { ...KEYS, fetch: () => Promise.reject(thrown) }),
  );
  assert.equal(error.message, `no response from ${HOST}: ${"x".repeat(8192)}`);
  assert.equal(error.cause, thrown);
});
