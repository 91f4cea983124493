/** Hostile callers, each in a process of its own: what nobody catches, or never settles, ends it badly. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../node/common.js";

const BEFORE = `
  import { getEventListeners } from "node:events";
  import { AccountsError, listAccounts } from "datadog-llm-accounts";
  const answer = () => ({ status: 200, headers: [], text: () => "[]" });
  const never = () => new Promise(() => {});
  const refuse = () => { throw new Error("no access"); };

  const defaults = { accessToken: "token", maxRetries: 0, fetch: answer };

  /** What became of a call; only what the caller replaced can disturb this. */
  async function ask(options, ask = listAccounts) {
    try {
      const { length } = await ask("openai", Object.setPrototypeOf(options, defaults));
      return length + " accounts";
    } catch (error) {
      if (!(error instanceof AccountsError)) return "thrown: " + (error?.message ?? error);
      return error.code + (error.argument ? " " + error.argument : "");
    }
  }
  await ask({});
`;

const AFTER = `
  const next = await ask({});
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  console.log(next, timers, "timers");
  // A timer that is left would end the process late.
  process.exit();
`;

/**
 * One test: the source prints what became of its calls; after it the next good call must work, and no
 * timer be left.
 */
export function attack(name, { source, printed }) {
  test(name, async () => {
    const { code, stdout, stderr } = await run(`${BEFORE}${source}${AFTER}`);
    const lines = stdout.trimEnd().split("\n");
    const expected = [...printed, "0 accounts 0 timers"];
    assert.deepEqual({ code, lines, stderr }, { code: 0, lines: expected, stderr: "" });
  });
}
