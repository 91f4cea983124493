/** The packed package in browsers, as the files that a page loads: no bundler but for the classic scripts. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { example } from "../docs/blocks.js";
import { createProject, packageFolder } from "../package.js";
import { openChromium, openFirefox, openWebKit } from "./browsers.js";
import { CALL, IMPORT, IN_PAGE, assertListed, startDatadog } from "./program.js";
import { report } from "./report.js";
import { page, serveFolder } from "./site.js";

const BY_PATH = IMPORT.replace(
  '"datadog-llm-accounts"',
  '"/node_modules/datadog-llm-accounts/index.js"',
);
const slimExample = example("docs/runtimes.md", "The WebAssembly as a file of its own");
const SLIM = '"/node_modules/datadog-llm-accounts/slim.js"';
/** A page that hands its own address to a worker, and is handed the outcome. */
const fromWorker = (start) => `
  const started = ${start};
  started.onmessage = ({ data }) => { globalThis.outcome = data; };
  started.onerror = ({ message }) => { globalThis.outcome = message || "the worker did not start"; };`;
const IN_WORKER = `${CALL}call(new URL(location).searchParams.get("at")).then(postMessage);`;
const IN_SERVICE_WORKER = `${CALL}
  addEventListener("install", () => skipWaiting());
  addEventListener("message", (event) => {
    event.waitUntil(call(event.data).then((outcome) => event.source.postMessage(outcome)));
  });`;

const opened = {};
let datadog;
let site;
let strict;
let elsewhere;

before(async () => {
  datadog = await startDatadog();
  const folder = createProject("pages", {
    "module.html": page("module.js"),
    "module.js": BY_PATH + IN_PAGE,
    "classic-worker.html": page("classic-worker.js"),
    "classic-worker.js": fromWorker('new Worker("worker-bundle.js" + location.search)'),
    "worker-source.js": IMPORT + IN_WORKER,
    "module-worker.html": page("module-worker.js"),
    "module-worker.js": fromWorker('new Worker("worker.js" + location.search, { type: "module" })'),
    "worker.js": BY_PATH + IN_WORKER,
    "service-worker.html": page("service-worker.js"),
    "service-worker.js": `
      navigator.serviceWorker.onmessage = ({ data }) => { globalThis.outcome = data; };
      await navigator.serviceWorker.register("service-worker-bundle.js");
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage(new URL(location).searchParams.get("at"));`,
    "service-worker-source.js": IMPORT + IN_SERVICE_WORKER,
    "slim.html": page("slim.js"),
    "slim.js":
      slimExample.replace('"datadog-llm-accounts/slim"', SLIM) +
      `import { AccountsError, INTEGRATIONS } from ${SLIM};${IN_PAGE}`,
    "assets/accounts.wasm": readFileSync(join(packageFolder, "accounts.wasm")),
  });
  for (const name of ["worker", "service-worker"]) await bundleClassic(folder, name);

  const cors = { "Access-Control-Allow-Origin": "*" };
  elsewhere = await serveFolder(packageFolder, cors);
  const other = createProject("page-elsewhere", {
    "index.html": `<!doctype html><link rel="icon" href="data:,">
      <script type="importmap">
        { "imports": { "datadog-llm-accounts": "${elsewhere.url}/index.js" } }
      </script>
      <script type="module">${IMPORT}${IN_PAGE}</script>`,
  });
  cpSync(join(other, "index.html"), join(folder, "elsewhere.html"));
  site = await serveFolder(folder);
  strict = await serveFolder(folder, {
    "Content-Security-Policy": `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${datadog.url}`,
  });
  const openers = { Chromium: openChromium, Firefox: openFirefox, WebKit: openWebKit };
  const openings = Object.entries(openers).map(async ([name, open]) => {
    opened[name] = await open();
  });
  // All of them, so that `after` closes those that have started even where another one has not.
  for (const { reason } of await Promise.allSettled(openings)) if (reason) throw reason;
});

after(() =>
  Promise.all(
    [...Object.values(opened), datadog, site, strict, elsewhere].map((it) => it?.close()),
  ),
);

function bundleClassic(folder, name) {
  return build({
    absWorkingDir: folder,
    bundle: true,
    entryPoints: [`${name}-source.js`],
    format: "iife",
    logLevel: "warning",
    outfile: `${name}-bundle.js`,
  });
}

for (const name of ["Chromium", "Firefox", "WebKit"]) {
  for (const [how, path, on] of [
    ["a module of another origin", "elsewhere.html", () => site],
    ["a Content-Security-Policy of `default-src 'none'`", "module.html", () => strict],
    ["a classic worker (bundled)", "classic-worker.html", () => site],
    ["a module worker", "module-worker.html", () => site],
    ["a service worker (bundled)", "service-worker.html", () => site],
    ["a page that hands its wasm to `./slim`", "slim.html", () => site],
  ]) {
    test(`Accounts are listed in ${name} in ${how}.`, async () => {
      const { outcomeOf, version } = opened[name];
      assertListed(await outcomeOf(`${on().url}/${path}?at=${datadog.url}`));
      report(name, version, how);
    });
  }
}
