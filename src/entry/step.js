import { listen } from "./shared-signal.js";

/** How what was waited for ended (`Outcome` in src/host.rs). */
const DONE = 0;
const FAILED = 1;
const ABORTED = 2;
const TIMED_OUT = 3;
const DEAF = 4;

/** A longer timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * One step of a call: a try, or the wait before the next one. It has a controller of its own, on which
 * the caller's signal and the time limit act, and its timer and its listener end with it.
 */
export class Step {
  #controller;
  #timer;
  #silence;
  #ending;
  #started;
  #settle;

  constructor(signal, milliseconds) {
    try {
      this.#controller = new AbortController();
      if (signal) this.#listen(signal);
      if (milliseconds < Infinity && !this.#ending) {
        const timedOut = () => this.#end(TIMED_OUT);
        this.#timer = setTimeout(timedOut, Math.min(milliseconds, LONGEST_TIMER));
      }
    } catch (cause) {
      // Programs replace the globals, too.
      this.#end(FAILED, cause);
    }
  }

  /** Whatever the caller's signal does, nothing is thrown at those who dispatch its event. */
  #listen(signal) {
    const aborted = () => {
      try {
        // Anyone can dispatch an "abort" event; only a signal that has aborted has a reason.
        if (signal.aborted) this.#end(ABORTED, signal.reason);
      } catch {
        this.#end(DEAF);
      }
    };
    try {
      this.#silence = listen(signal, aborted);
      aborted();
    } catch {
      this.#end(DEAF);
    }
  }

  send(fetch, url, headers) {
    return this.#run(() => {
      const { signal } = this.#controller;
      // Only these four: workerd throws at some of the others.
      const init = { method: "GET", headers, redirect: "manual", signal };
      return typeof fetch === "function" ? fetch(url, init) : fetch.fetch(url, init);
    });
  }

  text(answer) {
    return this.#run(() => answer.text());
  }

  /** Waits for the end of the step itself. */
  sleep() {
    return this.#run(() => new Promise(() => {}));
  }

  /** Undoes what the step set up. */
  close() {
    for (const undo of [() => clearTimeout(this.#timer), this.#silence]) {
      try {
        undo?.();
      } catch {
        // A replaced global, or a signal of the caller's own making.
      }
    }
  }

  /** Ends the step for whom nobody waits any more. */
  abandon() {
    this.close();
    this.#end(FAILED);
  }

  /** A promise that is always fulfilled: with how it ended, and the value or the reason. */
  #run(start) {
    return new Promise((settle) => {
      if (this.#ending) return settle(this.#ending);
      this.#settle = settle;
      // Made new, so that no thenable of the caller's own can throw at us.
      const started = new Promise((resolve) => resolve(start()));
      this.#started = started;
      const end = (end) => (value) => settle(this.#ending ?? { end, value });
      started.then(end(DONE), end(FAILED));
    });
  }

  #end(end, value) {
    if (this.#ending) return;
    this.#ending = { end, value };
    this.#controller?.abort();
    this.#settle?.(this.#ending);
    // A `fetch` that ignores its signal sends an answer that nobody waits for.
    this.#started?.then((answer) => answer?.body?.cancel?.()).catch(() => {});
  }
}
