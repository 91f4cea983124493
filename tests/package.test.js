/** What is published: the files of the tarball, its manifest, and what bundlers make of it. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import ts from "typescript";
import { parse } from "yaml";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import { serve } from "./fake/serve.js";
import { importPackage, installed, packageEntry, packageFolder } from "./package.js";

const manifest = JSON.parse(readPublished("package.json"));

test("The tarball holds these files and no other.", () => {
  const files = readdirSync(packageFolder, { recursive: true });
  assert.deepEqual(files.sort(), [
    "LICENSE",
    "README.md",
    "client.js",
    "datadog_llm_accounts_bg.wasm",
    "error.js",
    "glue.js",
    "in-browser.js",
    "index.d.ts",
    "index.js",
    "inlined.js",
    "names.js",
    "package.json",
    "shared-signal.js",
    "workerd.js",
  ]);
});

test("The manifest says what the package is, and asks for nothing.", () => {
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

test("Each condition of each export is there, the types first, a default last.", () => {
  assert.deepEqual(Object.keys(manifest.exports), [".", "./package.json"]);
  assert.deepEqual(Object.keys(manifest.exports["."]), ["types", "workerd", "default"]);
  for (const target of targets(manifest.exports)) readPublished(target);
  for (const target of [manifest.main, manifest.module, manifest.types]) readPublished(target);

  function targets(entry) {
    if (typeof entry === "string") return [entry];
    const conditions = Object.keys(entry);
    if (!conditions[0].startsWith(".")) {
      assert.equal(conditions[0], "types");
      assert.equal(conditions.at(-1), "default");
    }
    return Object.values(entry).flatMap(targets);
  }
});

test("Node imports the entry that the tests import.", async () => {
  const source = 'console.log(import.meta.resolve("datadog-llm-accounts"))';
  assert.equal(await run(source), `${packageEntry()}\n`);
});

test("TypeScript finds the types in every mode that knows exports, and in the one that does not.", () => {
  const { ModuleKind, ModuleResolutionKind: kinds } = ts;
  for (const [moduleResolution, module] of [
    [kinds.Node16, ModuleKind.Node16],
    [kinds.NodeNext, ModuleKind.NodeNext],
    [kinds.Bundler, ModuleKind.ESNext],
    [kinds.Node10, ModuleKind.CommonJS],
  ]) {
    for (const mode of [ModuleKind.ESNext, ModuleKind.CommonJS]) {
      const { resolvedModule } = ts.resolveModuleName(
        manifest.name,
        join(dirname(installed), "importer.ts"),
        { module, moduleResolution },
        ts.sys,
        undefined,
        undefined,
        mode,
      );
      assert.equal(resolvedModule?.resolvedFileName, join(packageFolder, "index.d.ts"));
    }
  }
});

test("The exports are these four.", async () => {
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

test("The names are those that Datadog documents, and nobody can change them.", async () => {
  const { INTEGRATIONS, SITES } = await importPackage();
  const document = parse(readFileSync(new URL("fixtures/openapi.yaml", import.meta.url), "utf8"));
  const { get } = document.paths["/api/v2/llm-obs/v1/integrations/{integration}/accounts"];
  assert.deepEqual(INTEGRATIONS, get.parameters[0].schema.enum);
  assert.deepEqual(
    SITES.map((site) => `https://api.${site}`),
    document.servers.map(({ url }) => url),
  );
  assert.ok(Object.isFrozen(INTEGRATIONS) && Object.isFrozen(SITES));
});

test("Importing does no work, says nothing and leaves no global.", async () => {
  const output = await run(`
    const work = () => { throw new Error("work at import"); };
    for (const name of ["compile", "instantiate", "validate", "Module", "Instance", "Memory", "Table"])
      WebAssembly[name] = work;
    for (const name of ["atob", "fetch", "setTimeout", "AbortController"])
      Object.defineProperty(globalThis, name, { value: work });
    const before = Reflect.ownKeys(globalThis);
    await import("datadog-llm-accounts");
    const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key));
    console.log(added);
  `);
  assert.equal(output, "[]\n");
});

test("No script makes code of text, which a Content-Security-Policy would refuse.", () => {
  const scripts = readdirSync(packageFolder).filter((name) => name.endsWith(".js"));
  for (const name of scripts) {
    assert.doesNotMatch(readPublished(name), /\beval\s*\(|\bFunction\s*\(/, name);
  }
});

test("What is not used is not bundled.", async () => {
  const unused = await bundle('import { INTEGRATIONS, listAccounts } from "datadog-llm-accounts";');
  assert.equal(unused, "");
  const bare = await bundle('import "datadog-llm-accounts";');
  assert.equal(bare, "");
  const names = await bundle('export { INTEGRATIONS } from "datadog-llm-accounts";');
  assert.ok(names.length < 250, names);
  assert.ok(!names.includes("datadoghq"), names);
  const error = await bundle('export { AccountsError } from "datadog-llm-accounts";');
  assert.ok(error.length < 500, error);
});

test("Bundled for the browser, the main entry lists the accounts.", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "bundle.mjs");
  writeFileSync(file, await bundle('export * from "datadog-llm-accounts";'));
  const { AccountsError, listAccounts } = await import(pathToFileURL(file));

  const server = await serve(createFakeDatadog());
  t.after(() => server.close());
  const options = { accessToken: "fake-access-token", baseUrl: server.url };
  assert.deepEqual(await listAccounts("vertex_ai", options), ACCOUNTS.vertex_ai);
  await assert.rejects(listAccounts("unknown", options), (error) => {
    assert.ok(error instanceof AccountsError);
    assert.equal(error.code, "http");
    assert.equal(error.name, "AccountsError");
    return true;
  });
});

/** The script that a web page would load, minified. */
async function bundle(contents) {
  const { outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: dirname(installed) },
    bundle: true,
    format: "esm",
    logLevel: "silent",
    minify: true,
    nodePaths: [installed],
    platform: "browser",
    target: "es2022",
    write: false,
  });
  assert.deepEqual(
    warnings.filter(({ id }) => id !== "ignored-bare-import"),
    [],
  );
  assert.equal(outputFiles.length, 1);
  return outputFiles[0].text;
}

/** What a module beside the installed package prints; it must not complain. */
async function run(source) {
  const args = ["--input-type=module", "--eval", source];
  const options = { cwd: dirname(installed), timeout: 60_000 };
  const { stderr, stdout } = await promisify(execFile)(process.execPath, args, options);
  assert.equal(stderr, "");
  return stdout;
}

function readPublished(name) {
  return readFileSync(join(packageFolder, name), "utf8");
}
