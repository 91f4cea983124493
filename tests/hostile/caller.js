/** Makes calls as data tells, in whatever runtime, and tells as data what became of them. */
import { AccountsError, listAccounts } from "datadog-llm-accounts";
import { checkProperties } from "./properties.js";

/**
 * @param {{ calls: { baseUrl: string, abortAfter?: number }[], good: object } |
 *   { properties: { runs: number, seed: number } }} message `good` are options of a call that must
 *   work, made after each of the others
 */
export function answer({ calls, good, properties }) {
  if (properties) return checkProperties({ AccountsError, listAccounts }, properties);
  const after = async (call) => ({ ...(await outcome(call)), next: await outcome(good) });
  return Promise.all(calls.map(after));
}

async function outcome({ abortAfter, ...options }) {
  const signal = abortAfter === undefined ? undefined : abortedAfter(abortAfter);
  try {
    const { length } = await listAccounts("openai", { maxRetries: 0, ...options, signal });
    return { accounts: length };
  } catch (error) {
    if (error === signal?.reason) return { aborted: true };
    if (!(error instanceof AccountsError)) return { unexpected: String(error) };
    const { message, cause, ...fields } = error;
    return { ...fields, message, hasCause: cause !== undefined };
  }
}

function abortedAfter(milliseconds) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), milliseconds);
  return controller.signal;
}
