/** The packed package in runtimes without a page, each a process of its own. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";
import { compiledWasm, extend } from "../compiled-wasm.js";
import { createProject } from "../package.js";
import { CALL, IMPORT, ON_SERVER, REQUIRE, assertListed, startDatadog } from "./program.js";
import { report, versionOf } from "./report.js";

const here = new URL(".", import.meta.url);
const tool = (path) => fileURLToPath(new URL(`node_modules/${path}`, here));

let datadog;
before(async () => {
  datadog = await startDatadog();
});
after(() => datadog.close());

const FILES = {
  "package.json": '{ "private": true, "dependencies": { "datadog-llm-accounts": "*" } }',
  "main.mjs": IMPORT + ON_SERVER,
  "main.cjs": REQUIRE + ON_SERVER,
  // tsx runs a .cts file's require() through its own loader; in Node.js 20 it cannot load an ES module that way.
  "main.cts": REQUIRE + ON_SERVER,
  "main.mts": IMPORT + ON_SERVER,
  "copies.cjs": `
    const required = require("datadog-llm-accounts");
    import("datadog-llm-accounts").then(async (imported) => {
      const errors = [required, imported].map((copy) => copy.listAccounts("").catch((it) => it));
      const isOne = (error) => error instanceof required.AccountsError && error instanceof imported.AccountsError;
      console.log((await Promise.all(errors)).every(isOne), required.listAccounts === imported.listAccounts);
    });`,
  "slim.mjs": `
    import { readFileSync } from "node:fs";
    import { createRequire } from "node:module";
    import { AccountsError, INTEGRATIONS, listAccounts, setWasm } from "datadog-llm-accounts/slim";
    const file = createRequire(import.meta.url).resolve("datadog-llm-accounts/accounts.wasm");
    setWasm(readFileSync(file));
    ${ON_SERVER}`,
};

async function run(command, args, { cwd, env = {} }) {
  const options = { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env }, timeout: 300_000 };
  const { stdout, stderr } = await promisify(execFile)(command, args, options);
  assert.equal(stderr, "");
  return stdout;
}

for (const [name, command] of [
  ["this Node.js", process.execPath],
  ...["22", "24", "26"].map((major) => [`Node.js ${major}`, tool(`node-${major}/bin/node`)]),
]) {
  const reason = existsSync(command) ? false : `npm could not install ${name} here`;
  test(
    `Accounts are listed in ${name} and tsx on it, imported and required, with errors in common.`,
    { skip: reason },
    async () => {
      const cwd = createProject(name.replaceAll(" ", "-"), FILES);
      for (const file of ["main.mjs", "main.cjs", "slim.mjs"]) {
        assertListed(await run(command, [file, datadog.url], { cwd }));
      }
      for (const file of ["main.mts", "main.cts"]) {
        assertListed(await run(command, [tool("tsx/dist/cli.mjs"), file, datadog.url], { cwd }));
      }
      assert.equal(await run(command, ["copies.cjs"], { cwd }), "true false\n");
      const version = (await run(command, ["--version"], { cwd })).trim().slice(1);
      report("Node.js", version, "`import` and `require`");
      report("tsx", versionOf("tsx", here), "`import` and `require`, on each Node.js above");
    },
  );
}

test("Deno lists accounts with --allow-net alone, and accepts the types.", async () => {
  const cwd = createProject("deno", {
    ...FILES,
    "main.mjs": IMPORT + ON_SERVER.replace("process.argv[2]", "Deno.args[0]"),
    "main.mts": `${IMPORT}
      export const lists: Promise<string[]>[] = INTEGRATIONS.map(async (integration) =>
        (await listAccounts(integration, { accessToken: "x" })).map(({ id }) => id));
      export const isOne = (error: unknown) => error instanceof AccountsError;`,
  });
  const env = { DENO_DIR: join(cwd, ".deno"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  const deno = (...args) => run(tool("deno/deno"), args, { cwd, env });
  assertListed(await deno("run", "--quiet", "--no-prompt", "--allow-net", "main.mjs", datadog.url));
  await deno("check", "--quiet", "main.mts");
  report("Deno", versionOf("deno", here), "`--allow-net` alone");
});

test("Bun lists accounts, imported and required.", async () => {
  const cwd = createProject("bun", FILES);
  for (const file of ["main.mjs", "main.cjs", "slim.mjs"]) {
    assertListed(await run(tool(".bin/bun"), ["run", file, datadog.url], { cwd }));
  }
  report("Bun", versionOf("bun", here), "`import` and `require`");
});

test("Vercel's edge runtime lists accounts, with the wasm its bundlers compile.", async () => {
  const cwd = createProject("edge-light", { "main.js": `${IMPORT}${CALL}globalThis.call = call;` });
  const { outputFiles } = await build({
    absWorkingDir: cwd,
    bundle: true,
    conditions: ["edge-light"],
    entryPoints: ["main.js"],
    format: "iife",
    plugins: [compiledWasm],
    write: false,
  });
  const runtime = new EdgeRuntime({ initialCode: outputFiles[0].text, extend });
  assertListed(await runtime.evaluate(`call("${datadog.url}")`));
  report("Vercel edge-runtime", versionOf("edge-runtime", here), "by the condition `edge-light`");
});
