/** Why Cloudflare's `caches.default` is rejected. */
export const ZONE_CACHE =
  "it is the zone's own CDN cache, shared with what visitors request and purge. Use caches.open(name)";

export function isCache(value) {
  return typeof value?.match === "function" && typeof value.put === "function";
}

export function isZoneCache(value) {
  return value !== undefined && value === globalThis.caches?.default;
}

/**
 * The option `cache` for one request. In a Worker's global scope a Cache cannot be opened, so it may be a
 * function.
 *
 * @returns {Promise<object | undefined>} `undefined` where the function returns none
 */
export async function openCache(option, env) {
  const cache = typeof option === "function" ? await option(env) : option;
  if (cache === undefined) return undefined;
  if (isZoneCache(cache)) throw new Error(`must not be caches.default: ${ZONE_CACHE}`);
  if (!isCache(cache)) throw new Error("the function must return a Cache");
  return cache;
}
