import { once } from "node:events";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const INTERNAL_ERROR = JSON.stringify({ errors: ["Internal Server Error"] });

/**
 * Serves a web-standard handler over real HTTP.
 *
 * `requests` lists what arrived, in order; its `url` is the request target exactly as sent (path and
 * query, still encoded) and its header names are in lower case. `close` cuts every connection.
 *
 * @param {(request: Request) => Response | Promise<Response>} handler
 * @param {{ port?: number, host?: string }} [options] port 0 takes a free one
 * @returns {Promise<{
 *   url: string,
 *   requests: { method: string, url: string, headers: Record<string, string> }[],
 *   close: () => Promise<void>,
 * }>} `url` is the origin, without a slash at its end
 */
export async function serve(handler, { port = 0, host = "127.0.0.1" } = {}) {
  const requests = [];
  const server = createServer(async (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    requests.push({ method, url, headers: { ...headers } });
    try {
      const response = await handler(toRequest(incoming, outgoing, origin));
      await send(response, outgoing);
    } catch {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(500, { "Content-Type": "application/json" }).end(INTERNAL_ERROR);
    }
  });

  server.listen(port, host);
  await once(server, "listening");
  const origin = `http://${host}:${server.address().port}`;

  return {
    url: origin,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The request's signal aborts when the client leaves before its answer is complete. */
function toRequest(incoming, outgoing, origin) {
  const controller = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) controller.abort();
  });

  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
  }
  const { method } = incoming;
  const body = method === "GET" || method === "HEAD" ? undefined : Readable.toWeb(incoming);
  return new Request(new URL(incoming.url, origin), {
    method,
    headers,
    body,
    duplex: "half",
    signal: controller.signal,
  });
}

async function send(response, outgoing) {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  // A body that stalls must not hold its headers back.
  outgoing.flushHeaders();
  await pipeline(Readable.fromWeb(response.body), outgoing);
}
