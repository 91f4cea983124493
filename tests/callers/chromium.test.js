/** whatwg-fetch in place of a browser's own fetch. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium } from "../chromium.js";
import { ACCOUNT, started } from "../node/common.js";
import { packageFolder } from "../package.js";
import { WHATWG_FETCH } from "./fetch-libraries.js";
import { LIST, UNAUTHORIZED_BODY, json } from "./servers.js";

const SCRIPT = { headers: { "Content-Type": "text/javascript" } };
const HTML = { headers: { "Content-Type": "text/html" } };

let browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser.close());

/** Serves the page, the package and Datadog's path. */
function startSite(t, respond) {
  const entry = readFileSync(join(packageFolder, "index.js"), "utf8");
  return started(t, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/") return new Response("<!doctype html>", HTML);
    if (pathname === "/index.js") return new Response(entry, SCRIPT);
    if (pathname.startsWith("/datadog/")) return respond(request);
    return new Response(null, { status: 404 });
  });
}

async function openPage(t, url) {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.goto(url);
  // It would keep a native one.
  await page.evaluate(() => delete globalThis.fetch);
  await page.evaluate(WHATWG_FETCH);
  assert.equal(await page.evaluate(() => fetch.polyfill), true);
  return page;
}

/** The outcome of a call in the page. */
function list(page, options = {}) {
  return page.evaluate(async (options) => {
    const { listAccounts } = await import("/index.js");
    const { abortAfter, ...rest } = options;
    const controller = new AbortController();
    if (abortAfter) setTimeout(() => controller.abort("enough"), abortAfter);
    const base = { baseUrl: "/datadog", accessToken: "fake-access-token", maxRetries: 0 };
    try {
      return await listAccounts("openai", { ...base, signal: controller.signal, ...rest });
    } catch (error) {
      return typeof error === "string" ? error : { ...error, message: error.message };
    }
  }, options);
}

test("Accounts are listed through whatwg-fetch in Chromium, and the token arrives.", async (t) => {
  const site = await startSite(t, () => json(LIST));
  const page = await openPage(t, site.url);
  assert.deepEqual(await list(page), [ACCOUNT]);
  const { headers } = site.requests.find(({ url }) => url.startsWith("/datadog/"));
  assert.equal(headers.authorization, "Bearer fake-access-token");
});

test("An error response through whatwg-fetch in Chromium keeps its status, errors and headers.", async (t) => {
  const limits = { "X-RateLimit-Limit": "10" };
  const site = await startSite(t, () => json(UNAUTHORIZED_BODY, 401, limits));
  const page = await openPage(t, site.url);
  const error = await list(page);
  assert.equal(error.code, "http", error.message);
  assert.equal(error.status, 401);
  assert.deepEqual(error.errors, [{ title: "Unauthorized" }]);
  assert.deepEqual(error.rateLimit, { limit: 10 });
});

test("An abort and a timeout through whatwg-fetch in Chromium cancel the request.", async (t) => {
  let requests = 0;
  let aborted = 0;
  const site = await startSite(t, ({ signal }) => {
    // WebAssembly starts with the first.
    if (requests++ === 0) return json(LIST);
    signal.addEventListener("abort", () => aborted++);
    return new Promise(() => {});
  });
  const page = await openPage(t, site.url);
  await list(page);
  assert.equal(await list(page, { abortAfter: 1000 }), "enough");
  const error = await list(page, { attemptTimeout: 1000 });
  assert.equal(error.code, "timeout", error.message);
  for (let i = 0; i < 100 && aborted < 2; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(aborted, 2);
});

test("A network failure through whatwg-fetch in Chromium is a network error.", async (t) => {
  const site = await startSite(t, () => json(LIST));
  const page = await openPage(t, site.url);
  await page.evaluate(() => import("/index.js"));
  await site.close();
  const error = await list(page);
  assert.equal(error.code, "network", error.message);
  assert.match(error.message, /Network request failed \(in a page, CORS/);
});

test("Signals of an iframe are accepted in Chromium.", async (t) => {
  const site = await startSite(t, () => new Promise(() => {}));
  const page = await openPage(t, site.url);
  const reason = await page.evaluate(async () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const controller = new frame.contentWindow.AbortController();
    const { listAccounts } = await import("/index.js");
    const call = listAccounts("openai", { baseUrl: "/datadog", signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    return call.catch(({ name }) => name);
  });
  assert.equal(reason, "AbortError");
});
