/** The dashboard's page in Chromium, with its edge function and the fake Datadog on workerd. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium, withPage } from "./chromium.js";
import { ACCOUNTS } from "./fake/accounts.js";
import { startDashboard } from "./workerd.js";

const NAMES = {
  openai: "OpenAI",
  amazon_bedrock: "Amazon Bedrock",
  anthropic: "Anthropic",
  azure_openai: "Azure OpenAI",
  vertex_ai: "Vertex AI",
  llmproxy: "LLM Proxy",
};
const TOTAL = Object.values(ACCOUNTS).flat().length;

let browser;
let dashboard;

before(async () => {
  [browser, dashboard] = await Promise.all([launchChromium(), startDashboard()]);
});

after(async () => {
  await Promise.all([browser.close(), dashboard.stop()]);
});

/** A test in a page of its own, which has not been anywhere yet. */
function testPage(sentence, run) {
  test(sentence, () => withPage(browser, dashboard.url, run));
}

testPage("Every account of every integration is in the page.", async ({ page, go }) => {
  await go("/");
  const sections = await page.locator(".provider").evaluateAll((found) =>
    found.map((section) => ({
      integration: section.dataset.integration,
      name: section.querySelector("h2").innerText,
      text: section.innerText,
      accounts: [...section.querySelectorAll("tbody tr")].map((row) => ({
        cells: [...row.cells].map((cell) => cell.innerText.trim()),
        details: [...row.querySelectorAll("dl > *")].map(({ innerText }) => innerText),
      })),
    })),
  );
  assert.deepEqual(
    sections.map(({ integration, name }) => [integration, name]),
    Object.entries(NAMES),
  );
  for (const { integration, name, text, accounts } of sections) {
    const expected = ACCOUNTS[integration];
    assert.equal(accounts.length, expected.length);
    if (expected.length === 0) assert.ok(text.includes(`No ${name} account is set up in Datadog.`));
    else assert.ok(text.includes(`${expected.length} accounts`), text);
    for (const [i, account] of expected.entries()) {
      const { cells, details } = accounts[i];
      assert.deepEqual(cells.slice(0, 4), [
        account.account_name,
        account.id,
        account.account_id,
        account.account_region || "—",
      ]);
      assert.deepEqual(details, detailsOf(account));
    }
  }
  assert.equal(await page.locator("#total").innerText(), `${TOTAL} accounts`);
  assert.match(await page.locator("#fake").innerText(), /You are looking at the fake Datadog\./);
});

function detailsOf({ azure_openai_metadata: azure = {}, vertex_ai_metadata: vertex = {} }) {
  return [
    ["Deployment", azure.deployment_id],
    ["Model version", azure.model_version],
    ["Resource", azure.resource_name],
    ["Project", vertex.project],
    ["Location", vertex.location],
    ["Project IDs", vertex.project_ids?.join(", ")],
  ]
    .filter(([, value]) => value)
    .flat();
}

testPage("The filter leaves the accounts that hold every word.", async ({ page, go }) => {
  await go("/");
  const shown = () => page.locator("tbody tr:visible .copy span").allInnerTexts();
  const ids = (matches) =>
    Object.values(ACCOUNTS)
      .flat()
      .filter(matches)
      .map(({ id }) => id);
  for (const [words, matches] of [
    ["EU-central-1", (account) => account.account_region === "eu-central-1"],
    ["évaluation", (account) => account.account_name.includes("évaluation")],
    ["gpt-4o", (account) => account.azure_openai_metadata?.model_version],
    [" anthropic   research ", ({ id }) => id === ACCOUNTS.anthropic[1].id],
    ["no such account", () => false],
    ["", () => true],
  ]) {
    await page.getByLabel("Filter accounts").fill(words);
    const expected = ids(matches);
    assert.deepEqual(await shown(), expected, words);
    const total = words === "" ? `${TOTAL} accounts` : `${expected.length} of ${TOTAL} accounts`;
    assert.equal(await page.locator("#total").innerText(), total);
  }
});

testPage("The copy button copies the account's id.", async ({ page, context, go, url }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  await go("/");
  const { id } = ACCOUNTS.vertex_ai[1];
  await page.getByRole("button", { name: `Copy ID ${id}` }).click();
  await page.getByText(`Copied ${id}`).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), id);
});

testPage("The keyboard reaches refresh, the filter and a copy button.", async (opened) => {
  const { page, context, requests, go, settled, url } = opened;
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  await go("/");
  const { id } = ACCOUNTS.openai[0];
  const tabTo = async (wanted) => {
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press("Tab");
      if (await wanted.evaluate((element) => element === document.activeElement)) {
        return wanted.evaluate((element) => getComputedStyle(element).outlineStyle);
      }
    }
    return assert.fail(`${wanted} is out of reach`);
  };
  assert.equal(await tabTo(page.getByRole("button", { name: "Refresh" })), "solid");
  requests.length = 0;
  await page.keyboard.press("Enter");
  await settled();
  assert.equal(requests.length, 6);
  assert.equal(await tabTo(page.getByLabel("Filter accounts")), "solid");
  await page.keyboard.type("production");
  assert.equal(await tabTo(page.getByRole("button", { name: `Copy ID ${id}` })), "solid");
  await page.keyboard.press("Space");
  await page.getByText(`Copied ${id}`).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), id);
});

const OFTEN_PASSES = "This often passes. Try again in a moment";
const IN_VAIN = "Trying again will not help until this is put right.";
const SECRETS = "Check the secrets DD_API_KEY, DD_APP_KEY and DD_SITE";

for (const [state, ...words] of [
  ["400", "Datadog did not accept the request", 'Unknown integration "simulated"', IN_VAIN],
  ["401", "Datadog answered 401: Unauthorized: Missing or invalid credentials.", SECRETS, IN_VAIN],
  ["403", "Missing required permission: llm_observability_read", SECRETS, IN_VAIN],
  ["429", "Rate limit of 600 requests in 60 seconds reached.", "Trying again in ", "Try now"],
  ["500", "Datadog answered 500: Internal Server Error.", OFTEN_PASSES],
  ["html", "Datadog answered 502.", OFTEN_PASSES],
]) {
  testPage(`At ${state} each section says what happened and what to do.`, async ({ page, go }) => {
    await go(`/?fake=${state}`);
    const texts = await page.locator(".provider").allInnerTexts();
    assert.equal(texts.length, 6);
    for (const text of texts) {
      for (const said of words) assert.ok(text.includes(said), text);
      assert.match(text, /Try again|Try now/);
      assert.doesNotMatch(text, /undefined|null|NaN|\[object/);
    }
    assert.equal(await page.locator("#total").innerText(), "No accounts loaded");
    assert.equal(await page.locator("#detail").innerText(), "6 providers failed");
    assert.equal(
      await page.locator(`[aria-current=page]`).innerText(),
      state.replace("html", "HTML"),
    );
  });
}

testPage("Sections without accounts say so.", async ({ page, go }) => {
  await go("/?fake=empty");
  for (const name of Object.values(NAMES)) {
    const section = page.getByRole("region", { name, exact: true });
    await section.getByText(`No ${name} account is set up in Datadog.`).waitFor();
  }
  assert.equal(await page.locator("#total").innerText(), "0 accounts");
});

testPage("A slow Datadog shows as loading until it answers.", async ({ page, settled, url }) => {
  await page.goto(`${url}/?fake=slow`);
  await page.locator(".provider[aria-busy=true] .skeleton:visible >> nth=5").waitFor();
  assert.equal(await page.locator("#total").innerText(), "Loading accounts…");
  await settled();
  assert.equal(await page.locator("#total").innerText(), `${TOTAL} accounts`);
  assert.equal(await page.locator("[aria-busy=true]").count(), 0);
});
