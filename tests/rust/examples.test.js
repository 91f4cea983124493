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

test("The worker returns the accounts to a request with its token.", async (t) => {
  const request = await startWorker(t, { DD_API_KEY: "fake-api-key", DD_APP_KEY: "fake-app-key" });
  const authorized = { Authorization: "Bearer the-token" };
  for (const [integration, accounts] of Object.entries(ACCOUNTS)) {
    const response = await request(`/accounts/${integration}`, authorized);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), accounts);
  }
  for (const headers of [{}, { Authorization: "Bearer the-tokem" }, { Authorization: "Bearer " }]) {
    assert.equal((await request("/accounts/openai", headers)).status, 401);
  }
  assert.equal((await request("/", authorized)).status, 404);
  assert.equal((await request("/accounts/", authorized)).status, 400);
});

test("The worker returns the error of a failed call, without its keys.", async (t) => {
  const request = await startWorker(t, { DD_API_KEY: "SECRET", DD_APP_KEY: "SECRET" });
  const response = await request("/accounts/openai", { Authorization: "Bearer the-token" });
  assert.equal(response.status, 502);
  assert.equal(
    await response.text(),
    "api.datadoghq.com responded with 401: Unauthorized: Missing or invalid credentials " +
      "(check both keys and their `site`)",
  );
});

test("The page lists the accounts and shows an error.", async (t) => {
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
  const message = await page.getByRole("alert").textContent();
  assert.equal(
    message,
    `${new URL(site.url).host} responded with 401: Unauthorized: Missing or invalid credentials ` +
      "(check that `access_token` is valid and may list accounts)",
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

/** One script beside the wasm, as worker-build bundles wasm-bindgen's files. */
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
    // wasm-bindgen names a module once for each function that it imports from there.
    logOverride: { "duplicate-object-key": "silent" },
    logLevel: "warning",
  });
  const contents = outputFiles[0].text.replace("import source ", "import ");
  const wasm = await readFile(join(built, "worker/index_bg.wasm"));
  return [
    { type: "ESModule", path: "worker.js", contents },
    { type: "CompiledWasm", path: "index_bg.wasm", contents: wasm },
  ];
}

/** The page as Trunk serves it, and the fake Datadog instead of the edge function. */
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
