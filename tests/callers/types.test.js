/** The types of the libraries that callers pass as `fetch` and as `signal`, and those of mocks. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createProject } from "../package.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(join(here, "types")).map((name) => [
  name,
  readFileSync(join(here, "types", name), "utf8"),
]);
const project = createProject("callers-types", {
  ...Object.fromEntries(files),
  "package.json": '{ "private": true, "type": "module" }',
});

/** Types that a project resolves, by name: a folder under one of these. */
const callers = join(here, "node_modules");
const bundlers = join(here, "../bundlers/node_modules");
const tools = join(here, "../node_modules");
for (const [name, path] of [
  ["abort-controller", join(callers, "abort-controller")],
  ["cross-fetch", join(callers, "cross-fetch")],
  ["fetch-cookie", join(callers, "fetch-cookie")],
  ["ky", join(callers, "ky")],
  ["node-fetch", join(callers, "node-fetch")],
  ["@types/node-fetch-2", join(callers, "@types/node-fetch")],
  ["undici", join(callers, "undici")],
  ["undici-6", join(callers, "undici-6")],
  ["@types/jest", join(callers, "@types/jest")],
  ["@types/node", join(callers, "@types/node")],
  ["vitest", join(bundlers, "vitest")],
  ["@cloudflare/workers-types", join(tools, "@cloudflare/workers-types")],
]) {
  const link = join(project, "node_modules", name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(path, link);
}

const DOM = "es2022,dom,dom.iterable";
for (const folder of ["typescript-5.0", "typescript-5.4", "typescript", "typescript-7"]) {
  const { version } = JSON.parse(readFileSync(join(tools, folder, "package.json"), "utf8"));
  for (const [name, files, lib, types] of [
    ["undici and polyfilled signals, without the DOM's types,", ["node.ts"], "es2022", "node"],
    [
      "undici, node-fetch, cross-fetch, ky, fetch-cookie and the mocks of Jest and Vitest",
      ["node.ts", "dom.ts", "jest.ts", "vitest.ts"],
      DOM,
      "node,jest",
    ],
    ["Cloudflare's service bindings", ["worker.ts"], "es2022", "@cloudflare/workers-types"],
  ]) {
    test(`The types of ${name} compile with TypeScript ${version}.`, async () => {
      const flags = "--noEmit --strict --noUncheckedIndexedAccess --skipLibCheck";
      const modules = "--module nodenext --moduleResolution nodenext --target es2022";
      const args = [...`${flags} ${modules}`.split(" "), "--lib", lib, "--types", types, ...files];
      const tsc = join(tools, folder, "bin/tsc");
      const running = promisify(execFile)(process.execPath, [tsc, ...args], { cwd: project });
      await running.catch((error) => assert.fail(error.stdout || error.message));
    });
  }
}
