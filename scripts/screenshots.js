/** `make screenshots`: every state of the page as a picture in docs/, the clock and the locale held still. */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launchChromium, withPage } from "../tests/chromium.js";
import { STATES } from "../tests/page/states.js";
import { startDashboard } from "../tests/workerd.js";

const folder = fileURLToPath(new URL("../docs/", import.meta.url));
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 780 };
const WEBP = { format: "webp", quality: 80 };
const NOW = new Date("2026-05-04T09:12:33Z");

/** [file, state, viewport, colour scheme] */
const PICTURES = [
  ["accounts-light", "accounts", WIDE, "light"],
  ["accounts-dark", "accounts", WIDE, "dark"],
  ["accounts-narrow", "accounts", NARROW, "light"],
  ["mixed-narrow", "mixed", NARROW, "dark"],
  ...Object.keys(STATES)
    .filter((state) => !["accounts", "network"].includes(state)) // what failed there names a port
    .map((state) => [state, state, WIDE, "light"]),
];

/** A countdown starts from what a server's clock says. */
function holdTimers() {
  for (const timer of document.querySelectorAll("[role=timer]")) {
    timer.textContent = timer.textContent.replace(/\d+/, "42");
    Object.assign(timer.nextElementSibling, { max: 60, value: 18 });
  }
}

await mkdir(folder, { recursive: true });
const [browser, open, guarded] = await Promise.all([
  launchChromium(),
  startDashboard(),
  startDashboard({ bindings: { DASHBOARD_TOKEN: "dashboard-token" } }),
]);
for (const [file, state, viewport, colorScheme] of PICTURES) {
  const { path, token, prepare, reach } = STATES[state];
  const settings = { viewport, colorScheme, reducedMotion: "reduce" };
  const still = { ...settings, locale: "en-GB", timezoneId: "UTC" };
  await withPage(
    browser,
    (token ? guarded : open).url,
    async (opened) => {
      const { page, context, url } = opened;
      await page.clock.setFixedTime(NOW);
      await prepare?.(page);
      await page.goto(url + path);
      await reach(opened);
      await page.screenshot(); // a first one paints what content-visibility had left out
      await page.evaluate(holdTimers);
      const devtools = await context.newCDPSession(page);
      const { data } = await devtools.send("Page.captureScreenshot", WEBP);
      await writeFile(`${folder}${file}.webp`, data, "base64");
    },
    still,
  );
}
await Promise.all([browser.close(), open.stop(), guarded.stop()]);
