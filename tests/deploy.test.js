/** What `wrangler deploy` would upload of `www/`, and that it runs. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Miniflare } from "miniflare";
import { packageFolder } from "./package.js";
import { compatibilityDate } from "./workerd.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const SECRETS = {
  DD_API_KEY: "real-api-key-5d1c",
  DD_APP_KEY: "real-app-key-9f3e",
  DASHBOARD_TOKEN: "dashboard-token-7a2b",
};

/** A dry run of `wrangler deploy` in a copy of `www/`, its configuration changed by `configure`. */
async function deploy(t, configure = (settings) => settings) {
  const folder = mkdtempSync(join(tmpdir(), "deploy-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const own = (path) => !/\/(node_modules|vendor|\.wrangler)$/.test(path);
  cpSync(join(root, "www"), folder, { recursive: true, filter: own });
  cpSync(packageFolder, join(folder, "node_modules/datadog-llm-accounts"), { recursive: true });
  const settings = join(folder, "wrangler.toml");
  writeFileSync(settings, configure(readFileSync(settings, "utf8")));

  const wrangler = join(root, "tests/node_modules/.bin/wrangler");
  const args = ["deploy", "--dry-run", "--outdir", "out"];
  const { stdout } = await promisify(execFile)(wrangler, args, {
    cwd: folder,
    env: {
      ...SECRETS,
      PATH: process.env.PATH,
      HOME: folder,
      CI: "true",
      WRANGLER_HIDE_BANNER: "true",
      WRANGLER_SEND_METRICS: "false",
      // Nothing listens there: a dry run needs no one.
      HTTPS_PROXY: "http://127.0.0.1:9",
      HTTP_PROXY: "http://127.0.0.1:9",
    },
  });
  return { folder, stdout };
}

test("What wrangler uploads is the worker, its wasm and the page, without a secret, and runs.", async (t) => {
  const { folder, stdout } = await deploy(t);
  assert.match(stdout, /Read \d+ files from the assets directory/);
  assert.match(stdout, /^env\.ASSETS +Assets/m);
  assert.doesNotMatch(stdout, /FAKE_DATADOG|DD_API_KEY/);

  const uploaded = (name) => readFileSync(join(folder, "out", name));
  const modules = readdirSync(join(folder, "out")).filter((name) => /\.(js|wasm)$/.test(name));
  const wasm = modules.find((name) => name.endsWith(".wasm"));
  assert.deepEqual(modules.sort(), [wasm, "worker.js"].sort());
  assert.deepEqual(readdirSync(join(folder, "public")).sort(), [
    ...readdirSync(join(root, "www/public")).sort(),
  ]);
  for (const name of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const text = readFileSync(join(name.parentPath, name.name), "latin1");
    for (const secret of Object.values(SECRETS)) assert.ok(!text.includes(secret), name.name);
  }

  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    modules: [
      { type: "ESModule", path: "worker.js", contents: uploaded("worker.js") },
      { type: "CompiledWasm", path: wasm, contents: uploaded(wasm) },
    ],
    modulesRoot: "/",
    compatibilityDate,
    bindings: SECRETS,
    // In Datadog's place.
    outboundService: () => Response.json([]),
    assets: {
      directory: join(folder, "public"),
      binding: "ASSETS",
      routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
    },
    handleRuntimeStdio: (stdout) => stdout.resume(),
  });
  t.after(() => miniflare.dispose());
  const { origin } = await miniflare.ready;
  const page = await fetch(origin);
  assert.match(await page.text(), /<h1>LLM integration accounts<\/h1>/);
  assert.match(page.headers.get("Content-Security-Policy"), /^default-src 'none'/);
  const path = `${origin}/datadog/api/v2/llm-obs/v1/integrations/openai/accounts`;
  assert.equal((await fetch(path)).status, 401);
  const headers = { Authorization: `Bearer ${SECRETS.DASHBOARD_TOKEN}` };
  const answer = await fetch(path, { headers });
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.deepEqual(await answer.json(), []);
});

test("The coordinator's lines of wrangler.toml bind it once uncommented.", async (t) => {
  const uncomment = (settings) => {
    const [before, lines] = settings.split(/^(?=# \[\[durable_objects)/m);
    return before + lines.replace(/^# ?/gm, "");
  };
  const { stdout } = await deploy(t, uncomment);
  assert.match(stdout, /^env\.COORDINATOR \(AccountsCoordinator\) +Durable Object/m);
});

test("wrangler.toml keeps the security headers on every file of the page.", () => {
  const settings = readFileSync(join(root, "www/wrangler.toml"), "utf8");
  assert.match(settings, /^run_worker_first = true$/m);
  assert.match(settings, new RegExp(`^compatibility_date = "${compatibilityDate}"$`, "m"));
});
