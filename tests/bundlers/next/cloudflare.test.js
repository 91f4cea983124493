/** The packed package on workerd in an application that OpenNext or Nitro bundles. Both need Node.js 22. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../../free-port.js";
import { createProject } from "../../package.js";
import { CALL, IMPORT, assertListed, startDatadog } from "../../runtimes/program.js";
import { report, versionOf } from "../../runtimes/report.js";

const here = new URL(".", import.meta.url);
const compatibilityDate = "2026-04-01";
const isNew = process.versions.node.split(".")[0] >= 22;
const node = isNew
  ? process.execPath
  : fileURLToPath(new URL("../../runtimes/node_modules/node-22/bin/node", here));

let datadog;
before(async () => {
  datadog = await startDatadog();
});
after(() => datadog.close());

test("OpenNext runs a Node.js route on workerd with serverExternalPackages, and without it the error names it.", async () => {
  const cwd = project("opennext", {
    "app/layout.js": "export default ({ children }) => <html><body>{children}</body></html>;",
    "app/page.js": "export default () => <p>Accounts</p>;",
    "app/api/route.js": `${IMPORT}${CALL}
      export const dynamic = "force-dynamic";
      export const GET = async (request) =>
        new Response(await call(new URL(request.url).searchParams.get("at")));`,
    "next.config.mjs": "export default {};",
    "open-next.config.ts": `import { defineCloudflareConfig } from "@opennextjs/cloudflare";
      export default defineCloudflareConfig();`,
    "package.json": '{ "private": true, "scripts": { "build": "next build" } }',
    "package-lock.json": "{}",
    "wrangler.json": JSON.stringify({
      name: "accounts",
      main: ".open-next/worker.js",
      compatibility_date: compatibilityDate,
      compatibility_flags: ["nodejs_compat"],
      assets: { directory: ".open-next/assets", binding: "ASSETS" },
    }),
  });
  const outcome = async () => {
    await run(cwd, "@opennextjs/cloudflare/dist/cli/index.js", ["build"]);
    return ask(cwd, ["dev"]);
  };
  const setting = 'serverExternalPackages: ["datadog-llm-accounts"]';
  const error = await outcome();
  assert.match(error, /^AccountsError: WebAssembly could not start: .* disallowed by embedder/);
  assert.ok(error.includes(setting), error);
  writeFileSync(join(cwd, "next.config.mjs"), `export default { ${setting} };`);
  assertListed(await outcome());
  report("OpenNext", versionOf("@opennextjs/cloudflare", here), "`serverExternalPackages`");
});

test("Nitro runs it on workerd with experimental.wasm, and without it does not build.", async () => {
  const config = (more) => `export default {
    preset: "cloudflare-module", srcDir: "server", compatibilityDate: "${compatibilityDate}", ${more}
  };`;
  const cwd = project("nitro", {
    "nitro.config.mjs": config(""),
    "package.json": '{ "private": true, "type": "module" }',
    "server/routes/api.js": `${IMPORT}${CALL}
      export default defineEventHandler((event) => call(getQuery(event).at));`,
  });
  const build = () => run(cwd, "nitropack/dist/cli/index.mjs", ["build"]);
  await assert.rejects(build, /accounts\.wasm/);
  writeFileSync(join(cwd, "nitro.config.mjs"), config("experimental: { wasm: true }"));
  await build();
  const flags = [
    "--compatibility-date",
    compatibilityDate,
    "--compatibility-flags",
    "nodejs_compat",
  ];
  assertListed(await ask(cwd, ["dev", ".output/server/index.mjs", "--name", "accounts", ...flags]));
  report("Nitro", versionOf("nitropack", here), "`cloudflare-module` with `experimental.wasm`");
});

/** A project with its own copy of what is installed here: Turbopack follows no link out of it. */
function project(name, files) {
  const cwd = createProject(name, files);
  cpSync(fileURLToPath(new URL("node_modules", here)), join(cwd, "node_modules"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return cwd;
}

function environment(cwd) {
  return {
    PATH: dirname(node) + delimiter + process.env.PATH,
    HOME: cwd,
    CI: "1",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    NEXT_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
    WRANGLER_SEND_ERROR_REPORTS: "false",
    WRANGLER_SEND_METRICS: "false",
  };
}

async function run(cwd, script, args) {
  const env = environment(cwd);
  const command = [join(cwd, "node_modules", script), ...args];
  try {
    await promisify(execFile)(node, command, { cwd, env, maxBuffer: 2 ** 26, timeout: 900_000 });
  } catch (error) {
    throw new Error(`${error.stdout}\n${error.stderr}`, { cause: error });
  }
}

/** What `/api` answers in `wrangler dev`. */
async function ask(cwd, args) {
  const port = await freePort();
  const wrangler = join(cwd, "node_modules/wrangler/bin/wrangler.js");
  const command = [wrangler, ...args, "--ip", "127.0.0.1", "--port", `${port}`];
  const server = spawn(node, command, {
    cwd,
    env: environment(cwd),
    stdio: "ignore",
    detached: true,
  });
  const exited = once(server, "exit");
  try {
    for (let attempts = 240; ; attempts--) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}/api?at=${datadog.url}`);
        return await response.text();
      } catch (error) {
        if (attempts === 0 || server.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  } finally {
    if (server.exitCode === null) process.kill(-server.pid, "SIGTERM");
    await exited;
  }
}
