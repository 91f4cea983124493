/**
 * Prints what a call costs where no network is in between, as a ratio to bare `fetch`:
 * `node bench/speed/in-process.js [place ...] [--answers=1,100] [--only=ours,plain] [--rounds=9]`
 */
import { parseArgs } from "node:util";
import { CONTESTANTS } from "../contestants.js";
import { PLACES } from "./places.js";
import { compete } from "./rounds.js";

export const ANSWERS = ["1", "10", "100", "10000", "error"];

/** @returns {Promise<Record<string, Record<string, object>>>} results by answer, then by contestant */
export async function inProcess(place, { names, answers = ANSWERS, rounds = 15, slice = 30 } = {}) {
  const contestants = names ?? Object.keys(CONTESTANTS);
  const { measure, close } = await PLACES[place](contestants);
  try {
    const results = {};
    for (const answer of answers) {
      results[answer] = await compete(contestants, (name, times) => measure(name, answer, times), {
        rounds,
        slice,
      });
    }
    return results;
  } finally {
    await close();
  }
}

function print(place, results) {
  const answers = ANSWERS.filter((answer) => answer in results);
  console.log(`\n${place.padEnd(16)}`, ...answers.map((answer) => answer.padStart(14)));
  for (const name of Object.keys(results[answers[0]])) {
    const cells = answers.map((answer) => {
      const { ratio, spread, time } = results[answer][name];
      return name === "fetch"
        ? `${time.toFixed(1)} us`.padStart(14)
        : `${ratio.toFixed(2)} ±${spread.toFixed(2)}`.padStart(14);
    });
    console.log(name.padEnd(16), ...cells);
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { answers: { type: "string" }, only: { type: "string" }, rounds: { type: "string" } },
  });
  const options = {
    answers: values.answers?.split(","),
    names: values.only && [...new Set(["fetch", ...values.only.split(",")])],
    rounds: values.rounds && Number(values.rounds),
  };
  for (const place of positionals.length > 0 ? positionals : Object.keys(PLACES)) {
    print(place, await inProcess(place, options));
  }
}
