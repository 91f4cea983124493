/** What of the crate the npm package and Rust programs compile. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

test("The package is compiled with the exports and the allocator of the feature `npm`.", () => {
  const read = filesRead("wasm32-unknown-unknown/release/datadog_llm_accounts.d");
  assert.ok(read.includes("src/js.rs"));
  assert.ok(crates("--features=npm").includes("lol-alloc"));
});

test("A Rust program gets neither the package's exports nor its allocator.", () => {
  execFileSync("cargo", ["build", "--quiet", "--locked", "--lib"], { cwd: root });
  const read = filesRead("debug/libdatadog_llm_accounts.d");
  assert.ok(read.includes("src/client.rs"));
  assert.ok(!read.includes("src/js.rs"));
  assert.ok(!crates().includes("lol-alloc"));
});

/** Each file that the compiler has read, as cargo noted it at a build. */
function filesRead(built) {
  return readFileSync(join(target, built), "utf8").match(/\bsrc\/\S+/g);
}

/** The crates that a build with these features is linked from. */
function crates(...features) {
  const args = ["tree", "--locked", "--edges=normal,no-proc-macro", "--prefix=none"];
  args.push("--target=wasm32-unknown-unknown", "--format={lib}", ...features);
  const lines = execFileSync("cargo", args, { cwd: root, encoding: "utf8" }).trim().split("\n");
  return [...new Set(lines.map((line) => line.replace(/ \(\*\)$/, "").replaceAll("_", "-")))];
}
