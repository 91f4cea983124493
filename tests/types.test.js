/** The published types, as compilers and editors see them in a user's project. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { example } from "./docs/blocks.js";
import { createProject, packageFolder } from "./package.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const sources = join(here, "types");
const files = readdirSync(sources).map((name) => [name, readFileSync(join(sources, name), "utf8")]);
const project = createProject("types", {
  ...Object.fromEntries(files),
  "worker.ts": example("README.md", "In a web page", "ts"),
  "scale.ts": example("docs/edge.md", "On Cloudflare", "ts"),
  "docs.ts": example("docs/api.md", "In TypeScript", "ts"),
  "package.json": '{ "private": true, "type": "module" }',
});

const { ModuleKind: modules, ModuleResolutionKind: resolutions } = ts;
const node16 = { module: modules.Node16, moduleResolution: resolutions.Node16 };
const nodeNext = { module: modules.NodeNext, moduleResolution: resolutions.NodeNext };
const bundler = { module: modules.ESNext, moduleResolution: resolutions.Bundler };
const DOM = { lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"] };
const noDom = (...types) => ({ lib: ["lib.es2022.d.ts"], types });

const MODULES = ["usage.ts", "slim.ts", "edge.ts", "worker.ts", "docs.ts"];

function optionsFor(options) {
  return {
    exactOptionalPropertyTypes: true,
    noEmit: true,
    noImplicitReturns: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    typeRoots: [join(here, "node_modules/@types"), join(here, "node_modules")],
    types: [],
    ...DOM,
    ...options,
  };
}

for (const [where, names, options] of [
  ["ES modules under node16", MODULES, node16],
  ["ES modules under nodenext", MODULES, { ...nodeNext, verbatimModuleSyntax: true }],
  ["ES modules under bundler", MODULES, bundler],
  ["a CommonJS module under node16", ["required.cts"], node16],
  ["a CommonJS module under nodenext", ["required.cts"], nodeNext],
  ["Node without the DOM's types", ["server.ts"], { ...nodeNext, ...noDom("node") }],
  ["a project without the types of any runtime", ["no-runtime.ts"], { ...nodeNext, ...noDom() }],
  [
    "a Worker without the DOM's types",
    ["server.ts", "worker.ts", "worker-env.ts", "scale.ts"],
    { ...bundler, customConditions: ["workerd"], ...noDom("@cloudflare/workers-types") },
  ],
]) {
  test(`The types accept and reject what they should in ${where}.`, () => {
    const program = ts.createProgram(
      names.map((name) => join(project, name)),
      optionsFor(options),
    );
    const problems = ts.getPreEmitDiagnostics(program);
    assert.equal(ts.formatDiagnostics(problems, host(project)), "");
  });
}

for (const version of ["5.0", "5.4", "7"]) {
  test(`TypeScript ${version} accepts and rejects the same.`, async () => {
    const tsc = join(here, `node_modules/typescript-${version}/bin/tsc`);
    const flags = "--noEmit --strict --exactOptionalPropertyTypes --noImplicitReturns";
    const more = "--noUncheckedIndexedAccess --module nodenext --target es2022";
    const lib = "--lib es2022,dom,dom.iterable";
    const args = [flags, more, lib, ...MODULES, "required.cts"].join(" ").split(" ");
    const options = { cwd: project };
    const running = promisify(execFile)(process.execPath, [tsc, ...args], options);
    await running.catch((error) => assert.fail(error.stdout || error.message));
  });
}

test("Editors show the documentation, to ES modules and to CommonJS ones.", () => {
  for (const [name, start] of [
    ["hover.mts", 'import * as accounts from "datadog-llm-accounts";\nimport * as slim from '],
    ["hover.cts", 'import accounts = require("datadog-llm-accounts");\nimport slim = require('],
  ]) {
    const text = `${start}${name === "hover.mts" ? '"datadog-llm-accounts/slim"' : '"datadog-llm-accounts/slim")'};
      void accounts.listAccounts("openai", { apiKey: "x", appKey: "y", site: "datadoghq.eu" });
      declare const error: accounts.HttpError;
      void error.status;
      slim.setWasm("x");
      slim.listAccounts("openai", {});`;
    const hovers = hoversIn(name, text);
    const list = hovers("accounts.listAccounts");
    assert.match(list.text, /^Lists the accounts that are configured for an LLM integration/);
    assert.deepEqual(list.tags, ["param", "param", "returns", "throws", "see", "example"]);
    assert.match(list.signature, /integration: accounts\.Integration \| \(string & \{\}\)/);
    assert.match(hovers("apiKey").text, /^The Datadog API key, sent as `DD-API-KEY`/);
    assert.match(hovers("site").text, /^The Datadog site, such as `datadoghq\.eu`/);
    assert.deepEqual(hovers("site").tags, ["default"]);
    assert.match(
      hovers("error.status").text,
      /^The HTTP status; 0 for a redirect that a browser hides/,
    );
    assert.match(hovers("slim.setWasm").text, /^Hands in the wasm, before the first call/);
    assert.equal(hovers("slim.listAccounts").text, list.text);
  }
});

/** What an editor shows at the end of a piece of the text. */
function hoversIn(name, text) {
  const file = join(project, name);
  const service = ts.createLanguageService({
    ...host(project),
    getCompilationSettings: () => optionsFor(nodeNext),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) =>
      ts.ScriptSnapshot.fromString(path === file ? text : (ts.sys.readFile(path) ?? "")),
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: (path) => (path === file ? text : ts.sys.readFile(path)),
  });
  return (piece) => {
    const info = service.getQuickInfoAtPosition(file, text.indexOf(piece) + piece.length - 1);
    assert.ok(info, `${piece} in ${name}`);
    return {
      text: ts.displayPartsToString(info.documentation),
      tags: (info.tags ?? []).map((tag) => tag.name),
      signature: ts.displayPartsToString(info.displayParts),
    };
  };
}

function host(folder) {
  return {
    getCanonicalFileName: (path) => path,
    getCurrentDirectory: () => folder,
    getNewLine: () => "\n",
  };
}

test("publint finds nothing to improve.", async () => {
  const { publint } = await import("publint");
  const { messages } = await publint({ pkgDir: packageFolder, strict: true, pack: false });
  assert.deepEqual(messages, []);
});

test("Are the types wrong? They are not.", async () => {
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  const tarball = fileURLToPath(
    new URL(`../pkg/datadog-llm-accounts-${version}.tgz`, import.meta.url),
  );
  // The wasm has no types of its own: what an import of it gives depends on the bundler. Durable Objects
  // exist in Workers alone, which are ES modules.
  const excluded = ["--exclude-entrypoints", "accounts.wasm", "edge/durable"];
  const args = [tarball, "--format", "json", ...excluded];
  const attw = join(here, "node_modules/.bin/attw");
  const { stdout } = await promisify(execFile)(attw, args, { maxBuffer: 2 ** 26 });
  assert.deepEqual(JSON.parse(stdout).problems, {});
});
