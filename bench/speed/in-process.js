/**
 * Prints the CPU time of a call where no network is in between, as a ratio to bare `fetch`:
 * `node bench/speed/in-process.js [place ...] [--answers=1,100] [--only=fetch,ours] [--rounds=9]`
 */
import { parseArgs } from "node:util";
import { CONTESTANTS } from "../contestants.js";
import { keep, printTable } from "../results.js";
import { PLACES } from "./places.js";
import { compete } from "./rounds.js";

const ANSWERS = ["1", "10", "100", "10000", "error"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    answers: { type: "string", default: ANSWERS.join() },
    only: { type: "string", default: Object.keys(CONTESTANTS).join() },
    rounds: { type: "string", default: "21" },
    slice: { type: "string", default: "30" },
  },
});
const answers = values.answers.split(",");
const contestants = [...new Set(["fetch", ...values.only.split(",")])];
const whole = contestants.length === Object.keys(CONTESTANTS).length;
const how = { rounds: Number(values.rounds), slice: Number(values.slice) };

for (const place of positionals.length > 0 ? positionals : Object.keys(PLACES)) {
  const { measure, close } = await PLACES[place](contestants);
  const results = {};
  try {
    for (const answer of answers) {
      const measureAnswer = (name, times) => measure(name, answer, times);
      results[answer] = await compete(contestants, measureAnswer, how);
    }
  } finally {
    await close();
  }
  if (whole && answers.length === ANSWERS.length) keep("inProcess", { [place]: results });
  printTable([
    [place, ...answers],
    ...contestants.map((name) => [name, ...answers.map((answer) => cell(name, results[answer]))]),
  ]);
  console.log();
}

function cell(name, { [name]: { cpu } }) {
  return name === "fetch"
    ? `${(cpu.each * 1000).toFixed(1)} us`
    : `${cpu.ratio.toFixed(2)} ±${cpu.spread.toFixed(2)}`;
}
