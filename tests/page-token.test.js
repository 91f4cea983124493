/** The page as it is with real keys: behind a token, with a Datadog on loopback. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium, withPage } from "./chromium.js";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import { serve } from "./fake/serve.js";
import { startDashboard } from "./workerd.js";

const TOTAL = Object.values(ACCOUNTS).flat().length;
const TOKEN = "dashboard-token-7a2b";
const KEYS = { apiKey: "real-api-key-5d1c", appKey: "real-app-key-9f3e" };

let browser;
let dashboard;
let datadog;
let answerAsDatadog;

before(async () => {
  datadog = await serve((request) => answerAsDatadog(request));
  const bindings = {
    DD_API_KEY: KEYS.apiKey,
    DD_APP_KEY: KEYS.appKey,
    DD_SITE: "datadoghq.eu",
    DASHBOARD_TOKEN: TOKEN,
  };
  const outboundService = { external: { address: new URL(datadog.url).host, http: {} } };
  [browser, dashboard] = await Promise.all([
    launchChromium(),
    startDashboard({ bindings, outboundService }),
  ]);
});

after(async () => {
  await Promise.all([browser.close(), dashboard.stop()]);
  await datadog.close();
});

function testPage(sentence, run) {
  test(sentence, async () => {
    answerAsDatadog = createFakeDatadog(KEYS);
    datadog.requests.length = 0;
    await withPage(browser, dashboard.url, run);
  });
}

testPage(
  "At the rate limit the sections count down and go on by themselves.",
  async ({ page, requests, settled, url }) => {
    const period = 10;
    answerAsDatadog = createFakeDatadog({ ...KEYS, limit: 4, period });
    await page.clock.install();
    await page.goto(`${url}/#token=${TOKEN}`);
    await settled();
    const waiting = page.locator("[role=timer]:visible");
    const seconds = async () => Number(/^Trying again in (\d+) s$/.exec(await timer())?.[1]);
    const timer = () => waiting.first().innerText();
    assert.equal(await waiting.count(), 2);
    const first = await seconds();
    assert.ok(first > 2 && first <= period, `${first}`);
    requests.length = 0;
    await page.clock.runFor(2000);
    const later = await seconds();
    assert.ok(later < first, `${first} -> ${later}`);
    assert.equal(requests.length, 0);

    // The edge function has a clock of its own, and asks Datadog nothing before the reset.
    await new Promise((resolve) => setTimeout(resolve, period * 1000));
    await page.clock.runFor(period * 1000);
    await settled();
    assert.ok(requests.length >= 2, `${requests.length}`);
    assert.equal(await waiting.count(), 0);
    assert.equal(await page.locator("#total").innerText(), `${TOTAL} accounts`);
  },
);

const form = (page) => page.getByRole("heading", { name: "Enter the dashboard token" });

/** Where the token is kept besides the page's memory. */
async function kept({ page, context, requests }) {
  const storage = await page.evaluate(() => [
    Object.values(sessionStorage),
    Object.values(localStorage),
    document.cookie,
    location.href.includes("token"),
  ]);
  const sent = requests.filter((request) => request.url().includes("token")).length;
  return [...storage, await context.cookies(), sent];
}

testPage(
  "The page asks for the token, refuses a wrong one, and keeps the right one in its tab only.",
  async (opened) => {
    const { page, context, settled, url } = opened;
    await page.goto(url);
    await form(page).waitFor();
    assert.equal(await page.locator("#providers").isVisible(), false);

    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("The function does not accept this token.").waitFor();
    assert.deepEqual(await kept(opened), [[], [], "", false, [], 0]);
    assert.deepEqual(datadog.requests, []);

    await page.getByLabel("Dashboard token").fill(TOKEN);
    await page.getByRole("button", { name: "Show accounts" }).click();
    await settled();
    assert.equal(await page.locator("#total").innerText(), `${TOTAL} accounts`);
    assert.equal(await page.locator("#origin").innerText(), "Datadog · datadoghq.eu");
    assert.deepEqual(await kept(opened), [[TOKEN], [], "", false, [], 0]);

    await page.reload();
    await settled();
    const other = await context.newPage();
    await other.goto(url);
    await form(other).waitFor();

    await page.getByRole("button", { name: "Forget token" }).click();
    await form(page).waitFor();
    assert.deepEqual(await kept(opened), [[], [], "", false, [], 0]);
  },
);

testPage("A token in the address works and leaves it at once.", async (opened) => {
  const { page, settled, url } = opened;
  await page.goto(`${url}/?fake=403#token=${TOKEN}`);
  await settled();
  assert.equal(page.url(), `${url}/?fake=403`);
  assert.equal(await page.locator("#total").innerText(), `${TOTAL} accounts`);
  assert.deepEqual(await kept(opened), [[TOKEN], [], "", false, [], 0]);
  await page.evaluate(() => (location.hash = "#token=wrong"));
  await page.getByText("The function does not accept this token.").waitFor();
  assert.equal(page.url(), `${url}/?fake=403`);
});
