/**
 * What another isolate left in a shared tier, checked field by field before it is used: a store may be
 * written by others, and an older version may be running beside this one.
 *
 * Each function returns `undefined` for a value of another shape.
 */
import { etagOf, FAILURE_MS, now } from "./cache.js";
import { MAX_RESET } from "./upstream.js";

/** By how many milliseconds the clocks of two machines may differ. */
const CLOCK_SKEW = 5000;
const MAX_ERRORS = 20;
const MAX_TEXT = 2000;
/** The `code`s that `upstreamError` gives. */
const CODES = ["http", "network", "timeout", "decode", "invalid_argument", "load", "internal"];

/**
 * @param {{ age: number, accounts: unknown, rateLimit?: object }} value `age` in milliseconds
 * @param {(accounts: unknown[]) => Promise<unknown[]>} check rejects for anything but accounts
 * @returns the accounts as cache.js keeps them; without `text` and `etag` for `null`, which says that the
 *   keys may no longer read them
 */
export async function readAccounts({ age, accounts, rateLimit }, check) {
  if (!isWithin(age, -CLOCK_SKEW, Infinity)) return undefined;
  const at = now() - Math.max(age, 0);
  if (accounts === null) return { at };
  if (!Array.isArray(accounts)) return undefined;
  try {
    const text = JSON.stringify(await check(accounts));
    return { text, etag: await etagOf(text), at, rateLimit: readRateLimit(rateLimit) };
  } catch {
    return undefined;
  }
}

/** @param {{ left: number, error: unknown, rateLimit?: object }} value `left` in milliseconds */
export function readLimit({ left, error, rateLimit }) {
  const read = readError(error);
  if (read?.status !== 429 || !isWithin(left, -Infinity, MAX_RESET * 1000 + CLOCK_SKEW)) {
    return undefined;
  }
  return { until: now() + left, error: read, rateLimit: readRateLimit(rateLimit) };
}

/** @param {{ left: number, error: unknown }} value `left` in milliseconds */
export function readFailure({ left, error }) {
  const read = readError(error);
  if (!read || !isWithin(left, -Infinity, FAILURE_MS)) return undefined;
  return { until: now() + left, error: read };
}

/** An error as `edgeError` makes it, built anew from its texts. */
function readError(value) {
  const { status, code, retryable, message, errors } = value ?? {};
  const valid =
    Number.isInteger(status) &&
    isWithin(status, 400, 599) &&
    CODES.includes(code) &&
    typeof retryable === "boolean" &&
    Array.isArray(errors) &&
    [message, ...errors.flatMap((it) => [it?.title, it?.detail])].every(isOptionalText);
  if (!valid) return undefined;
  const texts = errors.slice(0, MAX_ERRORS).map(({ title, detail }) => ({
    status: `${status}`,
    title: title?.slice(0, MAX_TEXT),
    detail: detail?.slice(0, MAX_TEXT),
  }));
  return { status, code, retryable, message: message?.slice(0, MAX_TEXT), errors: texts };
}

/** Fields that no header could hold are left out. */
function readRateLimit(value) {
  const { limit, period, remaining, reset, name } = value ?? {};
  const numbers = Object.entries({ limit, period, remaining, reset });
  const texts = Object.entries({ name });
  return Object.fromEntries([
    ...numbers.filter(([, number]) => isWithin(number, 0, Number.MAX_SAFE_INTEGER)),
    ...texts.filter(([, text]) => typeof text === "string" && /^[ -~]{1,200}$/.test(text)),
  ]);
}

function isWithin(number, min, max) {
  return Number.isFinite(number) && number >= min && number <= max;
}

function isOptionalText(text) {
  return text === undefined || typeof text === "string";
}
