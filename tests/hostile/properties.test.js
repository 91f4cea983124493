/** What must hold of every call, whatever the values, in every runtime. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RUNTIMES } from "./runtimes.js";

// More than 10,000 values in Node; the other runtimes differ in `fetch`, not in the values.
const RUNS = { Node: 600, Deno: 60, Bun: 60, workerd: 60, Chromium: 60, Firefox: 60 };
/** The values are the same at each run, so that no one meets another's failure. */
const { RUNS: factor = 1, SEED: seed = 1 } = process.env;

for (const [runtime, start] of Object.entries(RUNTIMES)) {
  test(`On ${runtime}`, async (t) => {
    const { ask, stop } = await start();
    t.after(stop);
    const runs = RUNS[runtime] * Number(factor);
    const results = await ask({ properties: { runs, seed: Number(seed) } });
    for (const { name, failure } of results) {
      await t.test(name, () => assert.equal(failure, undefined));
    }
    const cases = results.reduce((sum, { cases }) => sum + cases, 0);
    t.diagnostic(`${cases} cases`);
  });
}
