/** A server below HTTP: it sends the bytes it is told to, and breaks the connection when told to. */
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { PAUSE } from "./answers.js";

/** A page asks before it sends a token to another origin. */
const PREFLIGHT =
  "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n" +
  "Access-Control-Allow-Headers: *, Authorization\r\nConnection: close\r\n\r\n";

/**
 * @param {{ send: (string | Uint8Array | symbol)[], then?: "end" | "reset" | "stall" }} answer to every request
 * @returns {Promise<{ url: string, requests: string[], close: () => Promise<void> }>} `requests` are heads
 */
export async function serveRaw({ send, then = "end" }) {
  const requests = [];
  const sockets = new Set();
  const server = createServer(async (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    const request = await readHead(socket);
    if (request.startsWith("OPTIONS ")) return socket.end(PREFLIGHT);
    requests.push(request);
    for (const part of send) {
      if (part === PAUSE) await sleep(5);
      else socket.write(part);
    }
    if (then === "end") socket.end();
    if (then === "reset") socket.resetAndDestroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function readHead(socket) {
  return new Promise((resolve) => {
    let head = "";
    socket.on("data", (bytes) => {
      head += bytes.toString("latin1");
      if (head.includes("\r\n\r\n")) resolve(head);
    });
  });
}
