/** Runs a document's example in a process of its own, beside the installed package, as a user's own file would be. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { packageFolder } from "../package.js";
import { root } from "./blocks.js";

const preload = join(root, "tests/docs/fake-datadog.js");
export const KEYS = { DD_API_KEY: "fake-api-key", DD_APP_KEY: "fake-app-key" };

/** Where the file of an example goes; its name follows. */
export const folder = join(dirname(packageFolder), "..", "example");

/** The lines that an example prints. Its `fetch` reaches the fake Datadog alone. */
export async function run(name, code, { keys = KEYS, flags = ["--import", preload] } = {}) {
  const file = `${folder}-${name}.mjs`;
  writeFileSync(file, code);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, file], {
    env: { PATH: process.env.PATH, ...keys },
  });
  assert.equal(stderr, "");
  return stdout.trim().split("\n");
}
