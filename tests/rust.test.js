/** What of the crate the npm package is compiled from; tests/rust/crate.test.js has the rest. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

test("The package is compiled with the exports of the feature `npm`.", () => {
  // As cargo noted it at the build.
  const record = join(target, "wasm32-unknown-unknown/release/datadog_llm_accounts.d");
  assert.match(readFileSync(record, "utf8"), /\bsrc\/js\.rs\b/);
});
