import { upstreamError } from "./errors.js";
import { sleep } from "./timeout.js";

/** In milliseconds. A page's client ends an attempt after 10 s: it gets our response before that. */
const FIRST_ATTEMPT_TIMEOUT = 6000;
const CALL_TIMEOUT = 9000;
/** Between the attempts, so that many functions do not retry at the same moment. */
const MIN_DELAY = 100;
const MAX_DELAY = 400;

/** What the client fails with before it sends a request. */
const NOT_SENT = new Set(["invalid_argument", "load"]);

/** For how many seconds a 429 blocks the calls: where it does not say, and at most. */
const DEFAULT_RESET = 10;
export const MAX_RESET = 3600;

/**
 * One call upstream, with one retry of a failure that may pass. Not the client's own retries, which
 * would wait for the end of a rate limit while the page waits.
 *
 * @param {{ credentials: object, fetch?: unknown, started: number }} options `started`: since when the page waits
 * @param {() => boolean | Promise<boolean>} isRateLimited whether another call has met a rate limit, which
 *   forbids the retry
 * @returns {Promise<{ text: string } | { error: object }>} in both cases with `rateLimit` and `report`,
 *   for the log; an error of status 429 also with `blockSeconds`
 */
export async function fetchAccounts(listAccounts, integration, options, isRateLimited) {
  const { apiKey, appKey, site, sources } = options.credentials;
  const called = performance.now();
  const timeLeft = () => CALL_TIMEOUT - (performance.now() - options.started);
  const report = { attempts: 0 };
  let rateLimit;

  const attempt = async (timeout) => {
    report.attempts++;
    delete report.status;
    const onResponse = (response) => {
      report.status = response.status;
      rateLimit = response.rateLimit;
    };
    const { fetch } = options;
    const given = { apiKey, appKey, site, fetch, maxRetries: 0, timeout, onResponse };
    try {
      return { text: JSON.stringify(await listAccounts(integration, given)) };
    } catch (thrown) {
      if (NOT_SENT.has(thrown?.code)) report.attempts--;
      rateLimit = thrown?.rateLimit ?? rateLimit;
      return { error: upstreamError(thrown, sources), thrown };
    }
  };

  let outcome = await attempt(Math.max(Math.min(FIRST_ATTEMPT_TIMEOUT, timeLeft()), 1));
  if (shouldRetry(outcome)) {
    await sleep(MIN_DELAY + Math.random() * (MAX_DELAY - MIN_DELAY));
    if (timeLeft() > 0 && !(await isRateLimited()))
      outcome = await attempt(Math.max(timeLeft(), 1));
  }
  report.duration = Math.round(performance.now() - called);
  const { thrown, ...result } = outcome;
  if (result.error?.status === 429) result.blockSeconds = blockSeconds(thrown);
  return { ...result, rateLimit, report };
}

/** A requested delay is longer than a page should wait for this function. */
function shouldRetry({ error, thrown }) {
  return error?.retryable && error.status !== 429 && !(thrown.retryAfter > 0);
}

function blockSeconds(thrown) {
  const seconds = thrown.rateLimit?.reset ?? thrown.retryAfter ?? DEFAULT_RESET;
  return Math.min(Math.max(seconds, 1), MAX_RESET);
}
