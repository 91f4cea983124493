/**
 * Measures in rounds: in each, every contestant in turn for a moment, in a new order, so that what else
 * the machine does strikes all alike. What counts is each one's ratio to bare `fetch` in the same round.
 */
const BASELINE = "fetch";

/**
 * @param {(contestant: string, times: number) => Promise<{ time: number }>} measure milliseconds for so many
 *   calls; and whatever else is to be compared, as further numbers
 * @returns {Promise<Record<string, Record<string, { ratio: number, spread: number, each: number }>>>} of each
 *   contestant and number: the median ratio, half the distance between its quartiles, and the median for one call
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
      const numbers = Object.keys(results[0][name]);
      return [
        name,
        Object.fromEntries(numbers.map((it) => [it, summary(results, name, it, times)])),
      ];
    }),
  );
}

function summary(results, name, number, times) {
  const ratios = results.map((result) => result[name][number] / result[BASELINE][number]);
  return {
    ratio: quantile(ratios, 0.5),
    spread: (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2,
    each: quantile(
      results.map((result) => result[name][number] / times),
      0.5,
    ),
  };
}

/** How often bare `fetch`, once it runs warm, is called in about so many milliseconds. */
async function calibrate(measure, slice) {
  let times = 1;
  for (let warm = 0; warm < 5 * slice;) {
    const { time } = await measure(BASELINE, times);
    warm += Math.max(time, 0);
    if (time < slice / 2) times *= 2;
  }
  const samples = [];
  for (let i = 0; i < 3; i++) samples.push((await measure(BASELINE, times)).time);
  const time = Math.max(Math.min(...samples), 0.1);
  return Math.max(1, Math.round((times * slice) / time));
}

/** Another order each round, and the same at every run. */
export function shuffled(list, seed) {
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
