/** docs/recipes.md: the recipes run with the packed package and a fake Datadog; React has recipes-react.test.js. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { ACCOUNTS } from "../fake/accounts.js";
import { createFakeDatadog } from "../fake/datadog.js";
import { serve } from "../fake/serve.js";
import { freePort } from "../free-port.js";
import { createProject } from "../package.js";
import { blocksOf, example, root } from "./blocks.js";
import { commandsOf } from "./commands.js";
import { KEYS, run } from "./run.js";

const TOKEN = "the-dashboard-token";
const ROUTE = "/datadog/api/v2/llm-obs/v1/integrations/openai/accounts";
const AUTHORIZED = { headers: { Authorization: `Bearer ${TOKEN}` } };

const routeFile = "app/accounts/[integration]/route.js";
const project = createProject("recipes", {
  "package.json": '{ "private": true, "type": "module" }',
  "hono.js": example("docs/recipes.md", "Hono"),
  [routeFile]: example("docs/recipes.md", "Next.js"),
  "session.js": 'export const isSignedIn = ({ headers }) => headers.get("Cookie") === "session=1";',
  "svelte.js": example("docs/recipes.md", "SvelteKit"),
  "astro.js": example("docs/recipes.md", "Astro"),
});
symlinkSync(join(root, "tests/docs/node_modules/hono"), join(project, "node_modules/hono"));

// The examples run in this process: their `fetch` is the fake Datadog, their environment has its keys.
const datadog = createFakeDatadog();
let respond;
const nodeFetch = globalThis.fetch;
globalThis.fetch = (url, init) => respond(url, init);
Object.assign(process.env, KEYS, { DASHBOARD_TOKEN: TOKEN });

beforeEach(() => {
  respond = (url, init) => datadog(new Request(url, init));
});

const load = (file) => import(pathToFileURL(join(project, file)).href);

/** Bundles a file whose imports require a framework's own build; the test imports the result. */
async function bundled(file, options) {
  const outfile = join(project, `${file}.bundle.js`);
  await build({
    absWorkingDir: project,
    bundle: true,
    entryPoints: [file],
    format: "esm",
    logLevel: "warning",
    outfile,
    platform: "node",
    ...options,
  });
  return import(pathToFileURL(outfile).href);
}

/** An edge function that holds the keys: with the token it lists accounts, without it responds with 401. */
async function assertServes(send) {
  const served = await send(ROUTE, AUTHORIZED);
  assert.deepEqual([served.status, await served.json()], [200, ACCOUNTS.openai]);
  assert.equal((await send(ROUTE, {})).status, 401);
  assert.equal((await send("/datadog/other", AUTHORIZED)).status, 404);
}

test("All integrations at once: one line for each, a failure included.", async () => {
  const code = example("docs/recipes.md", "All integrations at once");
  const counts = Object.entries(ACCOUNTS).map(([name, list]) => `${name}: ${list.length} accounts`);
  assert.deepEqual(await run("all", code), counts);
  const keys = { ...KEYS, DD_APP_KEY: "wrong" };
  const failed = await run("all", code, { keys });
  assert.equal(failed.length, counts.length);
  for (const line of failed) assert.match(line, /^\w+: api\.datadoghq\.com responded with 401/);
});

test("Hono: the route serves the accounts with the keys in c.env.", async () => {
  const { default: app } = await load("hono.js");
  const env = { ...KEYS, DASHBOARD_TOKEN: TOKEN };
  await assertServes((path, init) => app.request(path, init, env));
});

test("Next.js: the route handler lists accounts, and translates failures.", async (t) => {
  const { GET } = await load(routeFile);
  const get = (integration, headers = { Cookie: "session=1" }) =>
    GET(new Request(`https://dashboard.example/accounts/${integration}`, { headers }), {
      params: Promise.resolve({ integration }),
    });
  assert.deepEqual(await (await get("openai")).json(), ACCOUNTS.openai);
  assert.equal((await get("openai", {})).status, 401);
  assert.equal((await get("other")).status, 404);

  const logged = t.mock.method(console, "error", () => {});
  const failure = (status, headers) => Response.json({ errors: ["No"] }, { status, headers });
  respond = () => failure(403);
  assert.equal((await get("openai")).status, 502);
  // The delay would exceed the deadline, so the call is not retried.
  respond = () => failure(429, { "Retry-After": "90" });
  const limited = await get("openai");
  assert.deepEqual([limited.status, limited.headers.get("Retry-After")], [429, "90"]);
  assert.equal(logged.mock.callCount(), 2);
});

test("SvelteKit: the endpoint lists accounts through the event's fetch.", async () => {
  // What SvelteKit provides at build time and in "@sveltejs/kit".
  const stubs = {
    "@sveltejs/kit": `export const json = (data) => Response.json(data);
      export const error = (status, message) => { throw Object.assign(new Error(message), { status }); };`,
    "$env/dynamic/private": "export const env = process.env;",
  };
  const { GET } = await bundled("svelte.js", {
    external: ["datadog-llm-accounts"],
    plugins: [
      {
        name: "stubs",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^[@$](sveltejs|env)/ }, ({ path }) => ({ path, namespace: "stub" }));
          onLoad({ filter: /./, namespace: "stub" }, ({ path }) => ({ contents: stubs[path] }));
        },
      },
    ],
  });
  const fetch = respond;
  respond = () => assert.fail("the global fetch was called");
  const params = { integration: "openai" };
  const response = await GET({ params, locals: { user: {} }, fetch });
  assert.deepEqual(await response.json(), ACCOUNTS.openai);
  await assert.rejects(GET({ params, locals: {}, fetch }), { status: 401 });
});

test("Astro: the endpoint serves the accounts.", async () => {
  const { ALL, prerender } = await load("astro.js");
  assert.equal(prerender, false);
  await assertServes((path, init) => {
    return ALL({ request: new Request(`https://dashboard.example${path}`, init) });
  });
});

for (const [name, code, args] of [
  ["deno", example("docs/recipes.md", "Deno"), ["run", "--quiet", "--allow-net", "--allow-env"]],
  ["bun", example("docs/recipes.md", "Bun"), ["run"]],
]) {
  test(`${name}: the server serves the accounts.`, async () => {
    const upstream = await serve(datadog);
    const redirected = `${code}
      const { fetch } = globalThis;
      globalThis.fetch = (url, init) =>
        fetch(url.replace("https://api.datadoghq.com", "${upstream.url}"), init);`;
    const cwd = createProject(`recipe-${name}`, {
      "package.json": '{ "private": true, "type": "module" }',
      "server.js": redirected,
    });
    const PORT = await freePort();
    const env = { PATH: process.env.PATH, HOME: cwd, DASHBOARD_TOKEN: TOKEN, PORT, ...KEYS };
    const program = join(root, "tests/node_modules/.bin", name);
    const child = spawn(program, [...args, "server.js"], { cwd, env, stdio: "pipe" });
    const closed = once(child, "close");
    try {
      await listening(PORT, child);
      await assertServes((path, init) => nodeFetch(`http://127.0.0.1:${PORT}${path}`, init));
    } finally {
      child.kill("SIGTERM");
      await closed;
      await upstream.close();
    }
  });
}

test("A mocked fetch: the tests of the recipe pass.", async () => {
  const code = example("docs/recipes.md", "A test with a mocked fetch");
  const lines = await run("mock", code, { keys: {}, flags: ["--test-reporter=tap"] });
  assert.ok(lines.includes("# pass 2") && lines.includes("# fail 0"), lines.join("\n"));
});

test("The edge function without keys: its commands serve the stub's accounts.", async () => {
  const [code] = blocksOf("docs/recipes.md").filter(({ language }) => language === "sh");
  const [install, dev, curl] = commandsOf(code.code);
  const file = (name) => readFileSync(join(root, "examples/edge-stub", name), "utf8");
  const cwd = createProject("edge-stub", {
    "worker.js": file("worker.js"),
    "wrangler.toml": file("wrangler.toml"),
  });
  const [npm, ...words] = install.split(" ");
  const tarball = words.pop();
  assert.deepEqual([npm, ...words], ["npm", "install", "--no-save"]);
  await promisify(execFile)(npm, [
    "install",
    "--no-save",
    "--offline",
    "--prefix",
    cwd,
    join(root, "examples/edge-stub", tarball),
  ]);

  assert.equal(dev, "npx wrangler dev");
  const wrangler = join(root, "tests/node_modules/.bin/wrangler");
  const PORT = await freePort();
  const child = spawn(wrangler, ["dev", "--port", `${PORT}`], {
    cwd,
    detached: true,
    env: { PATH: process.env.PATH, HOME: cwd, CI: "true", WRANGLER_SEND_METRICS: "false" },
  });
  const closed = once(child, "close");
  try {
    await listening(PORT, child);
    const args = [...curl.matchAll(/"([^"]*)"|(\S+)/g)]
      .map(([, quoted, word]) => quoted ?? word)
      .slice(1)
      .map((word) => word.replace("localhost:8787", `127.0.0.1:${PORT}`));
    const { stdout } = await promisify(execFile)("curl", ["--silent", ...args]);
    const names = JSON.parse(stdout).map(({ account_name }) => account_name);
    assert.deepEqual(names, ["Production", "Staging"]);
    assert.equal((await nodeFetch(args.at(-1))).status, 401);
  } finally {
    if (child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await closed;
  }
});

/** Waits until a child's server responds. */
async function listening(port, child) {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  for (let i = 0; i < 600; i++) {
    assert.equal(child.exitCode, null, output);
    const response = await nodeFetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (response) return;
    await delay(100);
  }
  assert.fail(output);
}
