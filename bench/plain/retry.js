/** When another try may help, and how long to wait before it, in milliseconds. */
import { wholeNumber } from "./rate-limit.js";

/** What an answer outside 2xx asks for: a time, a time and a bit more, `backoff` or `never`. */
export function adviceOf(status, header, rateLimit) {
  const forbidden = header("x-should-retry")?.trim().toLowerCase() === "false";
  const transient = status === 408 || status === 429 || (status >= 500 && status < 600);
  if (forbidden || !transient) return "never";
  const after = retryAfter(header("retry-after"));
  if (status === 429) {
    const wait = rateLimit?.reset === undefined ? after : rateLimit.reset * 1000;
    return wait === undefined ? "backoff" : { wait, jitter: 1000 };
  }
  return status === 503 && after !== undefined ? { wait: after, jitter: 0 } : "backoff";
}

/** The wait after a try, from 1; nothing where another is vain. */
export function waitFor(advice, attempt) {
  if (advice === "never") return undefined;
  if (advice === "backoff") return Math.random() * Math.min(500 * 2 ** (attempt - 1), 8000);
  return advice.wait + Math.random() * advice.jitter;
}

function retryAfter(value) {
  const seconds = wholeNumber(value);
  if (seconds !== undefined) return seconds * 1000;
  // Engines make dates of nonsense such as "-5"; a date that HTTP allows has a time of day.
  const date = value?.includes(":") ? Date.parse(value) : NaN;
  return Number.isFinite(date) ? Math.max(0, date - Date.now()) : undefined;
}
