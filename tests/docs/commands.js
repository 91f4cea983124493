/** Which test runs each command of the documents. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { read, root } from "./blocks.js";

/** Each command except `make` and `node`: the test that runs it, and the text of that call. */
const RUN_BY = {
  "npm install ./datadog-llm-accounts-0.1.0.tgz": [
    "tests/docs/examples.test.js",
    '"npm", ["install"',
  ],
  "npm install --no-save ../../pkg/datadog-llm-accounts-0.1.0.tgz": [
    "tests/docs/recipes.test.js",
    '["npm", "install", "--no-save"]',
  ],
  "npx wrangler dev": ["tests/docs/edge.test.js", '"dev"'],
  "npx wrangler deploy": ["tests/docs/edge.test.js", '"deploy", "--dry-run"'],
  // It requires an account, so the test checks that wrangler has the command.
  "npx wrangler secret put": ["tests/docs/edge.test.js", '"secret", "put", "--help"'],
  curl: ["tests/docs/edge.test.js", '"curl"'],
};

/** The commands of a block of shell, without comments and the variables before them. */
export function commandsOf(code) {
  return code
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.replace(/^([A-Z_]+=\S+ )+/, ""));
}

/** Rejects where the command would not run, or where no test runs it. */
export async function assertRuns(command) {
  const [tool, ...words] = command.split(" ");
  if (tool === "make") await assertMakes(words);
  else if (tool === "node") await assertParses(words.find((word) => !word.startsWith("-")));
  else assertNamed(command);
}

function assertNamed(command) {
  const entry = Object.entries(RUN_BY).find(([start]) => `${command} `.startsWith(`${start} `));
  assert.ok(entry, "no test runs it: add its test to tests/docs/commands.js");
  const [, [test, call]] = entry;
  assert.ok(read(test).includes(call), `${test} no longer has ${call}`);
}

/** Many of them take minutes: a dry run, and a check that the scripts exist. */
async function assertMakes(targets) {
  // Flags of the make that runs these tests must not reach this one.
  const env = { ...process.env, MAKEFLAGS: "", MFLAGS: "" };
  const args = ["--dry-run", "--always-make", "MAKE=true", ...targets];
  const { stdout } = await promisify(execFile)("make", args, { cwd: root, env });
  for (const [, file] of stdout.matchAll(/\b(?:node|sh) (?:--\S+ )*([\w./-]+\.(?:js|sh))\b/g)) {
    assert.ok(existsSync(join(root, file)), `make ${targets.join(" ")} runs ${file}`);
  }
}

async function assertParses(script) {
  const options = { cwd: root };
  await promisify(execFile)(process.execPath, ["--check", script], options);
}
