/** An answer outside 2xx -> an `http` error. Its fields may throw: a replaced `fetch` returns anything. */
import { AccountsError } from "../../src/entry/error.js";
import { attempt, isObject } from "./argument.js";
import { errorDetails } from "./error-body.js";
import { rateLimitOf } from "./rate-limit.js";
import { adviceOf } from "./retry.js";

/** The longest piece of a body that an error keeps, in bytes. */
const MAX_BODY = 2048;
/** As much of it is looked at, in UTF-16 units: replacing secrets can make it shorter. */
const MAX_READ = 8192;

const NEXT_STEP = {
  keys: {
    401: "check both keys, and that `site` is the one they belong to",
    403:
      "check that the application key may read LLM Observability, and that `site` is the one it " +
      "belongs to",
  },
  token: {
    401: "check that `accessToken` is valid and may read this",
    403: "check that `accessToken` is valid and may read this",
  },
  nobody: { 401: "it may want an `accessToken`", 403: "it may want an `accessToken`" },
};

/** The status of what really is a response; 0 is a redirect that a browser hides. */
export function statusOf(answer) {
  if (!isObject(answer)) return undefined;
  const status = attempt(() => answer.status);
  if (typeof status === "number" && status >= 200 && status < 1000) return status;
  return status === 0 && attempt(() => answer.type) === "opaqueredirect" ? 0 : undefined;
}

/** What is told of an answer: its status, headers and rate limit as they may be shown; and its `advice`. */
export function readHead(answer, status, { redact }) {
  const entries = attempt(() => Object.entries(Object.fromEntries(answer.headers))) ?? [];
  const texts = entries.filter(([, value]) => typeof value === "string");
  const headers = Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), value]));
  const rateLimit = rateLimitOf(headers);
  const shown = Object.entries(headers).map(([name, value]) => [redact(name), redact(value)]);
  return {
    status,
    headers: Object.fromEntries(shown),
    ...(rateLimit && { rateLimit }),
    ...(rateLimit?.name && { rateLimit: { ...rateLimit, name: redact(rateLimit.name) } }),
    advice: adviceOf(status, headers, rateLimit),
  };
}

export function httpError({ status, headers, rateLimit }, text, { host, asker, secrets }) {
  const body = typeof text === "string" ? text : "";
  const errors = errorDetails(
    attempt(() => JSON.parse(body)),
    secrets,
  );
  const start = errors.length === 0 ? startOf(body, secrets) : "";
  return new AccountsError({
    code: "http",
    message: `${host} answered ${said(status, errors)}${nextStep(status, asker, rateLimit)}`,
    status,
    errors,
    headers,
    ...(rateLimit && { rateLimit }),
    ...(start !== "" && { body: start }),
  });
}

function said(status, [error]) {
  const redirect = "redirect, which is never followed";
  let text = `${status}`;
  if (status === 0) text = `with a ${redirect}`;
  else if ([301, 302, 303, 307, 308].includes(status)) text += `, a ${redirect}`;
  // Cut where it would flood a log; `errors` has the whole.
  const texts = [error?.title, error?.detail].filter((text) => text !== undefined);
  return [text, ...texts.map((text) => Array.from(text).slice(0, 500).join(""))].join(": ");
}

function nextStep(status, asker, rateLimit) {
  const reset = status === 429 ? rateLimit?.reset : undefined;
  if (reset !== undefined) return ` (the limit resets in ${reset} s)`;
  const step = NEXT_STEP[asker][status];
  return step ? ` (${step})` : "";
}

/** At most the first 2 KB of a text, cut between two characters. */
function startOf(text, secrets) {
  const start = secrets.redact(text.slice(0, MAX_READ), text.length > MAX_READ);
  const { read } = new TextEncoder().encodeInto(start, new Uint8Array(MAX_BODY));
  return start.slice(0, read);
}
