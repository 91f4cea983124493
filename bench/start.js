/**
 * Prints what a cold process costs, the fastest of several: `node bench/start.js [place ...] [--only=ours]
 * [--rounds=5]`
 */
import { parseArgs } from "node:util";
import { CONTESTANTS } from "./contestants.js";
import { keep, printTable } from "./results.js";
import { shuffled } from "./speed/rounds.js";
import { chromium } from "./start/chromium.js";
import { node } from "./start/node.js";
import { workerd } from "./start/workerd.js";

const PLACES = { node, chromium, workerd };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: Object.keys(CONTESTANTS).join() },
    rounds: { type: "string", default: "5" },
  },
});
const contestants = values.only.split(",");

for (const place of positionals.length > 0 ? positionals : Object.keys(PLACES)) {
  const starts = {};
  for (const name of contestants) starts[name] = await PLACES[place](name);
  const measured = Object.fromEntries(contestants.map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of shuffled(contestants, round)) measured[name].push(await starts[name]());
  }
  const results = Object.fromEntries(contestants.map((name) => [name, fastest(measured[name])]));
  if (contestants.length === Object.keys(CONTESTANTS).length) keep("start", { [place]: results });
  const columns = Object.keys(results[contestants[0]]);
  printTable([
    [place, ...columns],
    ...contestants.map((name) => [name, ...columns.map((it) => results[name][it].toFixed(1))]),
  ]);
  console.log();
}

/** Only what disturbs a start makes it slower. */
function fastest(samples) {
  const numbers = Object.keys(samples[0]);
  return Object.fromEntries(
    numbers.map((number) => [number, Math.min(...samples.map((sample) => sample[number]))]),
  );
}
