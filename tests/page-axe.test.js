/** No state of the page violates a rule that axe checks: light and dark, wide and narrow, in every browser. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { withPage } from "./chromium.js";
import { BROWSERS } from "./page/browsers.js";
import { AXE_TAGS, STATES } from "./page/states.js";
import { startDashboard } from "./workerd.js";

// As an init script, because the page's policy allows no inline one.
const axe = { path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") };
// One width per layout: docked panel, table, list. The other browsers take seconds for each.
const WIDTHS = { Chromium: [1280, 820, 320], others: [1280] };

const browsers = {};
let open;
let guarded;

before(async () => {
  [open, guarded] = await Promise.all([
    startDashboard(),
    startDashboard({ bindings: { DASHBOARD_TOKEN: "dashboard-token" } }),
  ]);
  for (const [name, launch] of Object.entries(BROWSERS)) browsers[name] = await launch();
});

after(async () => {
  await Promise.allSettled(Object.values(browsers).map((browser) => browser.close()));
  await Promise.all([open.stop(), guarded.stop()]);
});

for (const name of Object.keys(BROWSERS)) {
  for (const [state, { path, token, prepare, reach }] of Object.entries(STATES)) {
    for (const width of WIDTHS[name] ?? WIDTHS.others) {
      test(`${name}: axe reports no violation: ${state}, ${width} pixels.`, async () => {
        const { url } = token ? guarded : open;
        await withPage(browsers[name], url, async ({ page, ...opened }) => {
          await page.emulateMedia({ reducedMotion: "reduce" });
          await page.setViewportSize({ width, height: 900 });
          await page.addInitScript(axe);
          await prepare?.(page);
          await page.goto(url + path);
          await reach({ page, ...opened });
          for (const theme of ["light", "dark"]) {
            // The page's own switch, since WebDriver BiDi cannot emulate a colour scheme.
            await page.evaluate((value) => (document.documentElement.dataset.theme = value), theme);
            assert.deepEqual(await violations(page), [], theme);
          }
        });
      });
    }
  }
}

async function violations(page) {
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run({ runOnly: { type: "tag", values } }),
    AXE_TAGS,
  );
  return violations.map(({ id, help, nodes }) => [
    id,
    help,
    ...nodes.slice(0, 3).map(({ html }) => html),
  ]);
}
