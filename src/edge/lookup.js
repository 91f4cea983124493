import { createCache, now } from "./cache.js";
import { coordinate } from "./coordinator.js";
import { hashKeys } from "./keys.js";
import { createStore } from "./store.js";
import { fetchAccounts } from "./upstream.js";

/**
 * With a shared cache, each isolate draws by which part of `cacheMs` its accounts expire early. Otherwise all
 * that share an entry would miss, and call, at the same moment; so the first has stored a new one for the rest.
 * Not with a coordinator, which would still have the old ones: it makes one call anyway.
 */
const EARLY = 0.2;

/**
 * Where accounts are looked for, in this order: this isolate's memory, the shared cache, the coordinator,
 * Datadog. Each is used only where the one before has nothing.
 *
 * @param {Function} listAccounts
 * @param {{ cacheMs: number, fetch?: unknown, openCache?: Function, coordinator?: Function }} settings
 */
export function createLookup(listAccounts, settings) {
  const { cacheMs, fetch, openCache, coordinator } = settings;
  const memory = createCache();
  /** What others stored, checked by the client itself, as a response of Datadog's. */
  const check = (integration, accounts) =>
    listAccounts(integration, {
      baseUrl: "https://datadog-llm-accounts.invalid",
      fetch: () => Promise.resolve({ status: 200, json: () => accounts }),
      maxRetries: 0,
    });
  const store = openCache && createStore(openCache, check);

  /**
   * @param {string} integration an allowed one
   * @param {{ site?: string, apiKey: string, appKey: string, sources: object }} credentials
   * @param {(promise: Promise<unknown>) => void} keepAlive lets what is shared outlive the request that began it
   * @returns what cache.js returns
   */
  return function lookup(integration, credentials, env, keepAlive) {
    const { site, apiKey, appKey } = credentials;
    const started = now();
    const options = { credentials, fetch, started };
    const fetchOnce = (isRateLimited) =>
      fetchAccounts(listAccounts, integration, options, isRateLimited);
    let hashed;
    const keys = () => (hashed ??= hashKeys(credentials, integration));
    let stub;
    const open = () => (stub ??= coordinator?.(env));

    return memory.lookup({
      upstream: JSON.stringify([site, apiKey, appKey]),
      integration,
      cacheMs,
      earlyMs: () => (store && !isPresent(open) ? cacheMs * EARLY : 0),
      keepAlive,
      store: store && {
        read: async () => store.read(env, await keys(), integration),
        write: async (outcome) => store.write(env, await keys(), outcome, cacheMs),
      },
      call: (isRateLimited) => {
        const query = { keys, cacheMs, started };
        const checkOurs = (accounts) => check(integration, accounts);
        return coordinate(open, query, checkOurs, fetchOnce, isRateLimited);
      },
    });
  };
}

/** One that fails counts: a Worker may have the option, but no binding. */
function isPresent(open) {
  try {
    return open() !== undefined;
  } catch {
    return true;
  }
}
