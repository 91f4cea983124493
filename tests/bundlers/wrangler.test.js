/** The packed package as wrangler bundles it, run in workerd. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { example } from "../docs/blocks.js";
import { createProject } from "../package.js";
import { CALL, IMPORT, assertListed, startDatadog } from "../runtimes/program.js";
import { report, versionOf } from "../runtimes/report.js";
import { compatibilityDate } from "../workerd.js";

const tests = new URL("..", import.meta.url);

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

// As Next.js does for its Node.js routes, which OpenNext then runs on workerd.
for (const compatibilityFlags of [[], ["nodejs_compat"]]) {
  const title = `Bundled without the \`workerd\` condition, it says what to set (flags: ${compatibilityFlags}).`;
  test(title, async (t) => {
    const folder = createProject("workerd-by-default", {
      "worker.js": `import { listAccounts } from "datadog-llm-accounts";
        export default {
          async fetch() {
            const options = { baseUrl: "http://datadog.example", accessToken: "fake-access-token" };
            const { name, code, message } = await listAccounts("openai", options).catch((it) => it);
            return Response.json({ name, code, message });
          },
        };`,
    });
    const { outputFiles } = await build({
      absWorkingDir: folder,
      bundle: true,
      entryPoints: ["worker.js"],
      format: "esm",
      write: false,
    });
    const [{ text: contents }] = outputFiles;
    const miniflare = new Miniflare({
      cf: false,
      compatibilityDate,
      compatibilityFlags,
      modules: [{ type: "ESModule", path: "worker.js", contents }],
    });
    t.after(() => miniflare.dispose());
    const response = await miniflare.dispatchFetch("http://worker.example/");
    assert.deepEqual(await response.json(), {
      name: "AccountsError",
      code: "load",
      message:
        `WebAssembly could not start: WebAssembly.${compatibilityFlags[0] ? "Module" : "instantiate"}(): ` +
        "Wasm code generation disallowed by embedder (bundle with the " +
        "condition `workerd` or `edge-light`; in Next.js, set " +
        '`serverExternalPackages: ["datadog-llm-accounts"]`)',
    });
  });
}

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
