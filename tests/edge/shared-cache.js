/** A shared cache in Node, where each handler has a memory of its own, as an isolate has. */
import assert from "node:assert/strict";
import { createDatadog } from "./common.js";
import { KEYS, loggedHandler } from "./in-node.js";

/** The `match` and `put` of a Cache, over a map. */
export function createCache() {
  const entries = new Map();
  return {
    entries,
    match: (url) => Promise.resolve(entries.has(url) ? new Response(entries.get(url)) : undefined),
    async put(url, response) {
      const { status, headers } = response;
      entries.set(url, await response.text());
      this.last = { url, status, headers: Object.fromEntries(headers) };
    },
    /** The only entry of a kind, which a test may replace. */
    urlOf(kind) {
      const urls = [...entries.keys()].filter((url) => url.includes(`/${kind}/`));
      assert.equal(urls.length, 1);
      return urls[0];
    },
    read: (url) => JSON.parse(entries.get(url)),
  };
}

/** A Datadog that counts, and the isolates that share a cache. */
export function createFleet({ cache = createCache(), respond, ...options } = {}) {
  const fleet = { cache, calls: 0, respond: respond ?? createDatadog() };
  const fetch = (url, init) => {
    fleet.calls++;
    return Promise.resolve(fleet.respond(new Request(url, init)));
  };
  fleet.isolate = (more) => loggedHandler({ ...KEYS, ...options, cache, fetch, ...more });
  return fleet;
}

export const respondWith = (status, headers) => () =>
  Response.json({ errors: ["No"] }, { status, headers });
