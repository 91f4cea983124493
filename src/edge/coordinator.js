import { describe } from "../redaction.js";
import { now, outcomeOf } from "./cache.js";
import { readAccounts, readFailure, readLimit } from "./shapes.js";
import { withTimeout } from "./timeout.js";

/** In milliseconds: to reach the coordinator, and for it to learn what this isolate's call returned. */
const REACH_TIMEOUT = 1000;
/** Whether another call has met a rate limit is not worth a longer delay. */
const LIMIT_TIMEOUT = 300;
/** How long to wait for another isolate's call: a first attempt, and there is time for a call of our own. */
const JOIN_TIMEOUT = 6500;
/** When to respond at the latest, slightly after our own call has timed out. */
const DEADLINE = 9300;

/**
 * Has the coordinator (durable.js) decide who calls Datadog: it serves what it has, shares the call of
 * another isolate, or has this isolate make it. It gets no credentials, only a function that makes the call.
 * Whatever it does, there is an outcome: this isolate goes on alone, with a warning for the log.
 *
 * @param {() => object | undefined} open returns the stub of the Durable Object; `undefined` for none
 * @param {{ keys: () => Promise<object>, cacheMs: number, started: number }} query
 * @param {(accounts: unknown[]) => Promise<unknown[]>} check rejects for anything but accounts
 * @param {(isRateLimited: () => boolean | Promise<boolean>) => Promise<object>} call as in upstream.js
 * @param {() => boolean} isRateLimited of this isolate
 * @returns an outcome, as in cache.js
 */
export async function coordinate(open, { keys, cacheMs, started }, check, call, isRateLimited) {
  // Made once at most: if the coordinator fails while this isolate makes the call, that very call counts.
  let own;
  const callOnce = (limited) => (own ??= call(limited));

  let found;
  try {
    const stub = open();
    if (stub === undefined) return await outcomeOf(await callOnce(isRateLimited));
    found = await reach(stub, await keys(), cacheMs);
    if (typeof found?.join !== "function") return await readFound(found, check);
    const joined = await join(found, callOnce, isRateLimited, started);
    if (!own) return await readFound(joined, check);
    const outcome = await outcomeOf(await own);
    // For a failure the accounts of others count: stale ones, or that nobody may read them any more.
    return outcome.failure ? { ...outcome, stored: await readStored(joined, check) } : outcome;
  } catch (error) {
    const outcome = await outcomeOf(await callOnce(isRateLimited));
    return { ...outcome, warning: `coordinator: ${describe(error)}` };
  } finally {
    dispose(found);
  }
}

/** What the coordinator has, or its function `join`. */
async function reach(stub, keys, cacheMs) {
  const reached = Promise.resolve(stub.lookup(keys, cacheMs));
  try {
    return await withTimeout(() => reached, REACH_TIMEOUT);
  } catch (error) {
    reached.then(dispose, () => {}); // it may still come
    throw error;
  }
}

/** What the call returned that the coordinator chose. It need not return ours: we have that. */
async function join(found, callOnce, isRateLimited, started) {
  const left = (deadline) => Math.max(deadline - (now() - started), 0);
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error("another isolate's call did not return"));
      timer = setTimeout(giveUp, left(JOIN_TIMEOUT));
      const call = async (limitedElsewhere) => {
        clearTimeout(timer);
        const isLimited = async () => isRateLimited() || (await ask(limitedElsewhere));
        const result = await callOnce(isLimited);
        timer = setTimeout(resolve, Math.min(REACH_TIMEOUT, left(DEADLINE)));
        return result;
      };
      Promise.resolve(found.join(call)).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

async function ask(limitedElsewhere) {
  try {
    return await withTimeout(limitedElsewhere, LIMIT_TIMEOUT);
  } catch {
    return false;
  }
}

/** As durable.js describes it. */
async function readFound(found, check) {
  const { cache, limit, failure } = found ?? {};
  const outcome = {
    // Whether its accounts are stale here is decided as for our own.
    cache: cache === "stale" ? "failed" : cache,
    tier: "coordinator",
    stored: await readStored(found, check),
    limit: limit && readLimit(limit),
    failure: failure && readFailure(failure),
  };
  const { stored } = outcome;
  const isKnown = ["hit", "shared", "limited", "failed"].includes(outcome.cache);
  if (isKnown && (outcome.limit || outcome.failure || stored?.text !== undefined)) return outcome;
  throw new Error("an unexpected response");
}

async function readStored(found, check) {
  try {
    const { text = "null", ...rest } = found.accounts;
    return await readAccounts({ ...rest, accounts: JSON.parse(text) }, check);
  } catch {
    return undefined;
  }
}

/** What comes over RPC holds on to the coordinator until it is disposed of. */
function dispose(found) {
  try {
    found?.[Symbol.dispose]?.();
  } catch {
    // Not a real stub.
  }
}
