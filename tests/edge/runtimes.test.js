/** The lines of docs/edge.md for the other runtimes, each run in that runtime with the requests of a page. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { EdgeVM } from "@edge-runtime/vm";
import { build } from "esbuild";
import { ask as sendRequest } from "../ask.js";
import { compiledWasm, extend } from "../compiled-wasm.js";
import { ACCOUNTS } from "../fake/accounts.js";
import { example, read, root } from "../docs/blocks.js";
import { serve } from "../fake/serve.js";
import { installed } from "../package.js";
import { API, API_KEY, APP_KEY, createDatadog, OPENAI } from "./common.js";

const RIGHT = { Authorization: "Bearer token" };

/** Beside the installed package, as a user's own file would be. */
const folder = join(dirname(installed), "edge");
mkdirSync(folder, { recursive: true });

let datadog;

before(async () => {
  datadog = await serve(createDatadog());
});

after(() => datadog.close());

beforeEach(() => {
  datadog.requests.length = 0;
});

/** The code of the row of a runtime. */
function lineFor(runtime) {
  const [, code] = new RegExp(`^\\| ${runtime} +\\| \`(.*)\` +\\|$`, "m").exec(
    read("docs/edge.md"),
  );
  return code;
}

/** A program that starts a server in such a line, and prints its port. */
function program(line, port) {
  return `${prelude()}
    const server = ${line}
    console.log(\`port \${${port}}\`);`;
}

function prelude() {
  return `
    import { createHandler } from "datadog-llm-accounts/edge";
    const options = {
      apiKey: "${API_KEY}",
      appKey: "${APP_KEY}",
      authorize: ({ headers }) => headers.get("Authorization") === "Bearer token",
      fetch: (url, init) => fetch(url.replace("https://api.datadoghq.com", "${datadog.url}"), init),
    };`;
}

/** Runs a program that prints `port N`, until `use` is done with that. */
async function running(command, args, env, use) {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  let output = "";
  const port = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        const found = /^port (\d+)$/m.exec(output);
        if (found) resolve(found[1]);
      });
    }
    closed.then(() => reject(new Error(output)));
  });
  try {
    await use(`http://127.0.0.1:${await port}`);
  } finally {
    child.kill("SIGTERM");
    await closed;
  }
}

/** @param {(path: string, init?: object) => Promise<{ status: number, headers: object, text: string }>} send */
async function assertWorks(send) {
  assert.equal((await send(OPENAI)).status, 401);
  assert.equal((await send("/", { headers: RIGHT })).status, 404);
  assert.equal((await send(OPENAI, { method: "POST", headers: RIGHT })).status, 405);
  assert.deepEqual(datadog.requests, []);

  const pending = Array.from({ length: 20 }, () => send(OPENAI, { headers: RIGHT }));
  for (const { status, text, headers } of await Promise.all(pending)) {
    assert.equal(status, 200, text);
    assert.deepEqual(JSON.parse(text), ACCOUNTS.openai);
    assert.equal(headers["content-type"], "application/json");
  }
  const { headers } = await send(OPENAI, { headers: RIGHT });
  const tagged = await send(OPENAI, { headers: { ...RIGHT, "If-None-Match": headers.etag } });
  assert.deepEqual([tagged.status, tagged.text], [304, ""]);
  const head = await send(`${API}/anthropic/accounts`, { method: "HEAD", headers: RIGHT });
  assert.deepEqual([head.status, head.text], [200, ""]);
  assert.deepEqual(
    datadog.requests.map(({ url, headers }) => [url, headers["dd-api-key"]]),
    [
      [OPENAI, API_KEY],
      [`${API}/anthropic/accounts`, API_KEY],
    ],
  );
}

for (const [runtime, args, env, port] of [
  [
    "Deno",
    ["run", "--quiet", "--allow-net"],
    { DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0" },
    "server.addr.port",
  ],
  ["Bun", ["run"], { BUN_PORT: "0" }, "server.port"],
]) {
  test(`The handler runs in ${runtime}.`, async () => {
    const file = join(folder, `${runtime.toLowerCase()}.mjs`);
    writeFileSync(file, program(lineFor(runtime), port));
    const command = join(root, "tests/node_modules/.bin", runtime.toLowerCase());
    await running(command, [...args, file], env, (url) =>
      assertWorks((path, init) => sendRequest(url, path, init)),
    );
  });
}

test("The handler runs in Vercel's edge runtime.", async () => {
  const { outputFiles } = await build({
    stdin: { contents: `${prelude()}\n${lineFor("Vercel \\(edge\\)")}`, resolveDir: folder },
    bundle: true,
    conditions: ["edge-light", "worker"],
    format: "iife",
    globalName: "app",
    logLevel: "warning",
    nodePaths: [installed],
    platform: "neutral",
    plugins: [compiledWasm],
    target: "es2022",
    write: false,
  });
  const vm = new EdgeVM({ codeGeneration: { strings: false, wasm: false }, extend });
  vm.evaluate(outputFiles[0].text);
  vm.evaluate(
    'addEventListener("fetch", (event) => event.respondWith(app.default(event.request, event)))',
  );
  assert.equal(vm.evaluate("app.config.runtime"), "edge");
  await assertWorks(async (path, init) => {
    const response = await vm.dispatchFetch(`https://dashboard.example${path}`, init);
    const { status, headers } = response;
    return { status, headers: Object.fromEntries(headers), text: await response.text() };
  });
});

test("The server for Node runs, and rejects what is not a valid Request.", async () => {
  const file = join(folder, "node.mjs");
  const print = 'server.on("listening", () => console.log(`port ${server.address().port}`));';
  const redirect = `
    const { fetch } = globalThis;
    globalThis.fetch = (url, init) =>
      fetch(url.replace("https://api.datadoghq.com", "${datadog.url}"), init);`;
  writeFileSync(file, `${example("docs/edge.md", "Elsewhere")}\n${print}\n${redirect}`);
  const env = { PORT: "0", TOKEN: "token", DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY };
  await running(process.execPath, [file], env, async (url) => {
    for (const [path, method] of [
      ["http://[", "GET"],
      [OPENAI, "TRACE"],
    ]) {
      assert.equal((await sendRequest(url, path, { method })).status, 400);
    }
    await assertWorks((path, init) => sendRequest(url, path, init));
  });
});
