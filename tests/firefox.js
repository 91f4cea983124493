/** The Firefox that is installed, for playwright-core, which brings none. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { firefox } from "playwright-core";

const find = fileURLToPath(new URL("../scripts/firefox.sh", import.meta.url));

/**
 * `moz-firefox` is Mozilla's own build, driven over WebDriver BiDi; `firefox` alone would be a build
 * of Playwright's. Its downloads raise no event, so `downloadsPath` is where they are.
 *
 * @param {{ colorScheme?: "light" | "dark" }} [options] for the whole browser: BiDi cannot set it for a page
 * @returns {Promise<import("playwright-core").Browser & { downloadsPath: string }>}
 */
export async function launchFirefox({ colorScheme = "light" } = {}) {
  const executablePath = execFileSync("sh", [find], { encoding: "utf8" }).trim();
  const downloadsPath = await mkdtemp(join(tmpdir(), "downloads-"));
  const browser = await firefox.launch({
    channel: "moz-firefox",
    executablePath,
    downloadsPath,
    firefoxUserPrefs: {
      "layout.css.prefers-color-scheme.content-override": colorScheme === "dark" ? 0 : 1,
    },
  });
  browser.on("disconnected", () => void rm(downloadsPath, { recursive: true, force: true }));
  return Object.assign(browser, { downloadsPath });
}
