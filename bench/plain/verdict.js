/** What a failed try means: what is said of it, and whether another one may help. */
import { headerOf } from "./rate-limit.js";
import { adviceOf, BACKOFF, NEVER, waitFor } from "./retry.js";

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

export function judge(given, { host, asker }, tried) {
  const { said, status, attempt } = tried;
  let advice = BACKOFF;
  let message;
  let timeout;
  if (said === undefined) {
    const isLast = tried.leftBefore <= given.attemptTimeout;
    const option = isLast ? "timeout" : "attemptTimeout";
    timeout = given[option];
    message = `no complete answer from ${host} within ${timeout} ms (\`${option}\`)`;
    if (isLast) advice = NEVER;
  } else if (status >= 0) {
    message = `${host} answered ${saidOf(status, said)}${nextStep(tried, asker)}`;
    advice = adviceOf(tried, (name) => headerOf(tried.head, name));
  } else {
    const hint = given.inBrowser
      ? " (in a page, CORS or the page's Content-Security-Policy may have refused it)"
      : "";
    message = `no answer from ${host}: ${said}${hint}`;
    if (status < 0) advice = NEVER;
  }
  const wait = waitFor(advice, attempt, tried.random);
  const isTried = attempt <= given.maxRetries && wait < tried.left;
  return { message, timeout, wait: isTried ? wait : undefined };
}

function saidOf(status, texts) {
  const redirect = "redirect, which is never followed";
  let text = `${status}`;
  if (status === 0) text = `with a ${redirect}`;
  else if ([301, 302, 303, 307, 308].includes(status)) text += `, a ${redirect}`;
  return texts === "" ? text : `${text}: ${texts}`;
}

function nextStep({ status, reset }, asker) {
  if (status === 429 && reset !== undefined) return ` (the limit resets in ${reset} s)`;
  const step = NEXT_STEP[asker][status];
  return step ? ` (${step})` : "";
}
