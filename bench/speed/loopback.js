/**
 * Prints what calls over loopback HTTP cost, in Node with kept connections and ten calls at a time:
 * `node bench/speed/loopback.js [--only=fetch,ours] [--rounds=9]`. The server has a process of its own.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { CONTESTANTS } from "../contestants.js";
import { keep, printTable } from "../results.js";
import { loadInNode } from "./places.js";
import { compete } from "./rounds.js";

const ANSWERS = ["1", "100", "error"];
const AT_A_TIME = 10;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(CONTESTANTS).join() },
    rounds: { type: "string", default: "9" },
    slice: { type: "string", default: "60" },
  },
});
const contestants = [...new Set(["fetch", ...values.only.split(",")])];
const how = { rounds: Number(values.rounds), slice: Number(values.slice) };

const server = fork(new URL("server.js", import.meta.url));
const [port] = await once(server, "message");
const { clients } = await loadInNode(contestants);
/** One object for each answer: some make a client of their options once. */
const optionsFor = Object.fromEntries(
  ANSWERS.map((answer) => [
    answer,
    {
      apiKey: "fake-api-key",
      appKey: "fake-app-key",
      baseUrl: `http://127.0.0.1:${port}/${answer}`,
      maxRetries: 0,
    },
  ]),
);
const results = {};
for (const answer of ANSWERS) {
  results[answer] = await compete(contestants, (name, times) => measure(name, answer, times), how);
}
server.disconnect();

if (contestants.length === Object.keys(CONTESTANTS).length) keep("loopback", results);
printTable([
  ["loopback", ...ANSWERS.flatMap((answer) => [`${answer}: calls/s`, "ratio", "CPU us", "ratio"])],
  ...contestants.map((name) => [
    name,
    ...ANSWERS.flatMap((answer) => {
      const { time, cpu } = results[answer][name];
      const perSecond = (1000 / time.each).toFixed(0);
      return [perSecond, time.ratio.toFixed(2), (cpu.each * 1000).toFixed(0), cpu.ratio.toFixed(2)];
    }),
  ]),
]);

/** Milliseconds that passed, and those of this process's CPU. */
async function measure(name, answer, times) {
  const options = optionsFor[answer];
  const before = process.cpuUsage();
  const start = performance.now();
  let left = times;
  const ask = async () => {
    while (left-- > 0) {
      await clients[name]("openai", options).then(
        () => {},
        (error) => {
          if (answer !== "error") throw error;
        },
      );
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, ask));
  const { user, system } = process.cpuUsage(before);
  return { time: performance.now() - start, cpu: (user + system) / 1000 };
}
