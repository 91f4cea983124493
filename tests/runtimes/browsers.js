/** Three browsers, as far as these tests use them: open a page, wait for what it leaves. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { launchChromium } from "../chromium.js";
import { launchWebKit } from "../webkit.js";

const PATIENCE = { timeout: 240_000 };

/**
 * `outcomeOf` opens a page and gives its `globalThis.outcome`, as soon as there is one.
 *
 * @typedef {object} Opened
 * @property {string} version
 * @property {(url: string) => Promise<string>} outcomeOf
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Opened>} */
export async function openChromium() {
  const browser = await launchChromium();
  return {
    version: browser.version(),
    outcomeOf: (url) =>
      visit(
        () => browser.newPage(),
        url,
        (page, run) => page.waitForFunction(run, null, PATIENCE),
      ),
    close: () => browser.close(),
  };
}

/** @returns {Promise<Opened>} */
export async function openFirefox() {
  const find = fileURLToPath(new URL("../../scripts/firefox.sh", import.meta.url));
  const executablePath = execFileSync("sh", [find], { encoding: "utf8" }).trim();
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, ...PATIENCE });
  return {
    version: (await browser.version()).replace(/^firefox\//i, ""),
    outcomeOf: (url) =>
      visit(
        () => browser.newPage(),
        url,
        (page, run) => page.waitForFunction(run, PATIENCE),
      ),
    close: () => browser.close(),
  };
}

/** @returns {Promise<Opened>} */
export async function openWebKit() {
  const browser = await launchWebKit();
  return {
    version: browser.version,
    outcomeOf: async (url) => {
      await browser.open(url);
      return browser.waitFor(() => globalThis.outcome);
    },
    close: () => browser.close(),
  };
}

/** What a page complains of explains why it left nothing. */
async function visit(newPage, url, wait) {
  const page = await newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(`${error.stack}`));
  try {
    await page.goto(url, PATIENCE);
    const outcome = await wait(page, () => globalThis.outcome);
    return await outcome.jsonValue();
  } catch (error) {
    error.message += `\n${said.join("\n")}`;
    throw error;
  } finally {
    await page.close();
  }
}
