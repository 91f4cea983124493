/** Asks over plain HTTP, where `fetch` would tidy up the path. */
import { request as httpRequest } from "node:http";
import { text as readText } from "node:stream/consumers";

/** @returns {Promise<{ status: number, headers: Record<string, string>, text: string }>} */
export async function ask(origin, path, { method = "GET", headers = {} } = {}) {
  const { hostname, port } = new URL(origin);
  const response = await new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method, headers, agent: false });
    sent.once("error", reject);
    sent.once("response", resolve);
    sent.end();
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    text: await readText(response),
  };
}
