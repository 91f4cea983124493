/** The examples of the documents, as a user would run them beside the installed package. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { ACCOUNTS } from "../fake/accounts.js";
import { packageFolder, readManifest } from "../package.js";
import { commandsOf } from "./commands.js";
import { example, root } from "./blocks.js";

// Beside the installed package, as a user's own file would be.
const folder = join(dirname(packageFolder), "..", "example");
const preload = join(root, "tests/docs/fake-datadog.js");
const KEYS = { DD_API_KEY: "fake-api-key", DD_APP_KEY: "fake-app-key" };
const OPENAI = ACCOUNTS.openai.map(({ account_name }) => account_name);

const plainFetch = example("README.md", "With plain `fetch`");
const pageExample = example("docs/edge.md", "The page");

/** Runs an example in a process of its own, where `fetch` reaches the fake Datadog only. */
async function run(name, code, { keys = KEYS, flags = ["--import", preload] } = {}) {
  const file = `${folder}-${name}.mjs`;
  writeFileSync(file, code);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, file], {
    env: { PATH: process.env.PATH, ...keys },
  });
  assert.equal(stderr, "");
  return stdout.trim().split("\n");
}

test("The package is installed as the README says.", async (t) => {
  const [command] = commandsOf(example("README.md", "Install", "sh"));
  const tarball = `pkg/datadog-llm-accounts-${readManifest().version}.tgz`;
  assert.equal(command, `npm install path/to/checkout/${tarball}`);

  const project = mkdtempSync(join(tmpdir(), "project-"));
  t.after(() => rmSync(project, { recursive: true }));
  await promisify(execFile)("npm", ["install", "--offline", join(root, tarball)], { cwd: project });
  const source = 'import { SITES } from "datadog-llm-accounts"; console.log(SITES.length);';
  const args = ["--input-type=module", "--eval", source];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project });
  assert.equal(stdout, "8\n");
});

test("The first example prints every account's name, and so does plain fetch.", async () => {
  assert.deepEqual(await run("use", example("README.md", "Use")), OPENAI);
  assert.deepEqual(await run("fetch", plainFetch), OPENAI);
});

test("Plain fetch shows a key with a line break, and takes the keys along to another host.", async (t) => {
  const keys = { ...KEYS, DD_APP_KEY: "fake-app\n-key" };
  await assert.rejects(run("broken", plainFetch, { keys, flags: [] }), /fake-app\n-key/);

  const seen = [];
  const other = await listening(t, (request, response) => {
    seen.push(request.headers["dd-api-key"]);
    response.end("[]");
  });
  const moved = await listening(t, (_, response) => {
    response.writeHead(307, { Location: other.replace("127.0.0.1", "localhost") }).end();
  });
  await run("moved", plainFetch.replace(/https:[^"]+/, moved), { flags: [] });
  assert.deepEqual(seen, [KEYS.DD_API_KEY]);
});

test("The example of errors prints Datadog's words.", async () => {
  assert.deepEqual(await run("errors", example("docs/api.md", "Errors")), ["Unauthorized"]);
});

test("The example of a test passes, without anything that is prepared for it.", async () => {
  const code = example("README.md", "Testing code that uses it");
  assert.deepEqual(await run("testing", code, { keys: {}, flags: [] }), [""]);
});

test("The page's example names the accounts that the edge function's example answers.", async () => {
  writeFileSync(`${folder}-edge.mjs`, example("README.md", "In a web page"));
  const lines = await run("page", `await serveEdge("${folder}-edge.mjs");\n${moved(pageExample)}`);
  const expected = ACCOUNTS.anthropic.map(({ account_name }) => account_name);
  assert.deepEqual(lines, expected);
});

test("The edge function's example lets nobody in without its token.", async () => {
  writeFileSync(`${folder}-edge.mjs`, example("README.md", "In a web page"));
  const ask = `
    await serveEdge("${folder}-edge.mjs", {});
    const path = "https://dashboard.example/datadog/api/v2/llm-obs/v1/integrations/openai/accounts";
    for (const headers of [{}, { Authorization: "Bearer undefined" }]) {
      console.log((await fetch(path, { headers })).status);
    }`;
  assert.deepEqual(await run("stranger", ask), ["401", "401"]);
});

/** Imports are hoisted: a dynamic one lets what stands before it run first. */
function moved(code) {
  return code.replace(/^import (\{.*\}) from (".*");$/m, "const $1 = await import($2);");
}

/** The address of a server that is closed when the test ends. */
async function listening(t, handler) {
  const server = createServer(handler).listen(0, "localhost");
  await once(server, "listening");
  t.after(() => server.close().closeAllConnections());
  return `http://localhost:${server.address().port}`;
}
