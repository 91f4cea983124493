// One integration: its last good response, the error of the last request, and when to retry.
import { isRateLimited, isTokenRejected } from "./advice.js";
import { nameOf } from "./words.js";
import { listAccounts } from "../vendor/datadog-llm-accounts/index.js";

const LONGEST_DELAY = 3600;

export class Integration {
  accounts; // of the last good response, kept until a newer one arrives
  fetchedAt;
  error; // of the last request, when it failed
  until; // when the rate limit is over, in ms
  wait = 0; // the whole delay, in seconds
  busy = false;
  offline = false;
  #controller;
  #timer;
  #limitedInARow = 0;
  #options;

  // `options()` gives the current baseUrl and accessToken.
  constructor(integration, { options, onChange, onTokenRejected }) {
    this.id = integration;
    this.name = nameOf(integration);
    this.#options = options;
    this.onChange = onChange;
    this.onTokenRejected = onTokenRejected;
  }

  get state() {
    if (this.until) return "limited";
    if (this.error) return "failed";
    if (this.offline) return "offline";
    if (!this.accounts) return "loading";
    return this.accounts.length > 0 ? "filled" : "empty";
  }

  get stale() {
    return this.accounts !== undefined && (this.error !== undefined || this.offline);
  }

  get waiting() {
    return this.until !== undefined;
  }

  async load() {
    this.stop();
    if (!navigator.onLine) {
      this.#end({ offline: true });
      return;
    }
    const controller = new AbortController();
    this.#controller = controller;
    this.busy = true;
    this.offline = false;
    this.onChange();
    try {
      const accounts = await listAccounts(this.id, {
        ...this.#options(),
        signal: controller.signal,
        // The page shows each failure and counts a rate limit down itself, and the edge function
        // has retried already.
        maxRetries: 0,
        attemptTimeout: 30_000,
      });
      if (controller.signal.aborted) return;
      this.accounts = accounts;
      this.fetchedAt = new Date();
      this.#limitedInARow = 0;
      this.#end({});
    } catch (error) {
      if (controller.signal.aborted) return;
      if (isTokenRejected(error)) this.onTokenRejected();
      else if (error.code === "network" && !navigator.onLine) this.#end({ offline: true });
      else this.#end({ error });
    }
  }

  stop() {
    this.#controller?.abort();
    clearTimeout(this.#timer);
    this.busy = false;
  }

  clear() {
    this.stop();
    this.accounts = this.fetchedAt = this.error = this.until = undefined;
    this.offline = false;
  }

  #end({ error, offline = false }) {
    this.busy = false;
    this.error = error;
    this.offline = offline;
    this.until = undefined;
    if (error && isRateLimited(error)) this.#loadWhenReset(error.rateLimit?.reset ?? 30);
    this.onChange();
  }

  // Waits longer each time, also when the response names no delay or one that is too short.
  #loadWhenReset(reset) {
    const atLeast = 2 ** Math.min(this.#limitedInARow++, 6);
    this.wait = Math.min(Math.max(reset, atLeast), LONGEST_DELAY);
    // Whole seconds of the clock, so that all that were limited together are retried together.
    this.until = Math.ceil(Date.now() / 1000 + this.wait) * 1000;
    this.#timer = setTimeout(() => this.load(), this.until - Date.now());
  }
}
