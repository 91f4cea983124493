/** Shared by the tests of the page: each test runs in every browser of BROWSERS, in its own page. */
import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { launchChromium, withPage } from "../chromium.js";
import { launchFirefox } from "../firefox.js";
import { startDashboard } from "../workerd.js";

/** The headers that the fake Datadog accepts. */
export const KEYS = { "DD-API-KEY": "fake-api-key", "DD-APPLICATION-KEY": "fake-app-key" };

export const BROWSERS = { Chromium: launchChromium, Firefox: launchFirefox };

/**
 * Starts a dashboard and the browsers around a file's tests.
 *
 * @param {() => Promise<object>} [prepare] returns the options of `startDashboard`
 * @returns {(sentence: string, run: (opened: object) => Promise<void>) => void} `run` receives what
 *   `withPage` passes, `name` of the browser and `download`
 */
export function pageTests(prepare) {
  const browsers = {};
  let dashboard;

  before(async () => {
    dashboard = await startDashboard(await prepare?.());
    for (const [name, launch] of Object.entries(BROWSERS)) browsers[name] = await launch();
  });

  after(async () => {
    await Promise.allSettled(Object.values(browsers).map((browser) => browser.close()));
    await dashboard.stop();
  });

  return function testPage(sentence, run) {
    for (const name of Object.keys(BROWSERS)) {
      test(`${name}: ${sentence}`, (t) =>
        withPage(browsers[name], dashboard.url, async (opened) => {
          if (name === "Chromium") await allowClipboard(opened);
          const download = (start) => readDownload(browsers[name], opened.page, start);
          await run({ ...opened, name, t, download });
        }));
    }
  };
}

// In Firefox a click is permission enough.
function allowClipboard({ context, url }) {
  return context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
}

/** The name and the text of the file that the page saves after `start`. */
async function readDownload(browser, page, start) {
  if (!browser.downloadsPath) {
    const [download] = await Promise.all([page.waitForEvent("download"), start()]);
    return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
  }
  await start();
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const [name] = (await readdir(browser.downloadsPath)).filter((file) => !file.endsWith(".part"));
    const path = name && join(browser.downloadsPath, name);
    const text = path && (await readFile(path, "utf8"));
    if (text) {
      await rm(path);
      return [name, text];
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nothing was downloaded");
}

/**
 * Puts a handler such as the fake Datadog in the place of the edge function. Without a response the
 * connection fails.
 */
export async function respondWith(page, handler) {
  await page.route("**/datadog/api/**", async (route) => {
    const request = route.request();
    const url = request.url().replace("/datadog", "");
    const response = await handler(new Request(url, { headers: await request.allHeaders() }));
    if (!response) return route.abort();
    const { status, headers } = response;
    const body = await response.text();
    return route.fulfill({ status, headers: Object.fromEntries(headers), body });
  });
}

/**
 * Stops the clock of a page before it is opened: from then on only `page.clock.runFor` moves it, so
 * no timer is early or late on a slow machine.
 */
export async function holdClock(page) {
  const time = Date.now();
  await page.clock.install({ time: time - 60_000 }); // it runs until it is stopped, and never back
  await page.clock.pauseAt(time);
}

/** Waits until `read` returns `expected`. */
export async function becomes(read, expected, patience = 60_000) {
  const end = Date.now() + patience;
  while (!isDeepStrictEqual(await read(), expected)) {
    if (Date.now() > end) assert.deepEqual(await read(), expected);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens the menu with auto-refresh and theme. */
export async function openSettings(page) {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.locator("#settings:popover-open").waitFor();
}

/** The clipboard's text, read by pasting it, which requires no permission. */
export async function paste(page) {
  const filter = page.getByLabel("Filter accounts");
  await filter.fill("");
  await filter.press("Control+V");
  return filter.inputValue();
}

/** The drivers' own `page.url()` lags behind `history.replaceState`. */
export const addressOf = (page) => page.evaluate(() => location.href);

/** As text content, since Firefox has no inner text for what `content-visibility` skips. */
export const shownIds = (page) => page.locator("tbody td.id .short").allTextContents();

/** The link of an account's row, by its id. */
export const rowLink = (page, id) => page.locator("tbody tr", { hasText: id }).locator(".open");

export const hasFocus = (locator) => locator.evaluate((it) => it === document.activeElement);

/** The card of an integration, by its name. */
export const card = (page, name) => page.locator(".card", { hasText: name });
