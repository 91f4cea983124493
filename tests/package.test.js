/** What is published: the files of the tarball, its manifest, and what its entries export. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parse } from "yaml";
import { notices } from "../scripts/notices.js";
import { importPackage, installed, packageEntry, packageFolder, readManifest } from "./package.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = readManifest();

test("The tarball contains these files and no others.", () => {
  assert.deepEqual(publishedFiles().sort(), [
    "LICENSE",
    "README.md",
    "THIRD_PARTY_NOTICES.txt",
    "accounts.wasm",
    "edge-durable.d.ts",
    "edge-durable.js",
    "edge-edge-light.js",
    "edge-light.js",
    "edge-workerd.js",
    "edge.cjs",
    "edge.d.cts",
    "edge.d.ts",
    "edge.js",
    "index.cjs",
    "index.d.cts",
    "index.d.ts",
    "index.js",
    "package.json",
    "slim.cjs",
    "slim.d.cts",
    "slim.d.ts",
    "slim.js",
    "workerd.js",
  ]);
});

test("The manifest describes the package and has no dependencies.", () => {
  const cargo = readFileSync(new URL("../Cargo.toml", import.meta.url), "utf8");
  const fact = (name) => new RegExp(`^${name} = "(.*)"$`, "m").exec(cargo)[1];
  assert.equal(manifest.name, "datadog-llm-accounts");
  for (const name of ["name", "version", "description", "license"]) {
    assert.equal(manifest[name], fact(name));
  }
  assert.equal(manifest.type, "module");
  assert.equal(manifest.sideEffects, false);
  assert.deepEqual(manifest.engines, { node: ">=20" });
  for (const name of ["dependencies", "peerDependencies", "optionalDependencies", "scripts"]) {
    assert.ok(!(name in manifest), name);
  }
});

test("The conditions of each export are in this order, their types first.", () => {
  const conditions = Object.entries(manifest.exports).map(([name, entry]) => [
    name,
    typeof entry === "string" ? [] : Object.keys(entry),
  ]);
  assert.deepEqual(conditions, [
    [".", ["workerd", "edge-light", "require", "default"]],
    ["./slim", ["require", "default"]],
    ["./edge", ["workerd", "edge-light", "require", "default"]],
    ["./edge/durable", ["types", "default"]],
    ["./accounts.wasm", []],
    ["./package.json", []],
  ]);
  for (const target of targets(manifest.exports)) readPublished(target);
  for (const target of [manifest.main, manifest.module, manifest.types]) readPublished(target);

  function targets(entry) {
    if (typeof entry === "string") return [entry];
    const names = Object.keys(entry);
    if (names.includes("types")) assert.deepEqual(names, ["types", "default"]);
    return Object.values(entry).flatMap(targets);
  }
});

test("Node imports the entry that the tests import.", async () => {
  const source = 'console.log(import.meta.resolve("datadog-llm-accounts"))';
  assert.equal(await run(source), `${packageEntry()}\n`);
});

test("Packed again, the tarball has the same bytes.", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "packed-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const pack = ["pack", packageFolder, "--silent", "--pack-destination", folder];
  await promisify(execFile)("npm", pack);
  const name = `datadog-llm-accounts-${manifest.version}.tgz`;
  assert.ok(readFileSync(join(folder, name)).equals(readFileSync(join(root, "pkg", name))));
});

test("No published file contains a path of the machine that built it.", () => {
  const folders = [root, homedir(), process.env.CARGO_HOME].filter((folder) => folder?.length > 1);
  for (const name of publishedFiles()) {
    const text = readFileSync(join(packageFolder, name), "latin1");
    for (const folder of folders) assert.ok(!text.includes(folder), `${folder} in ${name}`);
  }
});

test("The notices contain the licence of each crate in the wasm.", () => {
  const published = readPublished("THIRD_PARTY_NOTICES.txt");
  for (const crate of ["wasm-bindgen", "cfg-if"]) {
    assert.match(published, new RegExp(`(^|, )${crate} \\d`, "m"));
  }
  assert.equal(published, notices(root));
});

test("The package has these four exports.", async () => {
  const exported = await importPackage();
  assert.deepEqual(Object.keys(exported), [
    "AccountsError",
    "INTEGRATIONS",
    "SITES",
    "listAccounts",
  ]);
  assert.equal(exported.listAccounts.length, 2);
  assert.equal(exported.listAccounts.name, "listAccounts");
});

test("INTEGRATIONS and SITES are the names that Datadog documents, frozen.", async () => {
  const { INTEGRATIONS, SITES } = await importPackage();
  const document = parse(readFileSync(new URL("fixtures/openapi.yaml", import.meta.url), "utf8"));
  const { get } = document.paths["/api/v2/llm-obs/v1/integrations/{integration}/accounts"];
  assert.deepEqual(INTEGRATIONS, get.parameters[0].schema.enum);
  // Newer copies of Datadog's page have it.
  const undocumented = ["uk1.datadoghq.com"];
  assert.deepEqual(
    SITES.filter((site) => !undocumented.includes(site)).map((site) => `https://api.${site}`),
    document.servers.map(({ url }) => url),
  );
  assert.deepEqual(
    SITES.filter((site) => undocumented.includes(site)),
    undocumented,
  );
  assert.ok(Object.isFrozen(INTEGRATIONS) && Object.isFrozen(SITES));
});

test("Importing has no side effects, logs nothing and adds no global.", async () => {
  const output = await run(`
    const work = () => { throw new Error("work at import"); };
    for (const name of ["compile", "instantiate", "validate", "Module", "Instance", "Memory", "Table"])
      WebAssembly[name] = work;
    for (const name of ["atob", "fetch", "setTimeout", "AbortController", "DecompressionStream"])
      Object.defineProperty(globalThis, name, { value: work });
    const before = Reflect.ownKeys(globalThis);
    await import("datadog-llm-accounts");
    await import("datadog-llm-accounts/slim");
    await import("datadog-llm-accounts/edge");
    const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key));
    console.log(added);
  `);
  assert.equal(output, "[]\n");
});

test("No script evaluates text as code, which a Content-Security-Policy would block.", () => {
  const scripts = publishedFiles().filter((name) => /\.c?js$/.test(name));
  for (const name of scripts) {
    assert.doesNotMatch(readPublished(name), /\beval\s*\(|\bFunction\s*\(/, name);
  }
});

/** What a module beside the installed package prints; its stderr must be empty. */
async function run(source) {
  const args = ["--input-type=module", "--eval", source];
  const options = { cwd: dirname(installed), timeout: 300_000 };
  const { stderr, stdout } = await promisify(execFile)(process.execPath, args, options);
  assert.equal(stderr, "");
  return stdout;
}

function readPublished(name) {
  return readFileSync(join(packageFolder, name), "utf8");
}

function publishedFiles() {
  const files = readdirSync(packageFolder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => relative(packageFolder, join(parentPath, name)));
}
