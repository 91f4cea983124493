/** The examples of the documents, as a user would run them beside the installed package. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { transformSync } from "esbuild";
import { ACCOUNTS } from "../fake/accounts.js";
import { readManifest } from "../package.js";
import { commandsOf } from "./commands.js";
import { example, root } from "./blocks.js";
import { KEYS, folder, run } from "./run.js";

const OPENAI = ACCOUNTS.openai.map(({ account_name }) => account_name);

const pageExample = example("docs/edge.md", "The page");

/** README's Worker as JavaScript. */
const worker = transformSync(example("README.md", "In a web page", "ts"), { loader: "ts" }).code;

/** What "Why not just fetch?" in the README is about. */
const plainFetch = `
const url = "https://api.datadoghq.eu/api/v2/llm-obs/v1/integrations/openai/accounts";
const { DD_API_KEY, DD_APP_KEY } = process.env;
const headers = { "DD-API-KEY": DD_API_KEY, "DD-APPLICATION-KEY": DD_APP_KEY };
const response = await fetch(url, { headers });
for (const { account_name } of await response.json()) console.log(account_name);`;

test("The package is installed as the README says.", async (t) => {
  const [command] = commandsOf(example("README.md", "datadog-llm-accounts", "sh"));
  const tarball = `pkg/datadog-llm-accounts-${readManifest().version}.tgz`;
  assert.equal(command, `npm install ./${basename(tarball)}`);

  const project = mkdtempSync(join(tmpdir(), "project-"));
  t.after(() => rmSync(project, { recursive: true }));
  await promisify(execFile)("npm", ["install", "--offline", join(root, tarball)], { cwd: project });
  const source = 'import { SITES } from "datadog-llm-accounts"; console.log(SITES.length);';
  const args = ["--input-type=module", "--eval", source];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project });
  assert.equal(stdout, "9\n");
});

test("The first example prints every account's ID and name, and plain fetch the names.", async () => {
  const code = example("README.md", "datadog-llm-accounts", "ts");
  const lines = ACCOUNTS.openai.map(
    ({ account_id, account_name }) => `${account_id} ${account_name}`,
  );
  assert.deepEqual(await run("use", code), lines);
  assert.deepEqual(await run("fetch", plainFetch), OPENAI);
});

test("Plain fetch quotes a key with a line break, and sends the keys to another host.", async (t) => {
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

test("The example of errors prints Datadog's title.", async () => {
  assert.deepEqual(await run("errors", example("docs/api.md", "Errors")), ["Unauthorized"]);
});

test("The page's example lists accounts through the edge function's example.", async () => {
  writeFileSync(`${folder}-edge.mjs`, worker);
  const lines = await run("page", `await serveEdge("${folder}-edge.mjs");\n${moved(pageExample)}`);
  const expected = ACCOUNTS.anthropic.map(({ account_name }) => account_name);
  assert.deepEqual(lines, expected);
});

test("The edge function's example rejects requests without its token.", async () => {
  writeFileSync(`${folder}-edge.mjs`, worker);
  const requests = `
    await serveEdge("${folder}-edge.mjs", {});
    const path = "https://dashboard.example/datadog/api/v2/llm-obs/v1/integrations/openai/accounts";
    for (const headers of [{}, { Authorization: "Bearer undefined" }]) {
      console.log((await fetch(path, { headers })).status);
    }`;
  assert.deepEqual(await run("stranger", requests), ["401", "401"]);
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
