/** The crate, as the npm package and as Rust programs see it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { bundleHost, readHost } from "../scripts/host.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

test("The crate's JavaScript is what its sources are bundled to.", async () => {
  assert.equal(readHost(), await bundleHost(), "write it with: make host");
});

test("Of the Rust API nothing is compiled into the package.", () => {
  const read = filesRead("wasm32-unknown-unknown/release/datadog_llm_accounts.d");
  assert.ok(read.includes("src/js.rs"));
  assert.deepEqual(
    read.filter((file) => /^src\/(api\b|host\.js$)/.test(file)),
    [],
  );
  const names = crates("--no-default-features", "--features=npm");
  for (const name of ["js-sys", "serde", "web-sys", "zeroize"])
    assert.ok(!names.includes(name), name);
});

test("A Rust program gets neither the package's exports nor its allocator.", () => {
  execFileSync("cargo", ["build", "--quiet", "--locked", "--lib"], { cwd: root });
  const read = filesRead("debug/libdatadog_llm_accounts.d");
  assert.ok(read.includes("src/api.rs"));
  for (const file of ["src/js.rs", "src/memory.rs"]) assert.ok(!read.includes(file), file);
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
