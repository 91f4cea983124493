/** What must hold of every call, whatever the values: in any runtime. */
import fc from "fast-check";
import { ANSWER_PROPERTIES } from "./answer-properties.js";
import { END_PROPERTIES } from "./end-properties.js";
import { REQUEST_PROPERTIES } from "./request-properties.js";
import { SECRET_PROPERTIES } from "./secret-properties.js";
import { unwrap } from "./values.js";
import { ok, watch } from "./watched-client.js";

/** @type {Record<string, { arbitrary: fc.Arbitrary<unknown>, holds: (value, client) => Promise<void> }>} */
const PROPERTIES = {
  ...REQUEST_PROPERTIES,
  ...ANSWER_PROPERTIES,
  ...END_PROPERTIES,
  ...SECRET_PROPERTIES,
};

/**
 * Tries each property with so many values; after each of them, a good call must work.
 *
 * @returns {Promise<{ name: string, cases: number, failure?: string }[]>}
 */
export async function checkProperties(client, { runs, seed }) {
  const watched = watch(client);
  const results = [];
  for (const [name, { arbitrary, holds }] of Object.entries(PROPERTIES)) {
    const property = fc.asyncProperty(arbitrary, async (value) => {
      await holds(unwrap(value), watched);
      const { accounts } = await watched.call({});
      ok(accounts?.length === 0, "the next good call failed");
    });
    // A call that never settles is a value that takes too long.
    const result = await fc.check(property, { numRuns: runs, seed, timeout: 30_000 });
    const failure = result.failed
      ? `${result.errorInstance?.message}\n${fc.defaultReportMessage(result)}`
      : undefined;
    results.push({ name, cases: result.numRuns, failure });
  }
  return results;
}
