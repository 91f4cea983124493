/** The edge function in Node, with a `fetch` in place of Datadog. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageFolder } from "../package.js";
import { API_KEY, APP_KEY, OPENAI } from "./common.js";

export const { createHandler } = await import(pathToFileURL(join(packageFolder, "edge.js")));

export const KEYS = { apiKey: API_KEY, appKey: APP_KEY };
export const authorize = () => true;

export function accountsRequest(path = OPENAI, init) {
  return new Request(`https://dashboard.example${path}`, init);
}

export function respondWith(body) {
  return () => Promise.resolve(Response.json(body));
}

/**
 * A handler whose log can be read.
 *
 * @returns {(request: unknown, env?: unknown, ctx?: unknown) => Promise<{ status: number, headers: Headers,
 *   text: string, record: object }>}
 */
export function loggedHandler(options) {
  let record;
  const log = (it) => {
    record = it;
  };
  const handle = createHandler({ authorize, fetch: respondWith([]), ...options, log });
  return async (...args) => {
    const response = await handle(...args);
    const { status, headers } = response;
    return { status, headers, text: await response.text(), record };
  };
}

/** Every operation on it throws. */
export function throwingProxy(message) {
  const fail = () => {
    throw new Error(message);
  };
  return new Proxy({}, new Proxy({}, { get: () => fail }));
}
