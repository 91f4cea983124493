/** The page with real keys: behind a token, with Datadog on loopback. */
import assert from "node:assert/strict";
import { after } from "node:test";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import { serve } from "./fake/serve.js";
import { addressOf, openSettings, pageTests } from "./page/browsers.js";

const TOTAL = Object.values(ACCOUNTS).flat().length;
const TOKEN = "dashboard-token-7a2b";
const KEYS = { apiKey: "real-api-key-5d1c", appKey: "real-app-key-9f3e" };

let datadog;
let respond;

after(() => datadog.close());

/** Requests to Datadog's hosts arrive at this server on loopback. */
const testInBrowsers = pageTests(async () => {
  datadog = await serve((request) => respond(request));
  return {
    bindings: {
      DD_API_KEY: KEYS.apiKey,
      DD_APP_KEY: KEYS.appKey,
      DD_SITE: "datadoghq.eu",
      DASHBOARD_TOKEN: TOKEN,
    },
    outboundService: { external: { address: new URL(datadog.url).host, http: {} } },
  };
});

function testPage(sentence, run) {
  testInBrowsers(sentence, async (opened) => {
    respond = createFakeDatadog(KEYS);
    datadog.requests.length = 0;
    await run(opened);
  });
}

const form = (page) => page.getByRole("heading", { name: "Enter the dashboard token" });

/** Where the token is stored apart from the page's memory. */
async function stored({ page, context, requests }) {
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
  "The page asks for the token, rejects a wrong one, and keeps the right one in its tab only.",
  async (opened) => {
    const { page, context, settled, url } = opened;
    await page.goto(url);
    await form(page).waitFor();
    assert.equal(await page.locator("#board").isVisible(), false);

    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("The edge function rejected this token.").waitFor();
    assert.deepEqual(await stored(opened), [[], [], "", false, [], 0]);
    assert.deepEqual(datadog.requests, []);

    await page.getByLabel("Dashboard token").fill(TOKEN);
    await page.getByRole("button", { name: "Show accounts" }).click();
    await settled();
    assert.equal(await page.locator("#total").innerText(), `${TOTAL} accounts in 5 integrations`);
    assert.equal(await page.locator("#origin").innerText(), "Datadog · datadoghq.eu");
    assert.deepEqual(await stored(opened), [[TOKEN], [], "", false, [], 0]);

    await page.reload();
    await settled();
    const other = await context.newPage();
    await other.goto(url);
    await form(other).waitFor();

    await openSettings(page);
    await page.getByRole("button", { name: "Forget token" }).click();
    await form(page).waitFor();
    assert.deepEqual(await stored(opened), [[], [], "", false, [], 0]);
  },
);

testPage("A token in the URL is used and removed from the URL at once.", async (opened) => {
  const { page, settled, url } = opened;
  await page.goto(`${url}/?fake=403#token=${TOKEN}`);
  await settled();
  assert.equal(await addressOf(page), `${url}/?fake=403`);
  assert.equal(await page.locator("#total").innerText(), `${TOTAL} accounts in 5 integrations`);
  assert.deepEqual(await stored(opened), [[TOKEN], [], "", false, [], 0]);
  await page.evaluate(() => (location.hash = "#token=wrong"));
  await page.getByText("The edge function rejected this token.").waitFor();
  assert.equal(await addressOf(page), `${url}/?fake=403`);
});
