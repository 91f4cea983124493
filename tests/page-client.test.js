/** The packed client in Chromium: in pages with and without a policy, and in a browser's workers. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium, withPage } from "./chromium.js";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import { serve } from "./fake/serve.js";
import { packageFolder } from "./package.js";
import { startDashboard } from "./workerd.js";

const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const WITHOUT_WASM = "default-src 'none'; script-src 'self'; connect-src 'self'";

/** Answers each message's port with what became of a call with keys. */
const WORKER = `
  import { listAccounts } from "/package/index.js";
  async function answer({ ports: [port] }) {
    try {
      port.postMessage(await listAccounts("openai", { apiKey: "x", appKey: "y" }));
    } catch ({ name, code, argument }) {
      port.postMessage({ name, code, argument });
    }
  }
  addEventListener("message", answer);
  addEventListener("connect", answer);
`;
const REFUSED = {
  name: "AccountsError",
  code: "invalid_argument",
  argument: "dangerouslyAllowBrowser",
};

let browser;
let site;
let elsewhere;

before(async () => {
  [browser, site, elsewhere] = await Promise.all([
    launchChromium(),
    serve(createSite()),
    serve(createSite()),
  ]);
});

after(async () => {
  await Promise.all([browser.close(), site.close(), elsewhere.close()]);
});

/**
 * A site with the package's files at /package/, the fake Datadog at /datadog/, and pages whose
 * policy and script come in the query.
 */
function createSite() {
  const fake = createFakeDatadog();
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/worker.js") return script(WORKER);
    if (pathname.startsWith("/package/")) {
      return script(await readFile(join(packageFolder, pathname.slice("/package".length)), "utf8"));
    }
    if (pathname.startsWith("/datadog/redirect/")) {
      return Response.redirect(new URL("/datadog/elsewhere", request.url));
    }
    if (pathname.startsWith("/datadog/")) {
      return fake(new Request(request.url.replace("/datadog", ""), request));
    }
    if (pathname === "/script.js") return script(searchParams.get("text"));
    if (pathname !== "/") return new Response(null, { status: 404 });
    const csp = searchParams.get("csp");
    const source = `/script.js?text=${encodeURIComponent(searchParams.get("script") ?? "")}`;
    const html = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${source}"></script>`;
    const headers = { "Content-Type": "text/html", ...(csp && { "Content-Security-Policy": csp }) };
    return new Response(html, { headers });
  };
}

function script(text) {
  return new Response(text, {
    headers: { "Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*" },
  });
}

/** What became of a call, made by a script of a page that has this policy. */
async function callInPage(options, { csp = "", from = site.url } = {}) {
  const context = await browser.newContext();
  context.setDefaultTimeout(60_000);
  try {
    const page = await context.newPage();
    const text = `
      import { AccountsError, listAccounts } from "${from}/package/index.js";
      const call = () => listAccounts("openai", ${JSON.stringify(options)}).then(
        (accounts) => ({ accounts }),
        (error) => ({ ...error, name: error.name, message: error.message,
          isAccountsError: error instanceof AccountsError }),
      );
      globalThis.outcomes = [await call(), await call()];
      document.title = "done";
    `;
    site.requests.length = 0;
    await page.goto(`${site.url}/?${new URLSearchParams({ csp, script: text })}`);
    await page.waitForFunction(() => document.title === "done");
    const [first, second] = await page.evaluate(() => globalThis.outcomes);
    assert.deepEqual(second, first);
    const asked = site.requests.filter(({ url }) => url.startsWith("/datadog"));
    return { ...first, asked };
  } finally {
    await context.close();
  }
}

const ALLOWED = {
  baseUrl: "/datadog",
  apiKey: "fake-api-key",
  appKey: "fake-app-key",
  dangerouslyAllowBrowser: true,
};

for (const [where, at] of [
  ["in a plain page", () => ({})],
  ["under a strict Content-Security-Policy", () => ({ csp: STRICT })],
  ["from another origin's module", () => ({ from: elsewhere.url })],
]) {
  test(`Accounts are listed ${where}.`, async () => {
    const { accounts, message, asked } = await callInPage(ALLOWED, at());
    assert.deepEqual(accounts, ACCOUNTS.openai, message);
    assert.equal(asked.length, 2);
    assert.equal(asked[0].headers["dd-api-key"], "fake-api-key");

    const options = { baseUrl: `${site.url}/datadog/`, accessToken: "fake-access-token" };
    const tokened = await callInPage(options, at());
    assert.deepEqual(tokened.accounts, ACCOUNTS.openai, tokened.message);
    assert.equal(tokened.asked[0].headers.authorization, "Bearer fake-access-token");
  });

  test(`Keys are refused ${where}, and nothing is sent.`, async () => {
    for (const baseUrl of [undefined, "/datadog"]) {
      const { name, code, argument, isAccountsError, message, asked } = await callInPage(
        { apiKey: "x", appKey: "y", baseUrl },
        at(),
      );
      assert.deepEqual({ name, code, argument }, REFUSED);
      assert.ok(isAccountsError);
      assert.match(message, /dangerouslyAllowBrowser: true/);
      assert.deepEqual(asked, []);
    }
  });
}

test("A policy without 'wasm-unsafe-eval' is named, at each call.", async () => {
  const { code, message, isAccountsError, asked } = await callInPage(ALLOWED, {
    csp: WITHOUT_WASM,
  });
  assert.ok(isAccountsError);
  assert.equal(code, "load");
  assert.match(message, /'wasm-unsafe-eval'/);
  assert.deepEqual(asked, []);
});

test("A redirect in a page is an http error of status 0, and its target gets no request.", async () => {
  const baseUrl = "/datadog/redirect";
  const { code, status, message, asked } = await callInPage({ ...ALLOWED, baseUrl });
  assert.deepEqual([code, status], ["http", 0]);
  assert.match(message, /redirect/);
  assert.ok(asked.every(({ url }) => url.startsWith(`${baseUrl}/api/`)));
});

for (const [kind, start] of [
  ["dedicated worker", () => new Worker("/worker.js", { type: "module" })],
  ["shared worker", () => new SharedWorker("/worker.js", { type: "module" })],
  [
    "service worker",
    async () => {
      await navigator.serviceWorker.register("/worker.js", { type: "module" });
      return (await navigator.serviceWorker.ready).active;
    },
  ],
]) {
  test(`Keys are refused in a ${kind}, and nothing is sent.`, async () => {
    await withPage(browser, site.url, async ({ page, url, requests }) => {
      await page.goto(url);
      const outcome = await page.evaluate(async (source) => {
        const worker = await new Function(`return (${source})()`)();
        return new Promise((resolve, reject) => {
          worker.onerror = () => reject(new Error("the worker did not start"));
          const { port1, port2 } = new MessageChannel();
          const port = worker.port ?? port1;
          port.onmessage = ({ data }) => resolve(data);
          if (!worker.port) worker.postMessage("call", [port2]);
        });
      }, `${start}`);
      assert.deepEqual(outcome, REFUSED);
      assert.ok(requests.every((request) => new URL(request.url()).origin === url));
    });
  });
}

test("The dashboard's page refuses keys, too.", async () => {
  const dashboard = await startDashboard();
  try {
    await withPage(browser, dashboard.url, async ({ page, go, requests }) => {
      await go("/");
      requests.length = 0;
      const outcome = await page.evaluate(async () => {
        const { listAccounts } = await import("./vendor/datadog-llm-accounts/index.js");
        return listAccounts("openai", { apiKey: "x", appKey: "y" }).catch(
          ({ name, code, argument }) => ({ name, code, argument }),
        );
      });
      assert.deepEqual(outcome, REFUSED);
      assert.deepEqual(requests, []);
    });
  } finally {
    await dashboard.stop();
  }
});
