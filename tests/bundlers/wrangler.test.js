/** The packed package as wrangler bundles it, run in workerd. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Miniflare } from "miniflare";
import { example } from "../docs/blocks.js";
import { createProject } from "../package.js";
import { CALL, IMPORT, assertListed, startDatadog } from "../runtimes/program.js";
import { report, versionOf } from "../runtimes/report.js";

const tests = new URL("..", import.meta.url);
const compatibilityDate = "2026-04-01";

const WORKER = `${CALL}
  export default {
    async fetch(request) {
      return new Response(await call(new URL(request.url).searchParams.get("at")));
    },
  };`;

test("wrangler bundles it, and workerd runs that; its wasm may be handed to ./slim, too.", async (t) => {
  const datadog = await startDatadog();
  t.after(() => datadog.close());
  const slim = `${example("docs/runtimes.md", "In workerd")}
    import { AccountsError, INTEGRATIONS } from "datadog-llm-accounts/slim";`;
  for (const [name, start] of [
    ["main", IMPORT],
    ["slim", slim],
  ]) {
    const folder = createProject(`wrangler-${name}`, {
      "package.json": '{ "private": true, "type": "module" }',
      "wrangler.toml": `name = "accounts"\nmain = "worker.js"\ncompatibility_date = "${compatibilityDate}"\n`,
      "worker.js": start + WORKER,
    });
    const wrangler = fileURLToPath(new URL("node_modules/.bin/wrangler", tests));
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      CI: "1",
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_SEND_ERROR_REPORTS: "false",
    };
    await promisify(execFile)(wrangler, ["deploy", "--dry-run", "--outdir", "dist"], {
      cwd: folder,
      env,
    });
    assertListed(await ask(join(folder, "dist"), datadog.url));
  }
  report(
    "Cloudflare Workers",
    `wrangler ${versionOf("wrangler", tests)}`,
    `on workerd ${versionOf("workerd", tests)}`,
  );
});

/** What the worker answers, its main module first, as Miniflare wants it. */
async function ask(folder, at) {
  const files = readdirSync(folder).filter((name) => /\.(js|wasm)$/.test(name));
  const modules = files.map((name) => ({
    type: name.endsWith(".js") ? "ESModule" : "CompiledWasm",
    path: join(folder, name),
    contents: readFileSync(join(folder, name)),
  }));
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate,
    modules: modules.sort((a) => (a.type === "ESModule" ? -1 : 1)),
    modulesRoot: folder,
  });
  try {
    const response = await miniflare.dispatchFetch(`http://worker.example/?at=${at}`);
    return await response.text();
  } finally {
    await miniflare.dispose();
  }
}
