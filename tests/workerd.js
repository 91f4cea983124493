/** Runs workers on workerd: bundled with the packed package, the fake Datadog beside them. */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { installed } from "./package.js";

const root = fileURLToPath(new URL("..", import.meta.url));

export const compatibilityDate = "2026-04-01";

const bundled = new Map();

/** A worker's modules as wrangler would bundle them, the main one first; the wasm stays a module. */
export function bundleWorker(entry) {
  if (!bundled.has(entry)) bundled.set(entry, bundle(entry));
  return bundled.get(entry);
}

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    outdir: join(root, "target/worker"),
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:workers"],
    nodePaths: [installed],
    assetNames: "[name]",
    loader: { ".wasm": "copy" },
    logLevel: "warning",
  });
  const script = outputFiles.find(({ path }) => path.endsWith(".js"));
  const wasm = outputFiles.filter(({ path }) => path.endsWith(".wasm"));
  const name = ({ path }) => path.slice(path.lastIndexOf("/") + 1);
  return [
    { type: "ESModule", path: name(script), contents: script.text },
    ...wasm.map((file) => ({ type: "CompiledWasm", path: name(file), contents: file.contents })),
  ];
}

/** The bindings of the Secrets Store with these names. */
export function secretsStore(secrets) {
  const names = Object.keys(secrets);
  return Object.fromEntries(names.map((name) => [name, { store_id: "store", secret_name: name }]));
}

/** Fills the Secrets Store of a worker; "" leaves a binding without a secret. */
export async function fillSecretsStore(miniflare, worker, secrets) {
  for (const [name, value] of Object.entries(secrets)) {
    if (value === "") continue;
    const store = await miniflare.getSecretsStoreSecretAPI(name, worker);
    await store().create(value);
  }
}

/**
 * Starts the dashboard of `www/` with these bindings (secrets as they would be set in production).
 * Its log goes to `onLog`, line by line, and is not shown.
 *
 * @returns {Promise<{ url: string, fetch: typeof fetch, stop: () => Promise<void> }>}
 */
export async function startDashboard({
  bindings = {},
  secrets = {},
  port = 0,
  outboundService,
  onLog,
} = {}) {
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    port,
    handleRuntimeStdio: (stdout, stderr) => {
      createInterface({ input: stdout }).on("line", (line) => onLog?.(line));
      stderr.on("data", (text) => process.stderr.write(text));
    },
    workers: [
      {
        name: "dashboard",
        modules: await bundleWorker("www/worker.js"),
        modulesRoot: "/",
        compatibilityDate,
        bindings,
        secretsStoreSecrets: secretsStore(secrets),
        serviceBindings: { FAKE_DATADOG: "fake-datadog" },
        outboundService,
        assets: {
          directory: join(root, "www/public"),
          binding: "ASSETS",
          routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
        },
      },
      {
        name: "fake-datadog",
        modules: await bundleWorker("tests/fake/worker.js"),
        modulesRoot: "/",
        compatibilityDate,
      },
    ],
  });
  const url = (await miniflare.ready).origin;
  await fillSecretsStore(miniflare, "dashboard", secrets);
  return { url, fetch: (path, init) => fetch(url + path, init), stop: () => miniflare.dispose() };
}
