import { CONNECTIONS } from "./connections.js";
import { DEADLINES } from "./deadlines.js";
import { RETRIES } from "./retries.js";

/**
 * The parts of the contract that every runtime has to keep: run in Node, workerd and Chromium by the
 * test files there. A case gives plain data, and says what that has to be.
 *
 * @type {{
 *   name: string,
 *   expected: object,
 *   run: (client: typeof import("datadog-llm-accounts") & { baseUrl: string }) => Promise<object>,
 * }[]} `baseUrl`: where server.js answers
 */
export const CASES = [...RETRIES, ...DEADLINES, ...CONNECTIONS];

/** The outcome of a case, as it passes between runtimes. */
export async function outcomeOf(name, client) {
  const { run } = CASES.find((it) => it.name === name);
  return plain(await run(client));
}

/** What is `undefined` is left out, as JSON does. */
export function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
