/** One call: tries, deadline, abort. The only file that sends. */
import { AccountsError } from "../../src/entry/error.js";
import { check } from "./accounts.js";
import { createCutoff } from "./cutoff.js";
import { httpError, readHead, statusOf } from "./answer.js";
import { waitFor } from "./retry.js";
import { describe } from "./thrown.js";

const NEVER = "never";
const BACKOFF = "backoff";

export async function listAccountsOf(request) {
  const deadline = Date.now() + request.timeout;
  const cutoff = createCutoff(request.signal);
  try {
    for (let attempt = 1; ; attempt++) {
      cutoff.throwIfAborted();
      const { accounts, error, retry } = await tryOnce(request, cutoff, attempt, deadline);
      if (accounts) return accounts;
      const wait = attempt <= request.maxRetries ? waitFor(retry, attempt) : undefined;
      if (wait === undefined || Date.now() + wait >= deadline) throw error;
      cutoff.begin(wait);
      await cutoff.race(() => new Promise(() => {}));
      cutoff.finish();
    }
  } finally {
    cutoff.release();
  }
}

/** @returns {Promise<{ accounts?: object[], error?: AccountsError, retry?: string | object }>} */
async function tryOnce(request, cutoff, attempt, deadline) {
  const started = Date.now();
  const left = deadline - started;
  const signal = cutoff.begin(Math.min(request.attemptTimeout, left));
  const settle = async (start) => {
    const settled = await cutoff.race(start);
    cutoff.throwIfAborted();
    if (settled.late) return timedOut(request, left);
    if ("thrown" in settled) return { error: network(request, settled.thrown), retry: BACKOFF };
    return settled;
  };

  try {
    const { url, headers } = request;
    const init = { method: "GET", headers, redirect: "manual", signal };
    const sent = await settle(() => request.fetch(url, init));
    if (sent.error) return sent;
    const answer = sent.value;
    const status = statusOf(answer);
    if (status === undefined) {
      return { error: network(request, new Error("fetch returned no Response")), retry: NEVER };
    }
    const failed = status < 200 || status >= 300;
    const head = (failed || request.onResponse) && readHead(answer, status, request.secrets);
    if (request.onResponse) tell(request.onResponse, { ...head, attempt }, started);
    const read = await settle(() => answer.text());
    if (failed) return { error: httpError(head, read.value, request), retry: head.advice };
    return read.error ? read : decode(read.value);
  } finally {
    cutoff.finish();
  }
}

function tell(onResponse, { status, headers, attempt, rateLimit }, started) {
  const duration = Math.max(0, Date.now() - started);
  const info = { status, headers, attempt, duration, ...(rateLimit && { rateLimit }) };
  // What it throws is its own affair; so is what its promise rejects with, if it is `async`.
  new Promise((resolve) => resolve(onResponse(info))).catch(() => {});
}

function decode(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    const first = typeof text === "string" ? text.trimStart()[0] : undefined;
    const found = first === undefined ? "nothing" : first === "<" ? "HTML" : "other text";
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
  const { text, cause } = describe(thrown, secrets);
  const hint = inBrowser
    ? " (in a page, CORS or the page's Content-Security-Policy may have refused it)"
    : "";
  const message = `no answer from ${host}: ${text}${hint}`;
  return new AccountsError({ code: "network", message, cause });
}
