import { DurableObject } from "cloudflare:workers";
import { ageOf, createCache, now, outcomeOf } from "./cache.js";
import { createStorageCache } from "./storage.js";
import { createStore } from "./store.js";

/**
 * The one place for all isolates: it decides which of them calls Datadog, and keeps what they share. The
 * credentials stay in the isolates; it knows hashes (keys.js) and makes no request itself.
 */
export class AccountsCoordinator extends DurableObject {
  #cache = createCache();
  #storage = createStorageCache(this.ctx.storage);
  /** So that a rate limit outlives an eviction. What it wrote itself needs no check. */
  #store = createStore(
    () => this.#storage,
    (_, accounts) => Promise.resolve(accounts),
  );

  /**
   * Called by coordinator.js. It returns at once, which shows that the coordinator was reached.
   *
   * @param {{ limit: string, accounts: string }} keys
   * @returns `{ cache, accounts?, limit?, failure? }` with times as the milliseconds that passed or are left,
   *   since no two machines have the same clock; or `{ join }`, a function that takes one that makes the call,
   *   and returns the same once a call has returned
   */
  lookup(keys, cacheMs) {
    const query = { upstream: keys.limit, integration: keys.accounts, cacheMs };
    const found = this.#cache.peek(query);
    return found ? describeFound(found) : { join: (call) => this.#join(keys, query, call) };
  }

  async #join(keys, query, call) {
    let written;
    const found = await this.#cache.lookup({
      ...query,
      call: async (isRateLimited) => outcomeOf(await call(isRateLimited)),
      store: {
        read: () => this.#store.read(undefined, keys),
        write: (outcome) => {
          written = this.#store.write(undefined, keys, outcome, query.cacheMs);
          return written;
        },
      },
      keepAlive() {}, // an object lives as long as its work
    });
    // First: what an isolate has been told must outlive an eviction.
    await written;
    return describeFound(found);
  }

  async alarm() {
    await this.#storage.deleteExpired();
  }
}

function describeFound({ cache, stored, revoked, limit, failure }) {
  // The isolate that made the call has its result.
  if (cache === "miss" && !failure) return { cache };
  const accounts = stored ?? revoked;
  return {
    cache,
    accounts: accounts && {
      text: accounts.text,
      age: ageOf(accounts),
      rateLimit: accounts.rateLimit,
    },
    limit: limit && {
      error: limit.error,
      left: limit.until - now(),
      rateLimit: limit.rateLimit,
    },
    failure: failure && { error: failure.error, left: failure.until - now() },
  };
}
