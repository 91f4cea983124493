import { explain } from "./problem.js";

/** Times in milliseconds. A page's client gives up on a try after 10 s: it gets our answer before. */
const LONGEST_TRY = 6000;
const LONGEST_CALL = 9000;
/** Between the tries, so that many functions do not come back at the same moment. */
const SHORTEST_WAIT = 100;
const LONGEST_WAIT = 400;

/** What the client fails with before it sends anything. */
const UNSENT = new Set(["invalid_argument", "load"]);

/** How long a 429 that says nothing of its end stops the calls, and the longest that one may, in seconds. */
const UNTOLD_RESET = 10;
const LONGEST_RESET = 3600;

/**
 * One call upstream: asks Datadog, and once more when it fails in a way that passes. Here and not by
 * the client's own retries, because those would sit out a rate limit while the page waits.
 *
 * @param {() => boolean} isStopped whether meanwhile a rate limit forbids another try
 * @returns {Promise<{ text: string } | { problem: object }>} and in both cases `rateLimit` as Datadog
 *   said it and `report` for the log; with a problem of status 429 also `stopFor`, in seconds
 */
export async function askDatadog(listAccounts, integration, options, isStopped) {
  const started = performance.now();
  const report = { attempts: 0 };
  let rateLimit;

  const attempt = async (timeout) => {
    report.attempts++;
    delete report.status;
    const onResponse = (response) => {
      report.status = response.status;
      rateLimit = response.rateLimit;
    };
    try {
      const accounts = await listAccounts(integration, {
        ...options,
        maxRetries: 0,
        timeout,
        onResponse,
      });
      return { text: JSON.stringify(accounts) };
    } catch (error) {
      if (UNSENT.has(error?.code)) report.attempts--;
      rateLimit = error?.rateLimit ?? rateLimit;
      return { problem: explain(error), error };
    }
  };

  let { error, ...outcome } = await attempt(LONGEST_TRY);
  if (isWorthAnotherTry(outcome.problem, error)) {
    await sleep(SHORTEST_WAIT + Math.random() * (LONGEST_WAIT - SHORTEST_WAIT));
    const left = LONGEST_CALL - (performance.now() - started);
    if (left > 0 && !isStopped()) ({ error, ...outcome } = await attempt(left));
  }
  report.duration = Math.round(performance.now() - started);
  if (outcome.problem?.status === 429) outcome.stopFor = secondsToReset(error);
  return { ...outcome, rateLimit, report };
}

/** `Retry-After` asks for seconds at the least: no one waits for us that long. */
function isWorthAnotherTry(problem, error) {
  return problem?.passing && problem.status !== 429 && !error.headers?.["retry-after"];
}

function secondsToReset({ rateLimit, headers }) {
  const after = headers["retry-after"] ?? "";
  const told = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
  const seconds = rateLimit?.reset ?? (Number.isNaN(told) ? UNTOLD_RESET : told);
  return Math.min(Math.max(seconds, 1), LONGEST_RESET);
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
