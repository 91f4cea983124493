import { describe } from "../redaction.js";
import { ageOf, now, STALE_MS } from "./cache.js";
import { readAccounts, readLimit } from "./shapes.js";
import { withTimeout } from "./timeout.js";

/** In milliseconds. A store that is slower than Datadog would be worse than none. */
const READ_TIMEOUT = 300;
const WRITE_TIMEOUT = 5000;
/** In UTF-16 units: more than 10,000 accounts. Longer entries are neither written nor parsed. */
const MAX_LENGTH = 8_388_608;

/** No visitor can request it: `.invalid` is reserved (RFC 2606). */
const ORIGIN = "https://datadog-llm-accounts.invalid";

/**
 * What isolates share through a Cache, or anything else with its `match(url)` and `put(url, response)`. An
 * entry is JSON, with its time to live in `Cache-Control`. No request fails because of it: a store that fails, hangs or
 * returns nonsense is the same as an empty one, with a warning for the log.
 *
 * @param {(env: unknown) => object | undefined | Promise<object | undefined>} open called for each use: workerd
 *   binds what it opens to a request
 * @param {(integration: string, accounts: unknown[]) => Promise<unknown[]>} check rejects for anything but accounts
 */
export function createStore(open, check) {
  /** Of the last write, which ended after its request was logged. */
  let failedWrite;

  /**
   * @param {{ limit: string, accounts: string }} keys as in keys.js
   * @returns {Promise<{ stored?: object, limit?: object, warning?: string }>} never rejects
   */
  async function read(env, keys, integration) {
    const warnings = [failedWrite];
    failedWrite = undefined;
    const readEntry = async (cache, kind, parse) => {
      const response = await cache.match(urlOf(kind, keys));
      if (response === undefined || response === null) return undefined;
      const entry = await parseEntry(await response.text(), parse);
      if (!entry) warnings.push("cache: an entry has another format");
      return entry;
    };
    const readBoth = async () => {
      const cache = await open(env);
      if (cache === undefined) return {};
      const [limit, stored] = await Promise.all([
        readEntry(cache, "limit", limitIn),
        readEntry(cache, "accounts", (entry) =>
          accountsIn(entry, (accounts) => check(integration, accounts)),
        ),
      ]);
      return { limit, stored };
    };
    let found;
    try {
      found = await withTimeout(readBoth, READ_TIMEOUT);
    } catch (error) {
      warnings.push(`cache: ${describe(error)}`);
    }
    return { ...found, warning: warnings.filter(Boolean).join("; ") || undefined };
  }

  /** Writes what others may use of an outcome. It never rejects. */
  async function write(env, keys, outcome, cacheMs) {
    const entry = entryOf(outcome, cacheMs);
    if (!entry || entry.body.length > MAX_LENGTH) return;
    const { kind, body, seconds } = entry;
    const headers = { "Content-Type": "application/json", "Cache-Control": `max-age=${seconds}` };
    const put = async () => {
      const cache = await open(env);
      await cache?.put(urlOf(kind, keys), new Response(body, { headers }));
    };
    try {
      await withTimeout(put, WRITE_TIMEOUT);
    } catch (error) {
      failedWrite = `cache: ${describe(error)}`;
    }
  }

  return { read, write };
}

function urlOf(kind, keys) {
  return `${ORIGIN}/${kind}/${keys[kind]}`;
}

/** Times are Unix milliseconds: other machines read them. */
function entryOf({ stored, limit, failure }, cacheMs) {
  const accounts = (at, text, rateLimit) => ({
    kind: "accounts",
    // The accounts are JSON already.
    body: `{"at":${at},"accounts":${text},"rateLimit":${JSON.stringify(rateLimit ?? {})}}`,
    seconds: Math.ceil((cacheMs + STALE_MS) / 1000),
  });
  if (limit) {
    const left = limit.until - now();
    const { status, code, retryable, errors } = limit.error;
    const error = { status, code, retryable, errors };
    const body = JSON.stringify({ until: Date.now() + left, error, rateLimit: limit.rateLimit });
    return left > 0 && { kind: "limit", body, seconds: Math.ceil(left / 1000) };
  }
  if (failure) return failure.error.retryable ? undefined : accounts(Date.now(), "null");
  return accounts(Date.now() - ageOf(stored), stored.text, stored.rateLimit);
}

/** `undefined` for what nobody here wrote. */
async function parseEntry(text, parse) {
  try {
    return text.length > MAX_LENGTH ? undefined : await parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function limitIn({ until, error, rateLimit }) {
  return readLimit({ left: -millisecondsSince(until), error, rateLimit });
}

function accountsIn({ at, accounts, rateLimit }, check) {
  return readAccounts({ age: millisecondsSince(at), accounts, rateLimit }, check);
}

/** `NaN` for anything but a number. */
function millisecondsSince(time) {
  return typeof time === "number" ? Date.now() - time : NaN;
}
