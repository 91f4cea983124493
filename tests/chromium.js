/** The Chromium that is installed, for playwright-core, which brings none. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
/** As for the wasm suite, which chromedriver runs. */
const { args } = JSON.parse(readFileSync(`${root}/webdriver.json`, "utf8"))["goog:chromeOptions"];

/** @returns {Promise<import("playwright-core").Browser>} */
export function launchChromium() {
  const find = `${root}/scripts/chromium.sh`;
  const executablePath = execFileSync("sh", [find], { encoding: "utf8" }).trim();
  return chromium.launch({ executablePath, args });
}

/**
 * Runs a test of the dashboard in a page of its own, which has not been anywhere yet. The test fails
 * when the page had an error, broke its Content-Security-Policy or asked another origin.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url the dashboard's origin
 * @param {(opened: {
 *   url: string,
 *   page: import("playwright-core").Page,
 *   context: import("playwright-core").BrowserContext,
 *   requests: import("playwright-core").Request[],
 *   settled: () => Promise<void>,
 *   go: (path: string) => Promise<void>,
 * }) => Promise<void>} run `settled` waits until no integration is loading; `go` opens a path until then
 * @param {import("playwright-core").BrowserContextOptions} [settings]
 */
export async function withPage(browser, url, run, settings) {
  const context = await browser.newContext(settings);
  try {
    context.setDefaultTimeout(60_000);
    const watched = await watch(context, url);
    const page = await context.newPage();
    const settled = () =>
      page
        .locator(".card:not([data-busy]):not([data-state=loading]) >> nth=5")
        .waitFor({ state: "attached" });
    const go = async (path) => {
      await page.goto(url + path);
      await settled();
    };
    try {
      await run({ url, page, context, requests: watched.requests, settled, go });
    } catch (error) {
      error.message += watched.problems.map((problem) => `\n(the page: ${problem})`).join("");
      throw error;
    }
    assert.deepEqual(watched.problems, []);
  } finally {
    await context.close();
  }
}

async function watch(context, url) {
  const requests = [];
  const problems = [];
  context.on("request", (request) => {
    requests.push(request);
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && origin !== url) problems.push(`asked ${request.url()}`);
  });
  context.on("response", (response) => {
    const failed = response.status() >= 400 && response.request().resourceType() !== "fetch";
    if (failed) problems.push(`${response.status()} for ${response.url()}`);
  });
  context.on("weberror", (error) => problems.push(error.error().stack));
  context.on("console", (message) => {
    // Logged for each status outside 2xx; those of its calls the page explains to its reader.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      problems.push(message.text());
    }
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`${violatedDirective} blocked ${blockedURI}`);
    });
  });
  return { requests, problems };
}
