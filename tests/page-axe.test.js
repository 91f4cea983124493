/** No state of the page breaks a rule that axe can check, in light and dark, wide and narrow. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launchChromium, withPage } from "./chromium.js";
import { STATES } from "./page/states.js";
import { startDashboard } from "./workerd.js";

// As an init script, because the page's policy allows no inline one.
const axe = { path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") };
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let browser;
let open;
let guarded;

before(async () => {
  [browser, open, guarded] = await Promise.all([
    launchChromium(),
    startDashboard(),
    startDashboard({ bindings: { DASHBOARD_TOKEN: "dashboard-token" } }),
  ]);
});

after(async () => {
  await Promise.all([browser.close(), open.stop(), guarded.stop()]);
});

for (const [state, { path, token, prepare, reach }] of Object.entries(STATES)) {
  for (const width of [1280, 320]) {
    test(`The state ${state} is reached at ${width} pixels.`, async (t) => {
      const { url } = token ? guarded : open;
      await withPage(browser, url, async ({ page, ...opened }) => {
        await page.emulateMedia({ reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        await page.addInitScript(axe);
        await prepare?.(page);
        await page.goto(url + path);
        await reach({ page, ...opened });
        for (const colorScheme of ["light", "dark"]) {
          await t.test(
            `axe has nothing to say: ${state}, ${colorScheme}, ${width} pixels.`,
            async () => {
              await page.emulateMedia({ colorScheme });
              assert.deepEqual(await violations(page), []);
            },
          );
        }
      });
    });
  }
}

async function violations(page) {
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run({ runOnly: { type: "tag", values } }),
    TAGS,
  );
  return violations.map(({ id, help, nodes }) => [
    id,
    help,
    ...nodes.slice(0, 3).map(({ html }) => html),
  ]);
}
