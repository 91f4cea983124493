import { ageOf } from "./cache.js";

const JSON_TYPE = { "Content-Type": "application/json" };

/** The accounts, or 304 for a request that has them already. */
export function accountsResponse({ ifNoneMatch }, { cache, stored, failure }, cacheMs) {
  const age = ageOf(stored);
  const stale = cache === "stale";
  const headers = {
    Age: `${Math.floor(age / 1000)}`,
    // Revalidated each time, so that `authorize` is called; and no browser keeps the mark of a stale one.
    "Cache-Control": stale ? "no-store" : "private, no-cache",
    "Cache-Status": cacheStatus(cache, Math.round((cacheMs - age) / 1000), failure?.error),
    ETag: stored.etag,
    ...rateLimitHeaders(stored.rateLimit, age / 1000),
  };
  if (!stale && matches(ifNoneMatch, stored.etag)) return { status: 304, headers };
  return { status: 200, headers: { ...headers, ...JSON_TYPE }, body: stored.text };
}

/** An active rate limit, with the seconds that are left of it. */
export function rateLimitResponse({ until, error, rateLimit }) {
  const left = Math.max(Math.ceil((until - performance.now()) / 1000), 1);
  const headers = rateLimitHeaders({ ...rateLimit, reset: left }, 0);
  return errorResponse(error, { ...headers, "Retry-After": `${left}` });
}

/** @param {{ status: number, errors: object[], retryable: boolean }} error as `edgeError` makes it */
export function errorResponse({ status, errors, retryable }, headers) {
  return {
    status,
    headers: {
      "Cache-Control": "no-store",
      ...JSON_TYPE,
      ...(!retryable && { "X-Should-Retry": "false" }),
      ...headers,
    },
    body: JSON.stringify({ errors }),
  };
}

/** How it was served (RFC 9211); the `ttl` of a stale response is negative. */
function cacheStatus(cache, ttl, error) {
  const how = {
    hit: `hit; ttl=${ttl}`,
    stale: `hit; ttl=${ttl}; detail=${error?.code}`,
    shared: "fwd=miss; collapsed",
    miss: "fwd=miss; stored",
  };
  return `datadog-llm-accounts; ${how[cache]}`;
}

/** As Datadog sent them `age` seconds ago. */
function rateLimitHeaders({ limit, name, period, remaining, reset } = {}, age) {
  const values = {
    "X-RateLimit-Limit": limit,
    // The one that is text: a replaced `fetch` may return what no header can hold.
    "X-RateLimit-Name": /^[ -~]*$/.test(name ?? "") ? name : undefined,
    "X-RateLimit-Period": period,
    "X-RateLimit-Remaining": remaining,
    "X-RateLimit-Reset": reset === undefined ? undefined : Math.max(Math.ceil(reset - age), 0),
  };
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([header, value]) => [header, `${value}`]));
}

/** A list of tags, weak ones included, or `*`. Our tags contain no comma. */
function matches(ifNoneMatch, etag) {
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}
