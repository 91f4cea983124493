/** The servers that every caller's `fetch` talks to, over real HTTP. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { ACCOUNT, JSON_TYPE, KEYS, PATH, started } from "../node/common.js";

export const LIST = JSON.stringify([ACCOUNT]);
export const UNAUTHORIZED_BODY = JSON.stringify({ errors: [{ title: "Unauthorized" }] });

/** A JSON response. */
export function json(body, status = 200, headers = {}) {
  return new Response(body, { status, headers: { ...JSON_TYPE, ...headers } });
}

/** A server that gives these responses in turn, the last one again and again. */
export function startServer(t, ...responses) {
  let index = 0;
  return started(t, (request) => {
    const next = responses[Math.min(index++, responses.length - 1)];
    return next(request);
  });
}

/**
 * A server that never completes a response: without `headers`, nothing arrives; with them, half a body does.
 * `arrived` is fulfilled by a request, `disconnected` when the client closes the connection.
 */
export async function startStalledServer(t, { headers }) {
  let arrive;
  let disconnect;
  const arrived = new Promise((resolve) => (arrive = resolve));
  const disconnected = new Promise((resolve) => (disconnect = resolve));
  const server = await started(t, (request) => {
    arrive();
    request.signal.addEventListener("abort", disconnect);
    if (!headers) return new Promise(() => {});
    return json(
      new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode("[")) }),
    );
  });
  return { ...server, arrived, disconnected };
}

/** That the server received the keys of this request, once. */
export function assertKeysArrived({ method, url, headers }, prefix = "") {
  assert.equal(method, "GET");
  assert.equal(url, prefix + PATH);
  assert.equal(headers["dd-api-key"], KEYS.apiKey);
  assert.equal(headers["dd-application-key"], KEYS.appKey);
  assert.equal(headers.accept, "application/json");
}

/** A forward proxy with CONNECT, as companies have one; `targets` lists the requested hosts. */
export async function startProxy(t) {
  const targets = [];
  const sockets = new Set();
  const proxy = createServer();
  proxy.on("connect", (request, client, head) => {
    targets.push(request.url);
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(port, hostname, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const [socket, other] of [
      [upstream, client],
      [client, upstream],
    ]) {
      sockets.add(socket);
      socket.on("error", () => other.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
      socket.on("close", () => other.end());
    }
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => proxy.close(resolve));
  });
  return { url: `http://127.0.0.1:${proxy.address().port}`, targets };
}
