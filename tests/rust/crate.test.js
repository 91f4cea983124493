/** What the crate consists of, for Rust users and for the npm package. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

test("A Rust program gets neither the npm package's exports nor its allocator.", () => {
  cargo("build", "--quiet", "--locked", "--lib");
  const files = sources("debug/libdatadog_llm_accounts.d");
  assert.ok(files.includes("src/client.rs"));
  for (const file of ["src/js.rs", "src/types.d.ts"]) {
    assert.ok(!files.includes(file), file);
  }
  assert.ok(!dependencies().includes("lol_alloc"));
});

test("The npm package is built from the crate and the packages that were asked for.", () => {
  const names = dependencies("--features=npm");
  for (const name of ["gloo-net", "serde", "serde-wasm-bindgen", "wasm-bindgen", "lol_alloc"]) {
    assert.ok(names.includes(name), name);
  }
});

/** The files of src/ that the compiler read at a build, as cargo recorded them. */
function sources(record) {
  return readFileSync(join(target, record), "utf8").match(/\bsrc\/[^\s:]+/g);
}

/** The names of the crates that a build with these features is linked from. */
function dependencies(...features) {
  const options = ["--edges=normal", "--prefix=none", "--format={p}", ...features];
  const lines = cargo("tree", "--locked", "--target=wasm32-unknown-unknown", ...options).split(
    "\n",
  );
  return lines.map((line) => line.split(" ")[0]);
}

function cargo(...args) {
  return execFileSync("cargo", args, { cwd: root, encoding: "utf8" });
}
