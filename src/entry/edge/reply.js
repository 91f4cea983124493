import { ageOf } from "./answers.js";

const JSON_TYPE = { "Content-Type": "application/json" };

/** The accounts, or 304 for who has them already. */
export function accountsReply(request, { cache, stored, problem }, cacheMs) {
  const age = ageOf(stored);
  const stale = cache === "stale";
  const headers = {
    Age: `${Math.floor(age / 1000)}`,
    // Asked again each time, so that `authorize` is, too; and no browser keeps the mark of a stale one.
    "Cache-Control": stale ? "no-store" : "private, no-cache",
    "Cache-Status": cacheStatus(cache, Math.round((cacheMs - age) / 1000), problem),
    ETag: stored.etag,
    ...rateLimitHeaders(stored.rateLimit, age / 1000),
  };
  if (!stale && matches(request.headers.get("If-None-Match"), stored.etag)) {
    return { status: 304, headers };
  }
  return { status: 200, headers: { ...headers, ...JSON_TYPE }, body: stored.text };
}

/** A rate limit that holds, with the seconds that are left of it. */
export function limitReply({ until, problem, rateLimit }) {
  const left = Math.max(Math.ceil((until - performance.now()) / 1000), 1);
  const headers = rateLimitHeaders({ ...rateLimit, reset: left }, 0);
  return problemReply(problem, { ...headers, "Retry-After": `${left}` });
}

/** @param {{ status: number, errors: object[], passing: boolean }} problem */
export function problemReply({ status, errors, passing }, headers) {
  return {
    status,
    headers: {
      "Cache-Control": "no-store",
      ...JSON_TYPE,
      ...(!passing && { "X-Should-Retry": "false" }),
      ...headers,
    },
    body: JSON.stringify({ errors }),
  };
}

/** Which way the answer was come by (RFC 9211); the `ttl` of a stale one is negative. */
function cacheStatus(cache, ttl, problem) {
  const how = {
    hit: `hit; ttl=${ttl}`,
    stale: `hit; ttl=${ttl}; detail=${problem?.code}`,
    shared: "fwd=miss; collapsed",
    miss: "fwd=miss; stored",
  };
  return `datadog-llm-accounts; ${how[cache]}`;
}

/** As Datadog said them `age` seconds ago. */
function rateLimitHeaders({ limit, name, period, remaining, reset } = {}, age) {
  const values = {
    "X-RateLimit-Limit": limit,
    "X-RateLimit-Name": name,
    "X-RateLimit-Period": period,
    "X-RateLimit-Remaining": remaining,
    "X-RateLimit-Reset": reset === undefined ? undefined : Math.max(Math.ceil(reset - age), 0),
  };
  const told = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told.map(([header, value]) => [header, `${value}`]));
}

/** A list of tags, weak ones too, or `*`. Ours holds no comma. */
function matches(ifNoneMatch, etag) {
  const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}
