import { once } from "node:events";
import { createServer } from "node:net";

/** A port of the loopback interface that nothing listens on: the wanted one, or any. */
export async function freePort(wanted = 0) {
  const server = createServer().listen(wanted, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
