import { edgeError } from "./errors.js";
import { withTimeout } from "./timeout.js";

/**
 * How long a failure is served without a new call, in milliseconds: longer than a page's client spreads
 * its attempts (0.5 s and 1 s apart at most), so that they cost no further calls.
 */
const FAILURE_MS = 2000;
/** For how long after they were fresh stale accounts are served while Datadog fails. */
const STALE_MS = 3_600_000;
/** How long a request waits for a call: slightly longer than a call takes at most. */
const WAIT_MS = 9500;
/** How many pairs of site and keys are kept. There is one, unless the keys depend on the request. */
const MAX_UPSTREAMS = 100;

const now = () => performance.now();

/**
 * Serves each lookup in the cheapest way, from what is kept per site and keys: the end of a rate limit
 * and, per integration, the last accounts, the last failure and the pending call.
 *
 * Requests share strings and promises of plain objects only: workerd binds a `Response` to its request.
 *
 * @param {(integration: string, credentials: object, isRateLimited: () => boolean) => Promise<object>} fetchAccounts
 *   makes the call, as in upstream.js
 */
export function createCache(fetchAccounts, cacheMs) {
  const upstreams = new Map();

  function upstreamFor({ site, apiKey, appKey }) {
    const key = JSON.stringify([site, apiKey, appKey]);
    const upstream = upstreams.get(key) ?? { entries: new Map(), limit: undefined };
    upstreams.delete(key);
    upstreams.set(key, upstream);
    // A map keeps insertion order: the first is the least recently used.
    if (upstreams.size > MAX_UPSTREAMS) upstreams.delete(upstreams.keys().next().value);
    return upstream;
  }

  /** Serves the last accounts instead of a failure that may pass, unless they are too old. */
  function withStale(cache, outcome, { stored }) {
    const isStale = outcome.error?.retryable && stored && ageOf(stored) < cacheMs + STALE_MS;
    return isStale ? { cache: "stale", ...outcome, stored } : { cache, ...outcome };
  }

  /**
   * @param {string} integration an allowed one
   * @param {{ site?: string, apiKey: string, appKey: string }} credentials
   * @param {(promise: Promise<void>) => void} keepAlive lets the call outlive the request that made it
   * @returns `cache`: how it was served; then `stored` (accounts), `limit` or `error`, and both `stored`
   *   and `error` for stale accounts; `report` where this lookup made the call
   */
  return async function lookup(integration, credentials, keepAlive) {
    const upstream = upstreamFor(credentials);
    if (!upstream.entries.has(integration)) upstream.entries.set(integration, {});
    const entry = upstream.entries.get(integration);
    const { stored, failure, pending } = entry;
    const isRateLimited = () => upstream.limit?.until > now();

    if (stored && ageOf(stored) < cacheMs) return { cache: "hit", stored };
    if (isRateLimited()) return { cache: "limited", limit: upstream.limit };
    if (failure?.until > now()) return withStale("failed", { error: failure.error }, entry);
    if (pending?.until > now()) return withStale("shared", (await settled(pending)).outcome, entry);

    const call = fetchAccounts(integration, credentials, isRateLimited).then((result) =>
      store(upstream, entry, result),
    );
    entry.pending = { call, until: now() + WAIT_MS };
    keepAlive(call.then(clear, clear));
    const { outcome, report } = await settled(entry.pending);
    return { ...withStale("miss", outcome, entry), report };

    function clear() {
      if (entry.pending?.call === call) entry.pending = undefined;
    }
  };
}

/** Keeps the result of a call, and returns what to serve. */
async function store(upstream, entry, { text, error, rateLimit, blockSeconds, report }) {
  if (blockSeconds) {
    const until = Math.max(now() + blockSeconds * 1000, upstream.limit?.until ?? 0);
    upstream.limit = { until, error, rateLimit };
    return { outcome: { limit: upstream.limit }, report };
  }
  if (error) {
    entry.failure = { error, until: now() + FAILURE_MS };
    // Accounts that these keys may no longer read are not served later either.
    if (!error.retryable) entry.stored = undefined;
    return { outcome: { error }, report };
  }
  entry.stored = { text, etag: await etagOf(text), at: now(), rateLimit };
  return { outcome: { stored: entry.stored }, report };
}

/** The result of a call, which never comes where the runtime cancelled the request that made it. */
function settled({ call, until }) {
  return withTimeout(() => call, until - now(), callLost);
}

function callLost() {
  const detail = "The call to Datadog did not complete.";
  const more = { code: "timeout", retryable: true, message: detail };
  return { outcome: { error: edgeError(504, "Datadog did not respond", detail, more) } };
}

/** Of stored accounts, in milliseconds. */
export function ageOf({ at }) {
  return now() - at;
}

async function etagOf(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = [...new Uint8Array(hash, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `"${hex.join("")}"`;
}
