/** When another try may help, and how long to wait before it, in milliseconds. */
import { wholeNumber } from "./rate-limit.js";

export const NEVER = "never";
export const BACKOFF = "backoff";

/** What an answer outside 2xx asks for: a time and a bit more, or one of those. */
export function adviceOf({ status, reset, now, retryAfter }, header) {
  const forbidden = header("x-should-retry")?.trim().toLowerCase() === "false";
  const transient = status === 408 || status === 429 || (status >= 500 && status < 600);
  if (forbidden || !transient) return NEVER;
  const after = delay(header("retry-after"), now, retryAfter);
  if (status === 429) {
    const wait = reset === undefined ? after : reset * 1000;
    return wait === undefined ? BACKOFF : { wait, jitter: 1000 };
  }
  return status === 503 && after !== undefined ? { wait: after, jitter: 0 } : BACKOFF;
}

/** The wait after a try, from 1; NaN where another is vain. */
export function waitFor(advice, attempt, random) {
  if (advice === NEVER) return NaN;
  if (advice === BACKOFF) return random * Math.min(500 * 2 ** (attempt - 1), 8000);
  return advice.wait + random * advice.jitter;
}

function delay(value, now, date) {
  const seconds = wholeNumber(value);
  if (seconds !== undefined) return seconds * 1000;
  // Engines make dates of nonsense such as "-5"; a date that HTTP allows has a time of day.
  return value?.includes(":") && Number.isFinite(date) ? Math.max(0, date - now) : undefined;
}
