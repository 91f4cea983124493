import { edgeError } from "./errors.js";
import { hex } from "./keys.js";
import { withTimeout } from "./timeout.js";

/**
 * How long a failure is served without a new call, in milliseconds: longer than a page's client spreads
 * its attempts (0.5 s and 1 s apart at most), so that they cost no further calls.
 */
export const FAILURE_MS = 2000;
/** For how long after they were fresh stale accounts are served while Datadog fails. */
export const STALE_MS = 3_600_000;
/** How long a request waits for a call: slightly longer than a call takes at most. */
const WAIT_MS = 9500;
/** How many pairs of site and keys are kept. There is one, unless the keys depend on the request. */
const MAX_UPSTREAMS = 100;

export const now = () => performance.now();

/**
 * Serves each query in the cheapest way, from what is kept per site and keys: the end of a rate limit
 * and, per integration, the last accounts, the last failure and the pending call. The same in an isolate
 * and in the coordinator.
 *
 * Requests share strings and promises of plain objects only: workerd binds a `Response` to its request.
 *
 * A query has `upstream` and `integration`, which name what is kept; `cacheMs`, how long accounts are
 * fresh, and `earlyMs()`, by how much less at most; `store`, if there is one beyond this memory, as in
 * store.js; `call(isRateLimited)`, which resolves to an outcome; and `keepAlive`, which lets a promise
 * outlive the request.
 *
 * An outcome has `stored` (accounts), `limit` or `failure`, stale accounts beside a failure; `cache` and
 * `tier` if another isolate's work is served; `report` and `warning` for the log.
 */
export function createCache() {
  const upstreams = new Map();

  function stateOf({ upstream: key, integration }) {
    const upstream = upstreams.get(key) ?? { entries: new Map(), limit: undefined };
    upstreams.delete(key);
    upstreams.set(key, upstream);
    if (!upstream.entries.has(integration)) upstream.entries.set(integration, {});
    if (upstreams.size > MAX_UPSTREAMS) forgetLeastRecentlyUsed();
    return { upstream, entry: upstream.entries.get(integration) };
  }

  /** A map keeps insertion order. A pending call is not forgotten: another one would be made beside it. */
  function forgetLeastRecentlyUsed() {
    const isIdle = ([, { entries }]) => [...entries.values()].every(({ pending }) => !pending);
    const [key] = [...upstreams].find(isIdle) ?? [];
    upstreams.delete(key);
  }

  /** What memory alone can serve. */
  function peek(query) {
    const state = stateOf(query);
    const outcome = known(state, query);
    return outcome && serve(outcome.cache, outcome, state, query);
  }

  /**
   * @returns `cache`: how it was served; then `stored` (accounts), `limit` or `failure`, and both `stored`
   *   and `failure` for stale accounts, `revoked` for those that must not be served any more; `tier` and
   *   `warning` as in the outcome; `report` where this lookup made the call
   */
  async function lookup(query) {
    const found = peek(query);
    if (found) return found;
    const state = stateOf(query);
    const { entry } = state;
    if (entry.pending?.until > now()) {
      const { pending } = entry;
      try {
        // The log of the request that made the call has these.
        const outcome = { ...(await settled(pending)), report: undefined, warning: undefined };
        return serve("shared", outcome, state, query);
      } catch {
        // In the coordinator: the isolate that made the call is gone.
        return lookup(query);
      }
    }
    const call = load(state, query);
    entry.pending = { call, until: now() + WAIT_MS };
    query.keepAlive(call.then(clear, clear));
    return serve("miss", await settled(entry.pending), state, query);

    function clear() {
      if (entry.pending?.call === call) entry.pending = undefined;
    }
  }

  return { peek, lookup };
}

/** What is kept and may be served without a call. */
function known({ upstream, entry }, { cacheMs }) {
  const { stored, failure } = entry;
  const isFresh = stored?.text !== undefined && ageOf(stored) < cacheMs - (stored.early ?? 0);
  if (isFresh) return { cache: "hit", stored };
  if (upstream.limit?.until > now()) return { cache: "limited", limit: upstream.limit };
  if (failure?.until > now()) return { cache: "failed", failure };
}

/** Looks in the store, and then makes the call. */
async function load(state, query) {
  const { store, call, cacheMs, keepAlive } = query;
  const read = await store?.read();
  if (read) {
    keep(state, read, query);
    const outcome = known(state, query);
    if (outcome) {
      const isRead = Object.values(read).includes(outcome.stored ?? outcome.limit);
      return { ...outcome, tier: isRead ? "cache" : undefined, warning: read.warning };
    }
  }
  const isRateLimited = () => state.upstream.limit?.until > now();
  const outcome = await call(isRateLimited);
  keep(state, outcome, query);
  if (store) keepAlive(store.write(outcome, cacheMs));
  const warning = [read?.warning, outcome.warning].filter(Boolean).join("; ") || undefined;
  // Another call may have met a limit that ends later.
  return { ...outcome, warning, ...(outcome.limit && { limit: state.upstream.limit }) };
}

function keep({ upstream, entry }, { stored, limit, failure }, { earlyMs }) {
  if (limit && !(upstream.limit?.until > limit.until)) upstream.limit = limit;
  if (stored && !(entry.stored?.at > stored.at)) {
    entry.stored = stored;
    stored.early = Math.random() * (earlyMs?.() ?? 0);
  }
  if (failure) {
    entry.failure = failure;
    // Accounts that these keys may no longer read are not served later either. The store tells it to the
    // other isolates: without a text, what it returns replaces what is older.
    if (!failure.error.retryable) entry.stored = undefined;
  }
}

/** Serves the last accounts instead of a failure that may pass, unless they are too old. */
function serve(how, outcome, { entry }, { cacheMs }) {
  const { stored, limit, failure, cache = how, tier, report, warning } = outcome;
  const more = { cache, tier, report, warning };
  if (limit) return { ...more, limit };
  if (!failure) return { ...more, stored };
  const last = entry.stored;
  if (last && last.text === undefined) return { ...more, failure, revoked: last };
  const isStale = failure.error.retryable && last && ageOf(last) < cacheMs + STALE_MS;
  return isStale ? { ...more, cache: "stale", failure, stored: last } : { ...more, failure };
}

/** The outcome of a call, from its result as in upstream.js. */
export async function outcomeOf({ text, error, rateLimit, blockSeconds, report }) {
  if (blockSeconds) {
    return { limit: { until: now() + blockSeconds * 1000, error, rateLimit }, report };
  }
  if (error) return { failure: { error, until: now() + FAILURE_MS }, report };
  return { stored: { text, etag: await etagOf(text), at: now(), rateLimit }, report };
}

/** The outcome of a load, which never comes where the runtime cancelled the request that made it. */
function settled({ call, until }) {
  return withTimeout(() => call, until - now(), callLost);
}

export function callLost() {
  const detail = "The call to Datadog did not complete.";
  const more = { code: "timeout", retryable: true, message: detail };
  const error = edgeError(504, "Datadog did not respond", detail, more);
  return { failure: { error, until: now() } };
}

/** Of stored accounts, in milliseconds. */
export function ageOf({ at }) {
  return now() - at;
}

export async function etagOf(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `"${hex(hash, 16)}"`;
}
