/**
 * Measures in rounds: in each, every contestant in turn for a moment, in a new order, so that what else
 * the machine does strikes all alike. What counts is each one's ratio to bare `fetch` in the same round.
 */
const BASELINE = "fetch";

/**
 * @param {(contestant: string, times: number) => Promise<number>} measure milliseconds
 * @returns {Promise<Record<string, { ratio: number, spread: number, time: number }>>} of each contestant, the
 *   median ratio, half the distance between its quartiles, and microseconds a call
 */
export async function compete(contestants, measure, { rounds, slice }) {
  const times = await calibrate(measure, slice);
  for (const name of contestants) await measure(name, times);
  const results = [];
  for (let round = 0; round < rounds; round++) {
    const result = {};
    for (const name of shuffled(contestants, round)) result[name] = await measure(name, times);
    results.push(result);
  }
  return Object.fromEntries(
    contestants.map((name) => {
      const ratios = results.map((result) => result[name] / result[BASELINE]);
      const spread = (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2;
      const time = quantile(
        results.map((result) => (result[name] * 1000) / times),
        0.5,
      );
      return [name, { ratio: quantile(ratios, 0.5), spread, time }];
    }),
  );
}

/** How often bare `fetch`, once it runs warm, is called in about so many milliseconds. */
async function calibrate(measure, slice) {
  let times = 1;
  for (let warm = 0; warm < 5 * slice;) {
    const elapsed = await measure(BASELINE, times);
    warm += Math.max(elapsed, 0);
    if (elapsed < slice / 2) times *= 2;
  }
  const elapsed = await measure(BASELINE, times);
  return Math.max(1, Math.round((times * slice) / elapsed));
}

/** Another order each round, and the same at every run. */
function shuffled(list, seed) {
  const next = [...list];
  let state = seed + 1;
  for (let i = next.length - 1; i > 0; i--) {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    const j = state % (i + 1);
    [next[i], next[j]] = [next[j], next[i]];
  }
  return next;
}

export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
}
