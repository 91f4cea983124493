/** The page with its edge function and the fake Datadog on workerd: table, filter, order, links, habits. */
import assert from "node:assert/strict";
import { ACCOUNTS, manyAccounts } from "./fake/accounts.js";
import {
  addressOf,
  becomes,
  card,
  holdClock,
  openSettings,
  pageTests,
  paste,
  shownIds,
} from "./page/browsers.js";

/** As a reader knows them, apart from the page's own list. */
const NAMES = {
  openai: "OpenAI",
  amazon_bedrock: "Amazon Bedrock",
  anthropic: "Anthropic",
  azure_openai: "Azure OpenAI",
  vertex_ai: "Vertex AI",
  llmproxy: "LLM Proxy",
};
const ALL = Object.values(ACCOUNTS).flat();
const ids = (accounts) => accounts.map(({ id }) => id);

const testPage = pageTests();

testPage("Every account is a row of the table.", async ({ page, go }) => {
  await go("/");
  const rows = await page
    .locator("tbody tr")
    .evaluateAll((found) =>
      found.map((row) =>
        [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()),
      ),
    );
  const expected = ALL.map((account) => [
    `${account.account_name}${"created_at" in account ? "New field" : ""}Out of date`,
    NAMES[account.integration],
    account.account_id,
    account.account_region || "—",
    account.id,
  ]);
  assert.deepEqual(rows, expected);
  assert.equal(await page.locator("#total").innerText(), "12 accounts in 5 integrations");
  assert.match(await page.locator("#fake").innerText(), /^Demo data\.\s+Preview state:/);
  assert.match(await page.locator("#fake").innerText(), /DD_API_KEY=… DD_APP_KEY=… make demo/);
});

testPage(
  "Each integration has a card with its name and its number of accounts.",
  async (opened) => {
    const { page, go } = opened;
    await go("/");
    const cards = await page.locator(".card").allInnerTexts();
    assert.deepEqual(
      cards.map((text) => text.split("\n").map((line) => line.trim())),
      Object.entries(NAMES).map(([integration, name]) => [
        name,
        `${ACCOUNTS[integration].length} accounts`,
      ]),
    );
    // No dot without a problem.
    assert.equal(await page.locator(".card-problem:visible").count(), 0);
  },
);

testPage("The filter keeps the accounts that contain every word.", async ({ page, go, url }) => {
  await go("/");
  for (const [words, matches] of [
    ["EU-central-1", (account) => account.account_region === "eu-central-1"],
    ["evaluation", (account) => account.account_name.includes("évaluation")],
    ["gpt-4o", (account) => account.azure_openai_metadata?.model_version],
    ["2026-05-04", (account) => account.created_at],
    [" anthropic   research ", ({ id }) => id === ACCOUNTS.anthropic[1].id],
    ["no such account", () => false],
    ["", () => true],
  ]) {
    await page.getByLabel("Filter accounts").fill(words);
    const expected = ALL.filter(matches);
    assert.deepEqual(await shownIds(page), ids(expected), words);
    const query = new URL(await addressOf(page)).searchParams.get("q") ?? "";
    assert.equal(query, words.trim());
    const isEmpty = expected.length === 0;
    assert.equal(await page.getByText(`No account matches “${words}”`).isVisible(), isEmpty);
    const matching = words.trim() ? `${expected.length} of ${ALL.length}` : "";
    assert.equal(await page.locator("#matching").innerText(), matching);
  }
  assert.equal(await addressOf(page), `${url}/`);
});

testPage("Every column sorts ascending, descending, and back.", async ({ page, go }) => {
  await go("/");
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
  for (const [label, column, valueOf] of [
    ["Name", "name", (account) => account.account_name],
    ["Integration", "integration", ({ integration }) => NAMES[integration]],
    ["Account ID", "account", (account) => account.account_id],
    ["Region", "region", (account) => account.account_region ?? ""],
    ["ID", "id", (account) => account.id],
  ]) {
    const header = page.getByRole("columnheader", { name: label, exact: true });
    assert.ok(await header.locator(".arrows").isVisible());
    const sortBy = (sign) =>
      ids(
        ALL.toSorted((a, b) => {
          const [x, y] = [valueOf(a), valueOf(b)];
          return x === "" || y === "" ? (x === "") - (y === "") : sign * compare(x, y);
        }),
      );
    for (const [direction, expected, sort] of [
      ["ascending", sortBy(1), column],
      ["descending", sortBy(-1), `-${column}`],
      [null, ids(ALL), null],
    ]) {
      await header.getByRole("button").click();
      assert.deepEqual(await shownIds(page), expected, `${label} ${direction}`);
      assert.equal(await header.getAttribute("aria-sort"), direction);
      assert.equal(new URL(await addressOf(page)).searchParams.get("sort"), sort);
    }
  }
});

testPage("The cards select the integrations shown.", async ({ page, go, url }) => {
  await go("/");
  await card(page, "Vertex AI").click();
  assert.deepEqual(await shownIds(page), ids(ACCOUNTS.vertex_ai));
  await card(page, "Amazon Bedrock").click();
  assert.deepEqual(await shownIds(page), ids([...ACCOUNTS.amazon_bedrock, ...ACCOUNTS.vertex_ai]));
  assert.equal(await addressOf(page), `${url}/?only=amazon_bedrock,vertex_ai`);
  assert.equal(await page.locator("#total").innerText(), "5 accounts in 2 integrations");
  assert.equal(await page.locator(".card[aria-pressed=true]").count(), 2);
  await page.getByRole("button", { name: "Show all" }).click();
  assert.deepEqual(await shownIds(page), ids(ALL));
  assert.equal(await addressOf(page), `${url}/`);
  await card(page, "LLM Proxy").click();
  await page.getByText("No account is connected for LLM Proxy").waitFor();
});

testPage("A link shows the same view; unknown values in it are ignored.", async (opened) => {
  const { page, go, url } = opened;
  const link = "/?q=nimbus&sort=-name&only=openai,vertex_ai&every=60&group=1";
  await go(link);
  assert.deepEqual(await page.locator("tbody .open").allTextContents(), [
    "Nimbus staging",
    "Nimbus research – évaluation",
    "Nimbus production",
    "Nimbus research",
    "Nimbus production",
  ]);
  assert.equal(await page.getByLabel("Filter accounts").inputValue(), "nimbus");
  assert.equal(await page.getByLabel("Auto-refresh").inputValue(), "60");
  assert.equal(await addressOf(page), url + link);
  await page.getByLabel("Preview state:").selectOption("403 Forbidden");
  await page.waitForURL(`${url}${link}&fake=403`);

  await go("/?sort=size&only=nothing,__proto__&every=7&kept=1");
  assert.deepEqual(await shownIds(page), ids(ALL));
  assert.equal(await page.getByLabel("Auto-refresh").inputValue(), "0");
  await page.getByLabel("Filter accounts").fill("x");
  assert.equal(await page.evaluate(() => location.href), `${url}/?kept=1&q=x`);
});

testPage("A row's buttons copy its two ids in full.", async ({ page, go }) => {
  await go("/");
  const { id, account_id } = ACCOUNTS.vertex_ai[1];
  for (const [what, value] of [
    ["account ID", account_id],
    ["ID", id],
  ]) {
    await page.getByRole("button", { name: `Copy ${what} ${value}` }).click();
    await page.getByText(`Copied ${what} ${value}.`).waitFor();
    assert.equal(await paste(page), value);
    await page.getByLabel("Filter accounts").fill("");
  }
  // A copy button does not open the panel.
  assert.equal(await page.getByRole("dialog").count(), 0);
});

testPage("Rows are grouped by integration.", async ({ page, go, url }) => {
  await go("/?q=nimbus-&sort=-integration");
  const group = page.getByRole("button", { name: "Group by integration" });
  await group.click();
  assert.equal(await addressOf(page), `${url}/?q=nimbus-&sort=-integration&group=1`);
  const headers = page.locator("tbody .group");
  const texts = async () =>
    (await headers.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  const expected = [
    "Vertex AI 2 accounts",
    "OpenAI 3 accounts",
    "Azure OpenAI 2 accounts",
    "Anthropic 2 accounts",
    "Amazon Bedrock 3 accounts",
  ];
  assert.deepEqual(await texts(), expected);
  const firstOf = (nth) =>
    headers
      .nth(nth)
      .evaluate((header) => header.nextElementSibling.querySelector(".short").textContent);
  assert.equal(await firstOf(4), ACCOUNTS.amazon_bedrock[0].id);
  await page.getByRole("button", { name: "Integration", exact: true }).click();
  assert.deepEqual(await texts(), [
    expected[1],
    expected[4],
    expected[3],
    expected[2],
    expected[0],
  ]);
  await page.getByLabel("Filter accounts").fill("research");
  assert.deepEqual(await texts(), [
    "OpenAI 1 account",
    "Anthropic 1 account",
    "Vertex AI 2 accounts",
  ]);
  await group.click();
  assert.equal(await headers.count(), 0);
});

testPage("Times are relative, and exact on hover.", async ({ page, go }) => {
  await holdClock(page);
  await go("/");
  const updated = page.locator("#updated");
  assert.equal(await updated.innerText(), "Updated just now");
  const exact = await updated.locator("time").getAttribute("title");
  assert.match(exact, /\d{4}.*\d{1,2}:\d\d:\d\d/);
  for (const [minutes, text] of [
    [2, "2 min ago"],
    [57, "59 min ago"],
    [122, "3 h ago"],
  ]) {
    await page.clock.runFor(minutes * 60_000);
    assert.equal(await updated.innerText(), `Updated ${text}`);
  }
  assert.equal(await updated.locator("time").getAttribute("title"), exact);
});

testPage("The theme switch changes the theme and is kept.", async ({ page, go }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await go("/");
  const system = await background();
  const choose = async (theme) => {
    await openSettings(page);
    await page.getByRole("radio", { name: theme }).check();
    await page.keyboard.press("Escape");
  };
  await choose("Light");
  const light = await background();
  await choose("Dark");
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await background(), dark);
  assert.equal(await page.locator("#settings input:checked").inputValue(), "dark");
  await choose("System");
  assert.equal(await background(), system);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
});

testPage("A thousand accounts are filtered and sorted.", async ({ page, go, name, t }) => {
  await page.addInitScript(() => {
    globalThis.longest = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    observer.observe({ type: "longtask" });
  });
  await go("/?fake=many");
  const rows = page.locator("tbody tr");
  await rows.nth(999).waitFor({ state: "attached" });
  assert.equal(await page.locator("#total").innerText(), "1,000 accounts in 5 integrations");
  await page.evaluate(() => (longest = 0));
  await page.getByLabel("Filter accounts").focus();
  await page.keyboard.type("team-00 production");
  await rows.nth(15).waitFor({ state: "detached" });
  const names = Object.keys(NAMES)
    .flatMap(manyAccounts)
    .map(({ account_name }) => account_name);
  const matches = names.filter((text) => /team-00\d production/.test(text));
  await becomes(() => page.locator("tbody .open").allTextContents(), matches);
  assert.equal(await page.locator("#matching").innerText(), `${matches.length} of 1,000`);
  await page.getByLabel("Filter accounts").fill("");
  await page.getByRole("button", { name: "Name" }).click();
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  const expected = names.toSorted(compare);
  // The rows move in slices.
  await becomes(() => page.locator("tbody .open").allTextContents(), expected);
  // Firefox does not report long tasks.
  if (name === "Chromium")
    t.diagnostic(`longest task: ${Math.round(await page.evaluate(() => longest))} ms`);
});
