/** An answer outside 2xx -> an `http` error. */
import { readHead } from "../../src/entry/answer.js";
import { readErrorBody } from "../../src/entry/error-body.js";
import { AccountsError } from "../../src/entry/error.js";
import { rateLimitOf } from "./rate-limit.js";
import { adviceOf } from "./retry.js";

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

/** What is told of an answer: its status, headers and rate limit as they may be shown; and its `advice`. */
export function readResponse(answer, status, secrets) {
  const { get, shown } = readHead(answer, secrets);
  const rateLimit = rateLimitOf(get);
  if (rateLimit?.name) rateLimit.name = shown["x-ratelimit-name"];
  const advice = adviceOf(status, get, rateLimit);
  return { status, headers: shown, ...(rateLimit && { rateLimit }), advice };
}

export function httpError({ status, headers, rateLimit }, text, { host, asker, secrets }) {
  const { errors, said, body } = readErrorBody(text, secrets);
  return new AccountsError({
    code: "http",
    message: `${host} answered ${saidOf(status, said)}${nextStep(status, asker, rateLimit)}`,
    status,
    errors,
    headers,
    ...(rateLimit && { rateLimit }),
    ...(body && { body }),
  });
}

function saidOf(status, texts) {
  const redirect = "redirect, which is never followed";
  let text = `${status}`;
  if (status === 0) text = `with a ${redirect}`;
  else if ([301, 302, 303, 307, 308].includes(status)) text += `, a ${redirect}`;
  return texts === "" ? text : `${text}: ${texts}`;
}

function nextStep(status, asker, rateLimit) {
  const reset = status === 429 ? rateLimit?.reset : undefined;
  if (reset !== undefined) return ` (the limit resets in ${reset} s)`;
  const step = NEXT_STEP[asker][status];
  return step ? ` (${step})` : "";
}
