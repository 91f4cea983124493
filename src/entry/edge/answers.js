import { problem } from "./problem.js";

/**
 * How long a failure answers further questions, in milliseconds: longer than a page's client spreads
 * all of its tries (0.5 s and 1 s apart at most), so that they cost no further calls.
 */
const FAILURE_MS = 2000;
/** For how long after it was fresh an answer stands in while Datadog fails. */
const STALE_MS = 3_600_000;
/** How long anyone waits for a call: somewhat longer than it takes at most. */
const PATIENCE_MS = 9500;
/** How many sites and pairs of keys are remembered. There is one, unless a function's `env` changes. */
const MAX_UPSTREAMS = 100;

const now = () => performance.now();

/**
 * Answers questions, each by the cheapest way there is, out of what is known per site and keys: the
 * end of a rate limit and, of each integration, the last accounts, the last failure and the call
 * under way.
 *
 * Requests share texts and promises of plain objects only: workerd binds a `Response` to its request.
 *
 * @param {(integration: string, keys: object, isStopped: () => boolean) => Promise<object>} ask
 *   makes the call, as `askDatadog` does
 */
export function createAnswers(ask, cacheMs) {
  const upstreams = new Map();

  function upstreamOf({ site, apiKey, appKey }) {
    const key = JSON.stringify([site, apiKey, appKey]);
    const upstream = upstreams.get(key) ?? { entries: new Map(), limit: undefined };
    upstreams.delete(key);
    upstreams.set(key, upstream);
    // A map keeps the order: the first was not used for the longest time.
    if (upstreams.size > MAX_UPSTREAMS) upstreams.delete(upstreams.keys().next().value);
    return upstream;
  }

  /** The last accounts take the place of a failure that passes, unless they are too old. */
  function settle(cache, outcome, { stored }) {
    const standsIn = outcome.problem?.passing && stored && ageOf(stored) < cacheMs + STALE_MS;
    return standsIn ? { cache: "stale", ...outcome, stored } : { cache, ...outcome };
  }

  /**
   * @param {string} integration one that may be asked for
   * @param {{ site?: string, apiKey: string, appKey: string }} keys
   * @param {(promise: Promise<void>) => void} keepAlive lets a call outlive whoever asked first
   * @returns `cache`: the way; then `stored` (accounts), `limit` or `problem`, and both `stored` and
   *   `problem` where old accounts stand in; `report` where this question made the call
   */
  return async function answer(integration, keys, keepAlive) {
    const upstream = upstreamOf(keys);
    if (!upstream.entries.has(integration)) upstream.entries.set(integration, {});
    const entry = upstream.entries.get(integration);
    const { stored, failure, call } = entry;
    const isStopped = () => upstream.limit?.until > now();

    if (stored && ageOf(stored) < cacheMs) return { cache: "hit", stored };
    if (isStopped()) return { cache: "limited", limit: upstream.limit };
    if (failure?.until > now()) return settle("failed", { problem: failure.problem }, entry);
    if (call?.until > now()) return settle("shared", (await ending(call)).outcome, entry);

    const begun = ask(integration, keys, isStopped).then((told) => remember(upstream, entry, told));
    entry.call = { result: begun, until: now() + PATIENCE_MS };
    keepAlive(begun.then(forget, forget));
    const { outcome, report } = await ending(entry.call);
    return { ...settle("miss", outcome, entry), report };

    function forget() {
      if (entry.call?.result === begun) entry.call = undefined;
    }
  };
}

/** Keeps what a call told, and says what is to be answered. */
async function remember(upstream, entry, { text, problem: failed, rateLimit, stopFor, report }) {
  if (stopFor) {
    const until = Math.max(now() + stopFor * 1000, upstream.limit?.until ?? 0);
    upstream.limit = { until, problem: failed, rateLimit };
    return { outcome: { limit: upstream.limit }, report };
  }
  if (failed) {
    entry.failure = { problem: failed, until: now() + FAILURE_MS };
    // What these keys may not see any more is not shown later, either.
    if (!failed.passing) entry.stored = undefined;
    return { outcome: { problem: failed }, report };
  }
  entry.stored = { text, etag: await etagOf(text), at: now(), rateLimit };
  return { outcome: { stored: entry.stored }, report };
}

/** The call's end, or a problem when it takes longer than it can: whoever made it may be gone. */
async function ending({ result, until }) {
  let timer;
  const lost = new Promise((resolve) => {
    const detail = "The call to Datadog did not end.";
    const gone = problem(504, "Datadog did not answer", detail, "timeout", true);
    timer = setTimeout(resolve, until - now(), { outcome: { problem: gone } });
  });
  try {
    return await Promise.race([result, lost]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of accounts, in milliseconds. */
export function ageOf({ at }) {
  return now() - at;
}

async function etagOf(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = [...new Uint8Array(hash, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `"${hex.join("")}"`;
}
