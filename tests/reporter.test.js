import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const reporter = fileURLToPath(new URL("reporter.js", import.meta.url));
const env = { ...process.env };
delete env.NODE_TEST_CONTEXT; // is about the run of this file, not about those below

/** What `node --test` says about these files, and its exit code. */
async function run(t, files) {
  const cwd = await mkdtemp(join(tmpdir(), "reporter-"));
  t.after(() => rm(cwd, { recursive: true }));
  const names = Object.keys(files).map((name) => `${name}.test.cjs`);
  for (const name of names) await writeFile(join(cwd, name), files[name.split(".")[0]]);
  const args = ["--test", `--test-reporter=${reporter}`, ...names];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env }, (error, stdout) => {
      resolve({ code: error?.code ?? 0, lines: stdout.trimEnd().split("\n") });
    });
  });
}

const PASSES = 'require("node:test")("One passes.", () => {});';

test("A run that passes is a line for each file, and the counts.", async (t) => {
  const { code, lines } = await run(t, { one: PASSES, two: PASSES.repeat(2) });
  assert.equal(code, 0);
  assert.deepEqual(
    lines.map((line) => line.replace(/[\d.]+ s$/, "- s")),
    ["one.test.cjs: - s", "two.test.cjs: - s", "", "3 passed, 0 failed, 0 skipped"],
  );
});

test("What failed, and where, is said last, and the run fails.", async (t) => {
  const { code, lines } = await run(t, {
    crashes: 'console.error("no such thing");\nprocess.exit(7);',
    fails: `const test = require("node:test");
test("One fails.", (t) => t.test("Its part fails.", () => { throw new Error("for a reason"); }));
test.skip("One is skipped.");`,
    hook: `${PASSES}\nrequire("node:test").after(() => { throw new Error("left behind"); });`,
    passes: PASSES,
  });
  assert.equal(code, 1);
  assert.deepEqual(lines.slice(-4), [
    "2 passed, 4 failed, 1 skipped",
    "✖ the file itself (crashes.test.cjs)",
    "✖ Its part fails. (fails.test.cjs:2:29)",
    "✖ the file itself (hook.test.cjs:2:22)",
  ]);
  const details = lines
    .slice(lines.findIndex((line) => line.startsWith("passes.test.cjs")) + 1)
    .join("\n");
  for (const reason of ["no such thing", "Error: for a reason", "Error: left behind"]) {
    assert.ok(details.includes(`  ${reason}`), details);
  }
});
