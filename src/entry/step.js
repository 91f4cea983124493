import { listen } from "./shared-signal.js";

/** How what was waited for ended (`outcome` in src/api/host.rs). */
export const DONE = 0;
export const FAILED = 1;
export const ABORTED = 2;
export const TIMED_OUT = 3;
export const DEAF = 4;

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
        const timedOut = () => this.end(TIMED_OUT);
        this.#timer = setTimeout(timedOut, Math.min(milliseconds, LONGEST_TIMER));
      }
    } catch (cause) {
      // Programs replace the globals, too.
      this.end(FAILED, cause);
    }
  }

  #listen(signal) {
    // Anyone can dispatch an "abort" event; only a signal that has aborted has a reason.
    const look = () => {
      if (signal.aborted) this.end(ABORTED, signal.reason);
    };
    const aborted = () => {
      try {
        look();
      } catch (cause) {
        this.end(ABORTED, cause);
      }
    };
    try {
      this.#silence = listen(signal, aborted);
      look();
    } catch (cause) {
      this.end(DEAF, cause);
    }
  }

  /** Sends a GET. `fields` are the headers' names and values, a line each. */
  send(fetch, url, fields) {
    return this.#run(() => {
      const { signal } = this.#controller;
      const headers = new Headers();
      const lines = fields.split("\n");
      for (let i = 0; i < lines.length; i += 2) headers.append(lines[i], lines[i + 1]);
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
    return this.wait(new Promise(() => {}));
  }

  wait(promise) {
    return this.#run(() => promise);
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

  /** A promise that is always fulfilled: with how it ended, and the value or the reason. */
  #run(start) {
    return new Promise((settle) => {
      if (this.#ending) return settle(this.#ending);
      this.#settle = settle;
      // Made new, so that no thenable of the caller's own can throw at us.
      this.#started = new Promise((resolve) => resolve(start()));
      const settled = (end) => (value) => settle(this.#ending ?? { end, value });
      this.#started.then(settled(DONE), settled(FAILED));
      // It may have been aborted while it started.
      if (this.#ending) this.#discard();
    });
  }

  /** Ends it before its time. Where the stack ends this does nothing: the timer can do it later. */
  end(end, value) {
    try {
      if (this.#ending) return;
      const ending = { end, value };
      this.#settle?.(ending);
      this.#ending = ending;
      this.#discard();
      this.#controller.abort();
    } catch {
      // A controller that cannot abort: its call has settled all the same.
    }
  }

  /** A `fetch` that ignores its signal sends an answer that nobody waits for. */
  #discard() {
    this.#started?.then((answer) => answer?.body?.cancel?.()).catch(() => {});
  }
}
