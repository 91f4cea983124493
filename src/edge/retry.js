const MAX_SECONDS = 0xffffffff;

/**
 * The delay that a response's `Retry-After` header asks for: seconds (the first value of a list such
 * as `7, 7`) or an HTTP date. The same rules as `delay` in src/retry.rs.
 *
 * @param {{ headers?: Record<string, string> }} error an `AccountsError`
 * @returns {number | undefined} seconds, not always whole; `undefined` for a missing or invalid header
 */
export function retryAfterSeconds(error) {
  const value = error?.headers?.["retry-after"] ?? "";
  const [, digits] = /^\s*\+?(\d+)\s*(?:,|$)/.exec(value) ?? [];
  if (digits !== undefined && Number(digits) <= MAX_SECONDS) return Number(digits);
  // Engines parse nonsense such as "-5" as a date; every valid HTTP date has a time of day.
  const date = value.includes(":") ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max((date - Date.now()) / 1000, 0);
}

/** Whether the response says that a retry is pointless (`x-should-retry: false`). */
export function forbidsRetry(error) {
  return error?.headers?.["x-should-retry"]?.trim().toLowerCase() === "false";
}
