/** The packed package in a user's own tests, as a dashboard would run them. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createProject } from "../package.js";
import { CALL, IMPORT, REQUIRE, assertListed, startDatadog } from "../runtimes/program.js";
import { report, versionOf } from "../runtimes/report.js";

const here = new URL(".", import.meta.url);
const tool = (path) => fileURLToPath(new URL(`node_modules/${path}`, here));

let datadog;
before(async () => {
  datadog = await startDatadog();
});
after(() => datadog.close());

/** A test that writes the outcome where the outer one finds it. */
function createTests(name, environment, imports) {
  const folder = createProject(name, {
    "package.json": '{ "private": true }',
    "accounts.test.js": `/** @${name.split("-")[0]}-environment ${environment} */
      ${imports}
      ${CALL}
      test("accounts are listed", async () => {
        process.stdout.write("\\nOUTCOME " + (await call(process.env.DATADOG)) + "\\n");
      }, 240_000);`,
  });
  for (const linked of ["vitest", "jest-fixed-jsdom"]) {
    symlinkSync(tool(linked), join(folder, "node_modules", linked));
  }
  return folder;
}

async function outcomeOf(command, args, cwd) {
  const env = { PATH: process.env.PATH, HOME: cwd, CI: "1", NO_COLOR: "1", DATADOG: datadog.url };
  const run = promisify(execFile)(command, args, { cwd, env, timeout: 300_000 });
  const { stdout, stderr } = await run.catch((error) => error);
  return /^OUTCOME (.*)$/m.exec(stdout)?.[1] ?? stdout + stderr;
}

for (const environment of ["node", "jsdom"]) {
  test(`Accounts are listed in Vitest with ${environment}.`, async () => {
    const folder = createTests(
      `vitest-${environment}`,
      environment,
      `import { test } from "vitest"; ${IMPORT}`,
    );
    assertListed(await outcomeOf(tool(".bin/vitest"), ["run"], folder));
    report("Vitest", versionOf("vitest", here), `\`environment: "${environment}"\``);
  });
}

// Jest's own jsdom has neither fetch nor TextDecoder; this one, for all who call servers, keeps Node's.
for (const environment of ["node", "jest-fixed-jsdom"]) {
  test(`Accounts are listed in Jest with ${environment}.`, async () => {
    const folder = createTests(`jest-${environment}`, environment, REQUIRE);
    assertListed(await outcomeOf(tool(".bin/jest"), ["--rootDir", folder], folder));
    report("Jest", versionOf("jest", here), `\`testEnvironment: "${environment}"\``);
  });
}

test("Jest's own jsdom has no fetch, and the error says so.", async () => {
  const folder = createTests("jest-jsdom", "jsdom", REQUIRE);
  const outcome = await outcomeOf(tool(".bin/jest"), ["--rootDir", folder], folder);
  assert.match(outcome, /^AccountsError: `fetch` is missing: this runtime has no global `fetch`/);
});
