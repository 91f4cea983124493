/** One call: tries, deadline, abort. */
import { firstOf, statusOf } from "../../src/entry/answer.js";
import { AccountsError } from "../../src/entry/error.js";
import { ABORTED, DEAF, DONE, FAILED, Step, TIMED_OUT } from "../../src/entry/step.js";
import { describe } from "../../src/entry/thrown.js";
import { check } from "./accounts.js";
import { refuse } from "./argument.js";
import { httpError, readResponse } from "./answer.js";
import { waitFor } from "./retry.js";

const NEVER = "never";
const BACKOFF = "backoff";

export async function listAccountsOf(request) {
  const deadline = Date.now() + request.timeout;
  for (let attempt = 1; ; attempt++) {
    const { accounts, error, retry } = await tryOnce(request, attempt, deadline);
    if (accounts) return accounts;
    const wait = attempt <= request.maxRetries ? waitFor(retry, attempt) : undefined;
    if (wait === undefined || Date.now() + wait >= deadline) throw error;
    const step = new Step(request.signal, wait);
    const { end, value } = await step.sleep();
    step.close();
    if (end === ABORTED || end === DEAF) throw value;
    if (end !== TIMED_OUT) throw error;
  }
}

/** @returns {Promise<{ accounts?: object[], error?: AccountsError, retry?: string | object }>} */
async function tryOnce(request, attempt, deadline) {
  const started = Date.now();
  const left = deadline - started;
  const step = new Step(request.signal, Math.min(request.attemptTimeout, left));
  const settle = async (promise) => {
    const { end, value } = await promise;
    if (end === DONE) return { value };
    if (end === FAILED) return { error: network(request, value), retry: BACKOFF };
    if (end === TIMED_OUT) return timedOut(request, left);
    if (end === ABORTED || attempt > 1) throw value;
    throw refuse("signal", "listening to `signal` threw");
  };

  try {
    const sent = await settle(step.send(request.fetch, request.url, request.headers));
    if (sent.error) return sent;
    const answer = sent.value;
    const status = statusOf(answer);
    if (status < 0) {
      return { error: network(request, new Error("fetch returned no Response")), retry: NEVER };
    }
    const failed = status < 200 || status >= 300;
    const head = (failed || request.onResponse) && readResponse(answer, status, request.secrets);
    if (request.onResponse) tell(request.onResponse, { ...head, attempt }, started);
    const read = await settle(step.text(answer));
    if (failed) return { error: httpError(head, read.value, request), retry: head.advice };
    return read.error ? read : decode(read.value);
  } finally {
    step.close();
  }
}

function tell(onResponse, { status, headers, attempt, rateLimit }, started) {
  const duration = Math.max(0, Date.now() - started);
  const info = {
    status,
    headers: { ...headers },
    attempt,
    duration,
    ...(rateLimit && { rateLimit: { ...rateLimit } }),
  };
  // What it throws is its own affair; so is what its promise rejects with, if it is `async`.
  new Promise((resolve) => resolve(onResponse(info))).catch(() => {});
}

function decode(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    const found = { undefined: "nothing", "<": "HTML" }[firstOf(text)] ?? "other text";
    return undocumented({ path: "$", expected: "JSON", found });
  }
  const { accounts, mismatch } = check(answer);
  return mismatch ? undocumented(mismatch) : { accounts };
}

function undocumented({ path, expected, found }) {
  const message = `the answer is not as documented: expected ${expected} at ${path}, found ${found}`;
  return {
    error: new AccountsError({ code: "decode", message, path, expected, found }),
    retry: NEVER,
  };
}

function timedOut({ host, timeout, attemptTimeout }, left) {
  const last = left <= attemptTimeout;
  const [option, time] = last ? ["timeout", timeout] : ["attemptTimeout", attemptTimeout];
  const message = `no complete answer from ${host} within ${time} ms (\`${option}\`)`;
  const error = new AccountsError({ code: "timeout", message, timeout: time });
  return { error, retry: last ? NEVER : BACKOFF };
}

/** What `fetch` threw, as an error that shows no secret and says what it can. */
function network({ host, secrets, inBrowser }, thrown) {
  const { text, value: cause } = describe(thrown, secrets);
  const hint = inBrowser
    ? " (in a page, CORS or the page's Content-Security-Policy may have refused it)"
    : "";
  const message = `no answer from ${host}: ${text}${hint}`;
  return new AccountsError({ code: "network", message, cause });
}
