/** What becomes of no answer, or of one that is none: a `network` error. */
import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { serve } from "../fake/serve.js";
import {
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
    `no answer from ${host}: fetch failed: connect ECONNREFUSED ${host}`,
  );
  assert.ok(error.cause instanceof TypeError);
  assert.equal(error.cause.cause.code, "ECONNREFUSED");
});

test("A connection that is cut before or inside the answer is a network error.", async (t) => {
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
    assert.ok(error.message.startsWith(`no answer from ${host}: `), error.message);
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
      assertError(error, { code: "network" }, `no answer from ${HOST}: ${text}`);
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

test("Whatever a fetch resolves to that is no response is a network error, and the next call works.", async () => {
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
      assert.ok(error.message.startsWith(`no answer from ${HOST}: `), error.message);
      assert.ok(error.cause instanceof Error);
      assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok([]) }), []);
    }
  }
});

test("A body that was read already is a network error.", async () => {
  const answer = Response.json([]);
  await answer.text();
  const fetch = () => Promise.resolve(answer);
  const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
  assert.equal(error.code, "network");
  assert.ok(error.cause instanceof TypeError);
});

test("A response of another realm is one.", async () => {
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
    `${HOST} answered 400: no`,
  );
});

test("A text that is none settles.", async () => {
  for (const text of [7, null, undefined, {}, Symbol("x"), hostileProxy(), Object.create(null)]) {
    const fetch = () => ({ status: 200, text: () => text });
    const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
    assert.ok(error instanceof AccountsError);
    assert.ok(["decode", "network"].includes(error.code), error.code);
    assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok([]) }), []);
  }
});

test("Globals that are missing or throw end in a network error, and the next call works.", async () => {
  for (const name of ["AbortController", "setTimeout"]) {
    const broken = () => {
      throw new Error(`no ${name}`);
    };
    const { [name]: original } = globalThis;
    for (const value of [undefined, broken]) {
      globalThis[name] = value;
      const call = failure(listAccounts("openai", { ...KEYS, fetch: ok([]) }));
      // The step begins some microtasks later.
      for (let i = 0; i < 100; i++) await undefined;
      globalThis[name] = original;
      const error = await call;
      assert.equal(error.code, "network", `${name}: ${error.message}`);
    }
  }
  assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok([]) }), []);
});

test("An error of Node's that has a code alone is told by it, and kept.", async () => {
  const refused = Object.assign(new AggregateError([new Error("connect ECONNREFUSED ::1:1")]), {
    code: "ECONNREFUSED",
  });
  const thrown = new TypeError("fetch failed", { cause: refused });
  const error = await failure(
    listAccounts("openai", { ...KEYS, fetch: () => Promise.reject(thrown) }),
  );
  assert.equal(error.message, `no answer from ${HOST}: fetch failed: ECONNREFUSED`);
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

test("An error that stands in for another has what tells them apart.", async () => {
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

test("Of a secret at the place where a thrown text is cut no piece is left.", async () => {
  const key = "K3Y-".repeat(8);
  for (let before = 8192 - key.length; before <= 8192; before++) {
    const thrown = new Error("x".repeat(before) + key, { cause: new Error("y") });
    const options = { accessToken: key, maxRetries: 0, fetch: () => Promise.reject(thrown) };
    const { message, cause } = await failure(listAccounts("openai", options));
    for (const text of [message, cause.message, cause.stack])
      assert.ok(!text.includes("K3Y"), text.slice(-99));
  }
});

test("Of a text that would flood a log the message has 8,192 characters.", async () => {
  const thrown = new Error("x".repeat(1e7));
  const error = await failure(
    listAccounts("openai", { ...KEYS, fetch: () => Promise.reject(thrown) }),
  );
  assert.equal(error.message, `no answer from ${HOST}: ${"x".repeat(8192)}`);
  assert.equal(error.cause, thrown);
});
