/** docs/rust.md: the dependency that a Rust program adds. Its Rust blocks are doctests of the crate. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { createProject } from "../package.js";
import { example, root } from "./blocks.js";

test("Cargo finds the crate by the dependency, with the checkout as its path.", () => {
  const dependency = example("docs/rust.md", "In Rust", "toml");
  const path = "../datadog-llm-accounts";
  assert.ok(dependency.includes(`path = "${path}"`));
  const folder = createProject("rust", {
    "Cargo.toml": `[package]\nname = "program"\nedition = "2024"\n\n${dependency.replace(path, root)}\n[workspace]\n`,
    "src/main.rs": "fn main() {}\n",
  });
  const args = ["metadata", "--no-deps", "--offline", "--format-version=1"];
  const output = execFileSync("cargo", args, { cwd: folder, encoding: "utf8" });
  const [{ dependencies }] = JSON.parse(output).packages;
  assert.deepEqual(
    dependencies.map(({ name }) => name),
    ["datadog-llm-accounts"],
  );
});
