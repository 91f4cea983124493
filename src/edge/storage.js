/** How many entries are read at once: each may have megabytes. */
const BATCH = 16;

/**
 * A Durable Object's storage with the `match` and `put` of a Cache, for store.js. An alarm deletes what has
 * expired. It is only set where something is stored, so that nothing wakes an object without need.
 */
export function createStorageCache(storage) {
  async function match(url) {
    const entry = await storage.get(url);
    return entry?.expires > Date.now() ? new Response(entry.body) : undefined;
  }

  /** Rejects for an entry above the limit of the storage (2 MB); then memory alone has it. */
  async function put(url, response) {
    const [, seconds] = /max-age=(\d+)/.exec(response.headers.get("Cache-Control"));
    const expires = Date.now() + seconds * 1000;
    await storage.put(url, { body: await response.text(), expires });
    if ((await storage.getAlarm()) === null) await storage.setAlarm(expires);
  }

  async function deleteExpired() {
    const time = Date.now();
    let [next, startAfter] = [Infinity];
    for (;;) {
      const entries = [...(await storage.list({ limit: BATCH, startAfter }))];
      if (entries.length === 0) break;
      startAfter = entries.at(-1)[0];
      const isExpired = ([, { expires }]) => expires <= time;
      await storage.delete(entries.filter(isExpired).map(([url]) => url));
      const left = entries.filter((entry) => !isExpired(entry));
      next = Math.min(next, ...left.map(([, { expires }]) => expires));
    }
    if (next < Infinity) await storage.setAlarm(next);
    else await storage.deleteAll(); // the metadata of an empty storage too
  }

  return { match, put, deleteExpired };
}
