import { firstOf, readHead, statusOf } from "./answer.js";
import { attempt } from "./attempt.js";
import { readErrorBody } from "./error-body.js";
import { AccountsError } from "./error.js";
import { Failure, refusal } from "./failure.js";
import { withNearMisses } from "./near-misses.js";
import { readOptions } from "./options.js";
import { Secrets } from "./secrets.js";
import { ABORTED, DEAF, DONE, FAILED, Step, TIMED_OUT } from "./step.js";
import { describe } from "./thrown.js";

/**
 * Makes `listAccounts`: tries, deadline, abort. What is sent, and what comes of an answer, the core says
 * (src/js.rs): it is asked, and keeps nothing.
 *
 * @param ask Called with what a call was given, and a question. Gives what that returns for the core, or throws
 *   a `Failure`.
 */
export function createListAccounts(ask) {
  return async function listAccounts(integration, options) {
    const given = readOptions(integration, options);
    given.started = Date.now();
    // A caller near the end of its stack would leave none for the call.
    await undefined;
    try {
      return await call(given, (question) => ask(given, question));
    } catch (thrown) {
      // A reason of the caller's signal can be anything, and may throw at whatever is asked of it.
      const isFailure = attempt(() => thrown instanceof Failure);
      if (!isFailure) throw thrown;
      throw new AccountsError(withNearMisses(thrown.fields, given, options));
    }
  };
}

async function call(given, ask) {
  const request = await ask((core) => core.request(given));
  if (request instanceof Failure) throw request;
  const secrets = new Secrets(request.secrets === "" ? [] : request.secrets.split("\n"));
  const left = () => given.started + given.timeout - Date.now();

  for (let tries = 1, failure; ; tries++) {
    // Each field is its own from the start, whatever a program has done to all objects.
    const tried = {
      attempt: tries,
      leftBefore: left(),
      status: undefined,
      said: undefined,
      head: "",
      reset: undefined,
      now: 0,
      retryAfter: undefined,
    };
    if (failure && tried.leftBefore < 0) throw failure;
    const outcome = await tryOnce(given, request, tried, secrets, ask);
    if (Array.isArray(outcome)) return outcome;

    const failed = { ...tried, left: left(), random: Math.random() };
    const { message, timeout, wait } = await ask((core) => core.judge(given, request, failed));
    failure = new Failure({ ...outcome, ...(timeout !== undefined && { timeout }), message });
    if (wait === undefined) throw failure;
    const step = new Step(given.signal, wait);
    const { end, value } = await step.sleep();
    step.close();
    if (end === ABORTED || end === DEAF) throw value;
    if (end !== TIMED_OUT) throw failure;
  }
}

/** The accounts; or the fields of an error, of which the core says the rest, told by `tried` how it failed. */
async function tryOnce(given, request, tried, secrets, ask) {
  const { fetch, onResponse, attemptTimeout } = given;
  if (tried.leftBefore < 0) return { code: "timeout" };
  const started = Date.now();
  // Not by `Math.min`: a program's clock that gives no number leaves the limit of a try.
  const limit = tried.leftBefore < attemptTimeout ? tried.leftBefore : attemptTimeout;
  const step = new Step(given.signal, limit);
  try {
    const sent = await step.send(fetch, request.url, request.lines);
    if (sent.end !== DONE) return failed(tried, sent, secrets);
    const answer = sent.value;
    const status = statusOf(answer);
    if (status < 0) {
      tried.status = status;
      const cause = new Error("fetch returned no Response");
      return failed(tried, { end: FAILED, value: cause }, secrets);
    }
    const isSuccess = status >= 200 && status < 300;
    if (isSuccess && !onResponse) {
      return await accountsOf(await step.text(answer), tried, secrets, ask);
    }

    tried.now = Date.now();
    const duration = Math.max(0, tried.now - started);
    // Should memory or the stack end in here, there is less to say.
    const head = attempt(() => readHead(answer, secrets)) ?? { lines: "", shown: {} };
    tried.head = head.lines;
    const rateLimit = await ask((core) => core.rateLimit(head.lines, tried.now));
    const limits = () => rateLimit && { rateLimit: { ...rateLimit } };
    if (onResponse) {
      const info = { status, headers: head.shown, attempt: tried.attempt, duration, ...limits() };
      tell(onResponse, info);
    }
    const read = await step.text(answer);
    if (isSuccess) return await accountsOf(read, tried, secrets, ask);

    // The status says more than the reason why the rest of the answer is missing.
    if (read.end === ABORTED) throw read.value;
    const text = read.end === DONE ? read.value : undefined;
    const { errors, said, body } = attempt(() => readErrorBody(text, secrets)) ?? {
      errors: [],
      said: "",
    };
    Object.assign(tried, { status, said, reset: rateLimit?.reset, retryAfter: head.retryAfter });
    const fields = { code: "http", status, errors, headers: head.shown, ...limits() };
    return body ? { ...fields, body } : fields;
  } catch (thrown) {
    // Nobody reads the rest of the answer.
    step.end(FAILED);
    throw thrown;
  } finally {
    step.close();
  }
}

function failed(tried, { end, value }, secrets) {
  if (end === TIMED_OUT) return { code: "timeout" };
  if (end === FAILED) {
    const thrown = attempt(() => describe(value, secrets)) ?? { text: "a value without text" };
    tried.said = thrown.text;
    return { code: "network", cause: thrown.value };
  }
  // Nothing was sent yet.
  if (end === DEAF && tried.attempt === 1) throw refusal("signal", "listening to `signal` threw");
  throw value;
}

/** The very objects that the runtime parsed, checked where they lie. */
async function accountsOf(read, tried, secrets, ask) {
  if (read.end !== DONE) return failed(tried, read, secrets);
  const answer = attempt(() => JSON.parse(read.value));
  const wrong = await ask((core) => core.check(answer, firstOf(read.value)));
  if (wrong) throw wrong;
  return Array.isArray(answer) ? answer : [answer];
}

/** Calls `onResponse`; what it throws, or rejects with, is its own affair. */
function tell(onResponse, info) {
  new Promise((resolve) => resolve(onResponse(info))).catch(() => {});
}
