/** What ends a step of a call early: the caller's signal, or its time. */
import { shareSignal } from "../../src/entry/shared-signal.js";
import { attempt, refuse } from "./argument.js";

/** A longer timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export function createCutoff(signal) {
  const shared = signal && shareSignal(signal);
  let controller;
  let timer;
  let ended;
  let end;

  const stop = () => {
    ended = true;
    controller?.abort();
    end?.();
  };
  try {
    shared?.addEventListener("abort", stop);
  } catch {
    throw refuse("signal", "listening to `signal` threw");
  }

  return {
    /** Throws the caller's reason, once the caller has aborted. */
    throwIfAborted() {
      if (shared && attempt(() => shared.aborted)) throw attempt(() => shared.reason);
    },

    /** Starts a step that may take so many milliseconds, and gives its signal. */
    begin(milliseconds) {
      ended = false;
      controller = new AbortController();
      if (milliseconds < Infinity) timer = setTimeout(stop, Math.min(milliseconds, LONGEST_TIMER));
      return controller.signal;
    },

    /** How a part of the step ends: with a `value`, `thrown`, or `late`. A `fetch` may ignore its signal. */
    race(start) {
      return new Promise((resolve) => {
        let late = ended;
        end = () => {
          late = true;
          resolve({ late });
        };
        if (late) end();
        try {
          Promise.resolve(start()).then(
            (value) => (late ? discard(value) : resolve({ value })),
            (thrown) => resolve({ thrown }),
          );
        } catch (thrown) {
          resolve({ thrown });
        }
      });
    },

    finish: () => clearTimeout(timer),

    release() {
      attempt(() => shared?.removeEventListener("abort", stop));
    },
  };
}

/** Gives up the body of an answer that comes too late. */
function discard(answer) {
  const cancelled = attempt(() => answer.body?.cancel());
  attempt(() => Promise.resolve(cancelled).catch(() => {}));
}
