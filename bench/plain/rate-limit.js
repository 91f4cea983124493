/** What Datadog says about its rate limit, in seconds. */

/** No period of Datadog's is near as long, so a larger "seconds left" is a Unix timestamp. */
const FIRST_TIMESTAMP = 1_000_000_000;

/** Nothing where no header says anything; a header that makes no sense leaves its field out. */
export function rateLimitOf(header) {
  const read = (name) => wholeNumber(header(`x-ratelimit-${name}`));
  const reset = read("reset");
  const now = Math.floor(Date.now() / 1000);
  const found = Object.entries({
    limit: read("limit"),
    period: read("period"),
    remaining: read("remaining"),
    reset: reset >= FIRST_TIMESTAMP ? Math.max(0, reset - now) : reset,
    name: header("x-ratelimit-name") || undefined,
  }).filter(([, value]) => value !== undefined);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** The first of a list, because a proxy that repeats a header makes `7, 7` of `7`. */
export function wholeNumber(value) {
  const first = value?.split(",")[0].trim();
  if (!/^\+?\d+$/.test(first)) return undefined;
  return Number(first) < 2 ** 32 ? Number(first) : undefined;
}
