/** What Datadog says about its rate limit, in seconds. */

/** No period of Datadog's is near as long, so a larger "seconds left" is a Unix timestamp. */
const FIRST_TIMESTAMP = 1_000_000_000;

/** The value of a header, of names and values, a line each. */
export function headerOf(head, name) {
  const lines = head.split("\n");
  const place = lines.findIndex((line, i) => i % 2 === 0 && line === name);
  return place < 0 ? undefined : lines[place + 1];
}

/** Nothing where no header says anything; a header that makes no sense leaves its field out. */
export function rateLimit(head, now) {
  const header = (name) => headerOf(head, `x-ratelimit-${name}`);
  const read = (name) => wholeNumber(header(name));
  const reset = read("reset");
  const found = Object.entries({
    limit: read("limit"),
    period: read("period"),
    remaining: read("remaining"),
    reset: reset >= FIRST_TIMESTAMP ? Math.max(0, reset - Math.floor(now / 1000)) : reset,
    name: header("name") || undefined,
  }).filter(([, value]) => value !== undefined);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** The first of a list, because a proxy that repeats a header makes `7, 7` of `7`. */
export function wholeNumber(value) {
  const first = value?.split(",")[0].trim();
  if (!/^\+?\d+$/.test(first)) return undefined;
  return Number(first) < 2 ** 32 ? Number(first) : undefined;
}
