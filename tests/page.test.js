/** What the page shows and lets its reader find, with its edge function and the fake Datadog on workerd. */
import assert from "node:assert/strict";
import { ACCOUNTS, manyAccounts } from "./fake/accounts.js";
import {
  addressOf,
  answerWith,
  becomes,
  card,
  pageTests,
  paste,
  shownIds,
} from "./page/browsers.js";

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

testPage("Every account is in the table, with all that is known of it.", async ({ page, go }) => {
  await go("/");
  const rows = await page.locator("tbody tr").evaluateAll((found) =>
    found.map((row) => ({
      cells: [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()),
      details: [...row.querySelectorAll("dl > *")].map(({ textContent }) => textContent),
    })),
  );
  assert.equal(rows.length, ALL.length);
  for (const [i, account] of ALL.entries()) {
    const { cells, details } = rows[i];
    assert.deepEqual(cells.slice(0, 5), [
      `${NAMES[account.integration]} Out of date`,
      account.account_name,
      `Copy ID ${account.id}`,
      account.account_id,
      account.account_region || "—",
    ]);
    assert.deepEqual(details, detailsOf(account));
    assert.equal(/\+1/.test(cells[6]), "created_at" in account);
  }
  assert.equal(await page.locator("#total").innerText(), "12 accounts in 5 integrations");
  assert.match(await page.locator("#fetched").innerText(), /^Updated \d/);
  assert.match(await page.locator("#fake").innerText(), /DD_API_KEY=… DD_APP_KEY=… make demo/);
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

testPage("Each integration has a card with its name and its number.", async ({ page, go }) => {
  await go("/");
  const cards = await page.locator(".card").allInnerTexts();
  assert.deepEqual(
    cards.map((text) => text.split("\n").map((line) => line.trim())),
    Object.entries(NAMES).map(([integration, name]) => {
      const { length } = ACCOUNTS[integration];
      return [name, `${length}`, length > 0 ? "accounts" : "No accounts"];
    }),
  );
});

testPage("The filter leaves the accounts that hold every word.", async ({ page, go, url }) => {
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
    assert.equal(await page.getByText(`No account matches “${words}”.`).isVisible(), isEmpty);
  }
  assert.equal(await addressOf(page), `${url}/`);
});

testPage("Every column sorts up, down, and back.", async ({ page, go }) => {
  await go("/");
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
  for (const [label, column, valueOf] of [
    ["Integration", "integration", ({ integration }) => NAMES[integration]],
    ["Name", "name", (account) => account.account_name],
    ["ID", "id", (account) => account.id],
    ["Account ID", "account", (account) => account.account_id],
    ["Region", "region", (account) => account.account_region ?? ""],
    [
      "Details",
      "details",
      (account) =>
        detailsOf(account)
          .filter((_, i) => i % 2)
          .join(" "),
    ],
  ]) {
    const header = page.getByRole("columnheader", { name: label, exact: true });
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

testPage("The cards choose which integrations are shown.", async ({ page, go, url }) => {
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
  await page.getByText("No account is set up for LLM Proxy.").waitFor();
});

testPage("A link shows what its sender saw; what it cannot mean is ignored.", async (opened) => {
  const { page, go, url } = opened;
  const link = "/?q=nimbus&sort=-name&only=openai,vertex_ai&every=60";
  await go(link);
  assert.deepEqual(await page.locator("tbody .name").allTextContents(), [
    "Nimbus staging",
    "Nimbus research – évaluation",
    "Nimbus research",
    "Nimbus production",
    "Nimbus production",
  ]);
  assert.equal(await page.getByLabel("Filter accounts").inputValue(), "nimbus");
  assert.equal(await page.getByLabel("Auto-refresh").inputValue(), "60");
  assert.equal(await addressOf(page), url + link);
  const states = page.getByRole("navigation", { name: "States of the fake Datadog" });
  const next = await states.getByRole("link", { name: "403" }).getAttribute("href");
  assert.equal(next, `${link}&fake=403`);

  await go("/?sort=size&only=nothing,__proto__&every=7&kept=1");
  assert.deepEqual(await shownIds(page), ids(ALL));
  assert.equal(await page.getByLabel("Auto-refresh").inputValue(), "0");
  await page.getByLabel("Filter accounts").fill("x");
  assert.equal(await page.evaluate(() => location.href), `${url}/?kept=1&q=x`);
});

testPage("A click copies the account's id.", async ({ page, go }) => {
  await go("/");
  const { id } = ACCOUNTS.vertex_ai[1];
  await page.getByRole("button", { name: `Copy ID ${id}` }).click();
  await page.getByText(`Copied ID ${id}.`).waitFor();
  assert.equal(await paste(page), id);
});

testPage("Fields that no one has documented are shown on demand.", async ({ page, go }) => {
  await go("/");
  const account = ACCOUNTS.openai[2];
  const open = page.getByRole("button", { name: `JSON of ${account.account_name}` });
  await open.click();
  const dialog = page.getByRole("dialog", { name: account.account_name });
  await dialog.getByText("1 field Datadog does not document: created_at.").waitFor();
  assert.deepEqual(JSON.parse(await dialog.locator("pre").innerText()), account);
  await dialog.getByRole("button", { name: "Copy JSON" }).click();
  await page.getByText("Copied the account as JSON.").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await open.evaluate((button) => button === document.activeElement));
  assert.deepEqual(JSON.parse(await paste(page)), account);
});

testPage("What the network names is text, never markup.", async ({ page, go }) => {
  const name = `<img src=x onerror="document.title='run'"><b>bold</b>`;
  const hostile = { id: name, account_id: name, account_name: name, account_region: name };
  const azure_openai_metadata = { deployment_id: name, model_version: name, resource_name: name };
  const account = { ...hostile, integration: name, azure_openai_metadata, [name]: name };
  await answerWith(page, () => Response.json([account]));
  await go("/");
  await page.getByRole("button", { name: "JSON of" }).first().click();
  assert.equal(await page.locator(".name").first().innerText(), name);
  assert.equal(await page.locator("#inspector-title").innerText(), name);
  assert.equal(await page.locator("main :is(img, b), dialog :is(img, b)").count(), 0);
  assert.equal(await page.title(), "LLM integration accounts");
});

testPage("The page fits every width from 320 to 2560 pixels.", async ({ page, go }) => {
  for (const path of ["/", "/?fake=mixed", "/?fake=many"]) {
    await go(path);
    for (const width of [320, 360, 540, 768, 1072, 1152, 1280, 1920, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        // The ground of a button that shows at its hover reaches a little out of its cell.
        const wide = [...document.querySelectorAll("tbody td, tbody th")].filter((cell) =>
          cell.checkVisibility({ contentVisibilityAuto: true }),
        );
        return [
          scrollWidth - clientWidth,
          ...wide.filter((cell) => cell.scrollWidth > cell.clientWidth + 8).map((c) => c.className),
        ];
      });
      assert.deepEqual(over, [0], `${path} at ${width}`);
    }
  }
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
  for (const text of await rows.allTextContents()) assert.match(text, /team-00\d production/);
  await page.getByLabel("Filter accounts").fill("");
  await page.getByRole("button", { name: "Name" }).click();
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  const expected = Object.keys(NAMES)
    .flatMap(manyAccounts)
    .map(({ account_name }) => account_name)
    .toSorted(compare);
  // The rows move in slices.
  await becomes(() => page.locator("tbody .name").allTextContents(), expected);
  // Firefox does not tell of long tasks.
  if (name === "Chromium")
    t.diagnostic(`longest task: ${Math.round(await page.evaluate(() => longest))} ms`);
});
