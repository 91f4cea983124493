/** The examples in Rust (examples/), as the Makefile built them, against the fake Datadog. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { launchChromium } from "../chromium.js";
import { ACCOUNTS } from "../fake/accounts.js";
import { createFakeDatadog } from "../fake/datadog.js";
import { serve } from "../fake/serve.js";
import { bundleWorker, compatibilityDate } from "../workerd.js";

const built = fileURLToPath(new URL("../../target/examples", import.meta.url));
const example = (path) => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url));

test("The worker lists the accounts to whoever has its token.", async (t) => {
  const ask = await startWorker(t, { DD_API_KEY: "fake-api-key", DD_APP_KEY: "fake-app-key" });
  const authorized = { Authorization: "Bearer the-token" };
  for (const [integration, accounts] of Object.entries(ACCOUNTS)) {
    const answer = await ask(`/accounts/${integration}`, authorized);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), accounts);
  }
  for (const headers of [{}, { Authorization: "Bearer the-tokem" }, { Authorization: "Bearer " }]) {
    assert.equal((await ask("/accounts/openai", headers)).status, 401);
  }
  assert.equal((await ask("/", authorized)).status, 404);
  assert.equal((await ask("/accounts/", authorized)).status, 400);
});

test("The worker says why there are none, without its keys.", async (t) => {
  const ask = await startWorker(t, { DD_API_KEY: "SECRET", DD_APP_KEY: "SECRET" });
  const answer = await ask("/accounts/openai", { Authorization: "Bearer the-token" });
  assert.equal(answer.status, 502);
  assert.equal(
    await answer.text(),
    "api.datadoghq.com answered 401: Unauthorized: Missing or invalid credentials " +
      "(check both keys, and that `site` is the one they belong to)",
  );
});

test("The page lists the accounts, and shows what went wrong.", async (t) => {
  const site = await serve(createSite());
  const browser = await launchChromium();
  t.after(() => Promise.all([browser.close(), site.close()]));
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(site.url);

  const list = async (token, integration) => {
    await page.getByLabel("Token").fill(token);
    await page.getByLabel("Integration").selectOption(integration);
    await page.getByRole("button", { name: "List" }).click();
  };
  await list("fake-access-token", "vertex_ai");
  await page.getByRole("listitem").first().waitFor();
  const names = await page.getByRole("listitem").allTextContents();
  assert.deepEqual(
    names,
    ACCOUNTS.vertex_ai.map((account) => account.account_name),
  );
  await list("SECRET", "vertex_ai");
  const said = await page.getByRole("alert").textContent();
  assert.equal(
    said,
    `${new URL(site.url).host} answered 401: Unauthorized: Missing or invalid credentials ` +
      "(check that `access_token` is valid and may read this)",
  );
  assert.deepEqual(errors, []);
});

async function startWorker(t, keys) {
  const miniflare = new Miniflare({
    cf: false,
    workers: [
      {
        name: "accounts",
        modules: await bundleExample(),
        modulesRoot: "/",
        compatibilityDate,
        bindings: { TOKEN: "the-token", DD_SITE: "datadoghq.com", ...keys },
        serviceBindings: { DATADOG: "fake-datadog" },
      },
      {
        name: "fake-datadog",
        modules: await bundleWorker("tests/fake/worker.js"),
        modulesRoot: "/",
        compatibilityDate,
      },
    ],
  });
  t.after(() => miniflare.dispose());
  return (path, headers) => miniflare.dispatchFetch(`http://worker${path}`, { headers });
}

/** What worker-build makes of wasm-bindgen's files: one script beside the wasm. */
async function bundleExample() {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { fetch } from "./index.js"; export default { fetch };`,
      resolveDir: join(built, "worker"),
    },
    bundle: true,
    write: false,
    format: "esm",
    external: ["*.wasm", "cloudflare:*"],
    logLevel: "warning",
  });
  const contents = outputFiles[0].text.replace("import source ", "import ");
  const wasm = await readFile(join(built, "worker/index_bg.wasm"));
  return [
    { type: "ESModule", path: "worker.js", contents },
    { type: "CompiledWasm", path: "index_bg.wasm", contents: wasm },
  ];
}

/** The page as Trunk serves it, and the fake Datadog in the place of the edge function. */
function createSite() {
  const datadog = createFakeDatadog();
  const types = { ".js": "text/javascript", ".wasm": "application/wasm" };
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/datadog/")) {
      return datadog(new Request(request.url.replace("/datadog", ""), request));
    }
    if (pathname === "/") {
      const html = await readFile(example("page/index.html"), "utf8");
      const start = `<script type="module">import init from "/index.js"; init();</script></head>`;
      const headers = { "Content-Type": "text/html" };
      return new Response(html.replace("</head>", start), { headers });
    }
    if (!types[extname(pathname)]) return new Response(null, { status: 404 });
    const headers = { "Content-Type": types[extname(pathname)] };
    return new Response(await readFile(join(built, "page", pathname)), { headers });
  };
}
