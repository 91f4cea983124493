/** The packed package through bundlers in their default configuration; what they make is run. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import * as vite from "vite";
import webpack from "webpack";
import { example } from "../docs/blocks.js";
import { createProject } from "../package.js";
import { openChromium } from "../runtimes/browsers.js";
import {
  IMPORT,
  IN_PAGE,
  ON_SERVER,
  REQUIRE,
  assertListed,
  startDatadog,
} from "../runtimes/program.js";
import { report, versionOf } from "../runtimes/report.js";
import { page, serveFolder } from "../runtimes/site.js";

const here = new URL(".", import.meta.url);
const FILES = {
  "package.json": '{ "private": true, "type": "module" }',
  "page.js": IMPORT + IN_PAGE,
  "required-page.js": REQUIRE + IN_PAGE,
  "server.js": IMPORT + ON_SERVER,
  "required.cjs": REQUIRE + ON_SERVER,
  "unused.js": `${IMPORT} import * as slim from "datadog-llm-accounts/slim";`,
};

let datadog;
let chromium;

before(async () => {
  [datadog, chromium] = await Promise.all([startDatadog(), openChromium()]);
});
after(() => Promise.all([datadog.close(), chromium.close()]));

/** Opens a page that loads the script of a folder. */
async function assertListedInPage(folder) {
  const site = await serveFolder(folder);
  try {
    assertListed(await chromium.outcomeOf(`${site.url}/?at=${datadog.url}`));
  } finally {
    await site.close();
  }
}

async function assertListedInNode(file) {
  const options = { timeout: 300_000 };
  const args = [file, datadog.url];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options);
  assert.equal(stderr, "");
  assertListed(stdout);
}

for (const [format, entry, type] of [
  ["esm", "page.js", "module"],
  ["iife", "page.js", "text/javascript"],
]) {
  test(`esbuild bundles it as ${format} for a page.`, async () => {
    const folder = createProject(`esbuild-${format}`, {
      ...FILES,
      "out/index.html": page("bundle.js", type),
    });
    await runEsbuild(folder, { entryPoints: [entry], format, outfile: "out/bundle.js" });
    await assertListedInPage(join(folder, "out"));
    report("esbuild", versionOf("esbuild", new URL("..", here)), `\`--bundle --format=${format}\``);
  });
}

test("esbuild bundles it as cjs for Node, imported and required.", async () => {
  const folder = createProject("esbuild-cjs", FILES);
  for (const entry of ["server.js", "required.cjs"]) {
    const outfile = join(folder, "out", entry.replace(/js$/, "bundle.cjs"));
    await runEsbuild(folder, { entryPoints: [entry], format: "cjs", platform: "node", outfile });
    await assertListedInNode(outfile);
  }
  report("esbuild", versionOf("esbuild", new URL("..", here)), "`--bundle --platform=node`");
});

test("esbuild leaves nothing of an unused import.", async () => {
  const folder = createProject("esbuild-unused", FILES);
  await runEsbuild(folder, { entryPoints: ["unused.js"], format: "esm", outfile: "unused.out.js" });
  assert.equal(withoutComments(readFileSync(join(folder, "unused.out.js"), "utf8")), "");
  await writeAndBundle(folder, 'export { INTEGRATIONS } from "datadog-llm-accounts";', (text) => {
    assert.ok(text.length < 250 && !text.includes("datadoghq"), text);
  });
  await writeAndBundle(folder, 'export { AccountsError } from "datadog-llm-accounts";', (text) => {
    assert.ok(text.length < 500, text);
  });

  async function writeAndBundle(absWorkingDir, contents, check) {
    const stdin = { contents, resolveDir: absWorkingDir };
    const options = { stdin, bundle: true, format: "esm", minify: true, write: false };
    const { outputFiles } = await esbuild(options);
    check(outputFiles[0].text);
  }
});

async function runEsbuild(absWorkingDir, options) {
  const { warnings } = await esbuild({
    absWorkingDir,
    bundle: true,
    logLevel: "silent",
    ...options,
  });
  assert.deepEqual(
    warnings.filter(({ id }) => id !== "ignored-bare-import"),
    [],
  );
}

test("Rollup with node-resolve bundles it for a page and for Node, and leaves nothing unused.", async () => {
  const folder = createProject("rollup", { ...FILES, "out/index.html": page("page.js") });
  const run = async (entry) => {
    const warnings = [];
    const bundle = await rollup({
      input: join(folder, entry),
      plugins: [nodeResolve()],
      onLog: (_, log) => warnings.push(log.message),
    });
    await bundle.write({ dir: join(folder, "out") });
    return warnings;
  };
  assert.deepEqual(await run("page.js"), []);
  await assertListedInPage(join(folder, "out"));
  assert.deepEqual(await run("server.js"), []);
  await assertListedInNode(join(folder, "out/server.js"));
  await run("unused.js");
  assert.equal(withoutComments(readFileSync(join(folder, "out/unused.js"), "utf8")), "");
  const version = versionOf("rollup", here);
  report("Rollup", version, "with `@rollup/plugin-node-resolve`, for pages and Node");
});

test("webpack bundles it for a page and for Node, imported and required, and leaves nothing unused.", async () => {
  const folder = createProject("webpack", {
    ...FILES,
    "dist/index.html": page("main.js", "text/javascript"),
    // webpack takes what a page requires as CommonJS only in a file that is no ES module.
    "required/package.json": '{ "private": true }',
    "required/required-page.js": REQUIRE + IN_PAGE,
  });
  const run = async (entry, options = {}) => {
    const compiler = webpack({ context: folder, entry, mode: "production", ...options });
    const stats = await promisify(compiler.run.bind(compiler))();
    await promisify(compiler.close.bind(compiler))();
    const { errors, warnings } = stats.toJson({ errors: true, warnings: true });
    assert.deepEqual([...errors, ...warnings], []);
  };
  const output = { path: join(folder, "dist") };
  for (const entry of ["./page.js", "./required/required-page.js"]) {
    await run(entry, { output });
    await assertListedInPage(output.path);
  }
  for (const entry of ["./server.js", "./required.cjs"]) {
    await run(entry, { target: "node", output: { ...output, filename: "server.cjs" } });
    await assertListedInNode(join(output.path, "server.cjs"));
  }
  await run("./unused.js", { output: { ...output, filename: "unused.js" } });
  assert.equal(readFileSync(join(output.path, "unused.js"), "utf8"), "");
  report("webpack", versionOf("webpack", here), "for pages and Node");
});

test("Vite passes a page's path on to the edge function.", async (t) => {
  const config = example("docs/edge.md", "With Vite's development server");
  const root = createProject("vite-proxy", {
    "vite.config.js": config.replace("http://localhost:8787", datadog.url),
  });
  const server = { host: "127.0.0.1", port: 0 };
  const dev = await vite.createServer({ root, server, logLevel: "error" });
  t.after(() => dev.close());
  await dev.listen();
  const headers = { Authorization: "Bearer fake-access-token" };
  const { status } = await fetch(`${addressOf(dev)}/datadog/api/v2`, { headers });
  assert.equal(status, 404);
  assert.equal(datadog.requests.at(-1).url, "/datadog/api/v2");
});

test("Vite serves it, builds it and previews what it built.", async () => {
  const root = createProject("vite", { ...FILES, "index.html": page("/page.js") });
  const options = { root, logLevel: "error" };
  const server = { host: "127.0.0.1", port: 0 };

  const dev = await vite.createServer({ ...options, server });
  try {
    await dev.listen();
    assertListed(await chromium.outcomeOf(`${addressOf(dev)}/?at=${datadog.url}`));
  } finally {
    await dev.close();
  }
  await vite.build(options);
  const preview = await vite.preview({ ...options, preview: server });
  try {
    assertListed(await chromium.outcomeOf(`${addressOf(preview)}/?at=${datadog.url}`));
  } finally {
    await preview.close();
  }
  const scripts = readdirSync(join(root, "dist/assets"));
  assert.equal(scripts.length, 1, scripts.join());
  report("Vite", versionOf("vite", here), "dev server, build and preview");
});

function addressOf({ httpServer }) {
  return `http://127.0.0.1:${httpServer.address().port}`;
}

function withoutComments(text) {
  return text.replace(/^\/\/.*$/gm, "").trim();
}
