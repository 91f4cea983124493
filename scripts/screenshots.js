/** `make screenshots`: the page's states as pictures in docs/, with a fixed clock and locale. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launchChromium, withPage } from "../tests/chromium.js";
import { STATES } from "../tests/page/states.js";
import { startDashboard } from "../tests/workerd.js";

const folder = fileURLToPath(new URL("../docs/", import.meta.url));
const WIDE = { width: 1440, height: 860 };
const TABLET = { width: 820, height: 860 };
const PHONE = { width: 390, height: 844 };
const WEBP = { format: "webp", quality: 80 };
const NOW = new Date("2026-05-04T09:12:33Z");

/** [file, state, viewport, colour scheme]: few enough to look at, each layout and scheme among them. */
const PICTURES = [
  ["accounts-light", "accounts", WIDE, "light"],
  ["accounts-dark", "accounts", WIDE, "dark"],
  ["panel", "panel", WIDE, "light"],
  ["grouped", "grouped", WIDE, "dark"],
  ["filtered", "filtered", WIDE, "light"],
  ["loading", "loading", WIDE, "light"],
  ["partial-failure", "failure-details", WIDE, "light"],
  ["rejected-keys", "rejected-keys", WIDE, "light"],
  ["rate-limit", "rate-limit", WIDE, "dark"],
  ["empty", "empty", WIDE, "light"],
  ["accounts-tablet", "accounts", TABLET, "light"],
  ["out-of-date-tablet", "out-of-date", TABLET, "light"],
  ["accounts-phone", "accounts", PHONE, "light"],
  ["panel-phone", "panel-new-field", PHONE, "light"],
  ["partial-failure-phone", "partial-failure", PHONE, "dark"],
  ["token-phone", "token", PHONE, "dark"],
];

/** A countdown starts from a server's clock, which is not fixed. */
function fixTimers() {
  for (const timer of document.querySelectorAll("[role=timer]")) {
    timer.textContent = timer.textContent.replace(/\d+/, "42");
    Object.assign(timer.nextElementSibling, { max: 60, value: 18 });
  }
}

await mkdir(folder, { recursive: true });
for (const file of await readdir(folder)) {
  if (file.endsWith(".webp")) await rm(folder + file);
}
const [browser, open, guarded] = await Promise.all([
  launchChromium(),
  startDashboard(),
  startDashboard({ bindings: { DASHBOARD_TOKEN: "dashboard-token" } }),
]);
for (const [file, state, viewport, colorScheme] of PICTURES) {
  const { path, token, prepare, reach } = STATES[state];
  const settings = { viewport, colorScheme, reducedMotion: "reduce" };
  const fixed = { ...settings, locale: "en-GB", timezoneId: "UTC" };
  await withPage(
    browser,
    (token ? guarded : open).url,
    async (opened) => {
      const { page, context, url } = opened;
      await page.clock.setFixedTime(NOW);
      await prepare?.(page);
      await page.goto(url + path);
      await reach(opened);
      await page.mouse.move(0, 0);
      await page.screenshot(); // a first one paints what content-visibility had left out
      await page.evaluate(fixTimers);
      const devtools = await context.newCDPSession(page);
      const { data } = await devtools.send("Page.captureScreenshot", WEBP);
      await writeFile(`${folder}${file}.webp`, data, "base64");
    },
    fixed,
  );
}
await Promise.all([browser.close(), open.stop(), guarded.stop()]);
