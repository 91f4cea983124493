/** Time that passes only when nothing else goes on: waits are exact, and take none. */

/** How often nothing may go on, with no timer set, before that is an error. */
const PATIENCE = 200;

/**
 * Runs a function while the globals that tell and keep time are ours: whenever nothing goes on any
 * more, the clock leaps to the next timer.
 *
 * @param {(clock: { asked: number[], pending: () => number, now: () => number }) => Promise<T>} run
 *   `asked` holds the delays of all timers so far, `pending` counts those neither run nor cleared
 * @param {{ random?: number }} [options] what `Math.random` gives
 * @returns {Promise<T>}
 * @template T
 */
export async function withClock(run, { random = 0.5 } = {}) {
  const real = { setTimeout, clearTimeout, now: Date.now, random: Math.random };
  // Called as a function of its own: browsers refuse another `this`.
  const soon = real.setTimeout;
  const timers = new Map();
  const asked = [];
  let now = Date.parse("2026-11-24T08:00:00Z");
  let ended = false;

  const leap = () => {
    const [next] = [...timers].sort(([, one], [, other]) => one.at - other.at);
    if (!next) return false;
    const [id, { at, callback }] = next;
    timers.delete(id);
    now = Math.max(now, at);
    callback();
    return true;
  };
  globalThis.setTimeout = (callback, delay) => {
    asked.push(delay);
    timers.set(asked.length, { at: now + delay, callback });
    return asked.length;
  };
  globalThis.clearTimeout = (id) => timers.delete(id);
  Date.now = () => now;
  Math.random = () => random;
  try {
    const running = run({ asked, pending: () => timers.size, now: () => now }).finally(() => {
      ended = true;
    });
    // Its failure is the caller's, who gets it below.
    running.catch(() => {});
    for (let idle = 0; !ended;) {
      // More than one turn: a body may be read in several.
      for (let i = 0; i < 3; i++) await new Promise((resolve) => soon(resolve, 0));
      if (ended) break;
      idle = leap() ? 0 : idle + 1;
      if (idle > PATIENCE) throw new Error("nothing goes on, and no timer is set");
    }
    return await running;
  } finally {
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
    Date.now = real.now;
    Math.random = real.random;
  }
}
