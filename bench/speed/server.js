/** Answers over HTTP with what the path begins with (`/100/...`), in a process of its own. */
import { createServer } from "node:http";
import { answer } from "./answers.js";

const prepared = new Map();

const server = createServer((request, response) => {
  const name = request.url.split("/")[1];
  if (!prepared.has(name)) {
    const { status, headers, body } = answer(name);
    prepared.set(name, { status, headers, body: Buffer.from(body) });
  }
  const { status, headers, body } = prepared.get(name);
  response.writeHead(status, { ...headers, "Content-Length": body.length });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.once("disconnect", () => process.exit());
