/** The page in WebKit, Safari's engine, as far as WebDriver can drive it; its other tests need Playwright. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { ACCOUNTS } from "./fake/accounts.js";
import { AXE_TAGS } from "./page/states.js";
import { launchWebKit } from "./webkit.js";
import { startDashboard } from "./workerd.js";

const ALL = Object.values(ACCOUNTS).flat();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Those of tests/page/states.js that a URL and a click lead to. */
const STATES = [
  ["/"],
  ["/?group=1&sort=name"],
  ["/?only=azure_openai,vertex_ai&q=production&sort=-name"],
  ["/?account=0310cd6f-c2a7-42e1-82d7-9e920c58f6c9"],
  ["/?account=ff656b44-29ee-45fa-9022-25899bf8193c&tab=json"],
  ["/?fake=empty"],
  ["/?q=gemini"],
  ["/?fake=mixed"],
  ["/?fake=mixed", "#problems summary"],
  ["/?fake=400"],
  ["/?fake=403"],
  ["/?fake=429"],
  ["/?fake=500"],
  ["/?fake=changed"],
];

let dashboard;
before(async () => {
  dashboard = await startDashboard();
});
after(() => dashboard.stop());

// Safari takes its color scheme from the system.
const SCHEMES = process.platform === "darwin" ? ["light"] : ["light", "dark"];

for (const colorScheme of SCHEMES) {
  test(`WebKit shows the page in a ${colorScheme} color scheme.`, async (t) => {
    const page = await launchWebKit({ colorScheme });
    t.after(() => page.close());
    const open = async (path) => {
      await page.open(dashboard.url + path);
      await page.waitFor(() => document.querySelector("#accounts[aria-busy=false]") !== null);
    };

    await t.test("The page lists every account.", async () => {
      await open("/");
      assert.deepEqual(await page.evaluate(shownIds, idsOf(ALL)), idsOf(ALL));
    });

    await t.test("The filter leaves the accounts that match.", async () => {
      await open("/");
      await page.fill("#filter", "eu-central-1");
      const matches = ALL.filter(({ account_region }) => account_region === "eu-central-1");
      await page.waitFor(isShown, idsOf(ALL), idsOf(matches));
      assert.equal(await page.evaluate(() => location.search), "?q=eu-central-1");
      await page.fill("#filter", "");
      await page.waitFor(isShown, idsOf(ALL), idsOf(ALL));
    });

    await t.test(`The page is ${colorScheme}.`, async () => {
      const [red, green, blue] = await page.evaluate(() => {
        const color = getComputedStyle(document.body).backgroundColor;
        const context = document.createElement("canvas").getContext("2d");
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
      });
      assert.equal(Math.max(red, green, blue) < 128, colorScheme === "dark");
    });

    for (const [path, target] of STATES) {
      for (const width of [1280, 480]) {
        const state = target ? `${path}, ${target} clicked,` : path;
        await t.test(`axe reports no violation: ${state} at ${width} pixels.`, async () => {
          await page.resize({ width, height: 900 });
          await open(path);
          if (target) await page.click(target);
          assert.deepEqual(await violations(page), []);
          const over = await page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            return scrollWidth - clientWidth;
          });
          assert.equal(over, 0, "the page scrolls sideways");
        });
      }
    }
  });
}

const idsOf = (accounts) => accounts.map(({ id }) => id);

// These run in the page.

function shownIds(ids) {
  const text = document.querySelector("#accounts").textContent;
  return ids.filter((id) => text.includes(id));
}

function isShown(ids, expected) {
  const text = document.querySelector("#accounts").textContent;
  return ids.every((id) => text.includes(id) === expected.includes(id));
}

async function violations(page) {
  await page.run(AXE);
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run({ runOnly: { type: "tag", values } }),
    AXE_TAGS,
  );
  return violations.map(({ id, help, nodes }) => [id, help, ...nodes.map(({ html }) => html)]);
}
