import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ACCOUNTS } from "./fake/accounts.js";
import { packageFolder } from "./package.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
// The last one runs in browsers: tests/runtimes/browsers.test.js.
const [useExample, errorExample, edgeExample, pageExample, nodeExample, slimExample, ...rest] = [
  ...readme.matchAll(/^```js\n(.*?)^```$/gms),
].map(([, code]) => code);

// Beside the installed package, as a user's own file would be.
const folder = join(dirname(packageFolder), "..", "readme");
const preload = join(root, "tests/readme/fake-datadog.js");

/** Runs an example in a process of its own, where `fetch` reaches the fake Datadog only. */
async function run(name, code) {
  const file = `${folder}-${name}.mjs`;
  writeFileSync(file, code);
  const env = { PATH: process.env.PATH, DD_API_KEY: "fake-api-key", DD_APP_KEY: "fake-app-key" };
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--import", preload, file],
    { env },
  );
  assert.equal(stderr, "");
  return stdout.trim().split("\n");
}

test("The README has the examples that are run here, and no other.", () => {
  assert.ok(useExample && errorExample && edgeExample && pageExample && nodeExample && slimExample);
  assert.deepEqual(rest, []);
});

test("The first example prints every account's name and region.", async () => {
  const lines = ACCOUNTS.openai.map(
    (it) => `${it.account_name} ${it.account_region || "no region"}`,
  );
  assert.deepEqual(await run("use", useExample), lines);
});

test("The example of errors prints Datadog's words.", async () => {
  assert.deepEqual(await run("errors", errorExample), ["Unauthorized"]);
});

test("The page's example counts the accounts that the edge function's example answers.", async () => {
  writeFileSync(`${folder}-edge.mjs`, edgeExample);
  const lines = await run("page", `await serveEdge("${folder}-edge.mjs");\n${moved(pageExample)}`);
  assert.deepEqual(lines, [`${ACCOUNTS.anthropic.length}`]);
});

test("The edge function's example lets nobody in without its token.", async () => {
  writeFileSync(`${folder}-edge.mjs`, edgeExample);
  const ask = `
    await serveEdge("${folder}-edge.mjs", {});
    const path = "https://dashboard.example/datadog/api/v2/llm-obs/v1/integrations/openai/accounts";
    for (const headers of [{}, { Authorization: "Bearer undefined" }]) {
      console.log((await fetch(path, { headers })).status);
    }`;
  assert.deepEqual(await run("stranger", ask), ["401", "401"]);
});

test("Every file and folder that the README links to is there.", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
  for (const [, path] of links) assert.ok(existsSync(join(root, path)), path);
});

/** Imports are hoisted: a dynamic one lets what stands before it run first. */
function moved(code) {
  return code.replace(/^import (\{.*\}) from (".*");$/m, "const $1 = await import($2);");
}
