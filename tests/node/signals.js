/** What the tests of signals share. */
import { getEventListeners } from "node:events";

/** What a signal may be aborted with: anything. */
export const REASONS = [
  new Error("enough"),
  Object.freeze({}),
  Symbol("mark"),
  "enough",
  0,
  "",
  false,
  null,
  Number.NaN,
];

/** Counts the listeners for `abort` that a signal has from now on: at most at once, and in the end. */
export function watch(signal) {
  const before = getEventListeners(signal, "abort").length;
  const count = () => getEventListeners(signal, "abort").length - before;
  let atMost = 0;
  signal.addEventListener = function (...args) {
    EventTarget.prototype.addEventListener.apply(this, args);
    atMost = Math.max(atMost, count());
  };
  return () => {
    delete signal.addEventListener;
    return { atMost, left: count() };
  };
}

export function deferred() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
