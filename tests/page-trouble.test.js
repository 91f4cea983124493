/** What the page shows and does when requests fail. */
import assert from "node:assert/strict";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import {
  KEYS,
  addressOf,
  card,
  hasFocus,
  holdClock,
  openSettings,
  pageTests,
  respondWith,
  shownIds,
} from "./page/browsers.js";

const IDS = Object.values(ACCOUNTS)
  .flat()
  .map(({ id }) => id);

const testPage = pageTests();

const TEMPORARY = "This is often temporary. Retry in a moment";
const PERMANENT = "Retrying will not help until this is fixed.";
const SECRETS = "Check DD_API_KEY, DD_APP_KEY and DD_SITE";

/** The one state in the place of the table when nothing could be loaded. */
const failure = (page) => page.locator("#problems.full");

for (const [state, button, ...texts] of [
  ["400", "Retry", "Datadog rejected the request", 'Unknown integration "simulated"', PERMANENT],
  ["401", "Retry", "401", "Unauthorized: Missing or invalid credentials.", SECRETS, PERMANENT],
  ["403", "Retry", "Missing required permission: llm_observability_read", SECRETS, PERMANENT],
  ["429", "Retry now", "Rate limit reached", "600 requests in 60 seconds", "Retrying in "],
  ["500", "Retry", "500: Internal Server Error.", TEMPORARY],
  ["html", "Retry", "502.", TEMPORARY],
  ["changed", "Retry", "the top level of the response", PERMANENT],
]) {
  testPage(`${state}: one state shows the cause and the next step.`, async ({ page, go }) => {
    await go(`/?fake=${state}`);
    const text = await failure(page).innerText();
    for (const expected of texts) assert.ok(text.includes(expected), text);
    assert.doesNotMatch(
      await page.locator("main").innerText(),
      /undefined|null|NaN|\[object|\(at \$/,
    );
    assert.equal(await failure(page).getByRole("button").innerText(), button);
    assert.equal(await failure(page).getByRole("heading").count(), 1);
    assert.equal(await page.locator("#problem-list .problem").count(), 1);
    for (const hidden of [".card", "#total", "#accounts", "#problems summary"]) {
      assert.equal(await page.locator(`${hidden}:visible`).count(), 0, hidden);
    }
    assert.equal(await page.getByLabel("Preview state:").inputValue(), state);
  });
}

/** Failures between the page and its edge function. */
for (const [code, prepare, ...texts] of [
  [
    "network",
    (page) => respondWith(page, () => undefined),
    "The connection failed",
    "Check your connection, then retry.",
  ],
  [
    "decode",
    (page) => respondWith(page, () => new Response("<!doctype html><title>Log in</title>")),
    "The response could not be read",
    "Expected JSON at the top level of the response, found HTML.",
    "Check for a newer datadog-llm-accounts",
  ],
  [
    "decode in a field",
    (page) =>
      respondWith(page, () =>
        Response.json([ACCOUNTS.openai[0], { ...ACCOUNTS.openai[1], id: 7 }]),
      ),
    "The response could not be read",
    "Expected string at “id” of account 2 of the response, found number.",
  ],
  [
    "an unexpected status",
    (page) => respondWith(page, () => new Response("teapot", { status: 418 })),
    "HTTP status 418",
    "A login page or a proxy",
  ],
  [
    "load",
    (page) => page.addInitScript(() => delete globalThis.WebAssembly),
    "WebAssembly did not start",
    "Reload the page.",
  ],
]) {
  testPage(`${code}: the page shows the cause and the next step.`, async ({ page, go }) => {
    await prepare(page);
    await go("/");
    const text = await failure(page).innerText();
    for (const expected of texts) assert.ok(text.includes(expected), text);
    assert.equal(await failure(page).getByRole("button", { name: "Retry" }).count(), 1);
  });
}

testPage("A request without a response times out.", async ({ page, url, settled }) => {
  await holdClock(page);
  await page.route("**/datadog/api/**", () => {}); // no response
  // A call sets its timer before it sends.
  const sent = Object.keys(ACCOUNTS).map((id) => page.waitForRequest(`**/${id}/accounts`));
  await Promise.all([...sent, page.goto(url)]);
  await page.clock.runFor(30_000);
  await settled();
  const text = await failure(page).innerText();
  assert.match(text, /The request timed out/);
  assert.match(text, /Datadog or the connection is slow/);
});

testPage("Integrations that fail for different reasons share one state.", async ({ page, go }) => {
  await go("/?fake=mixed&only=anthropic,azure_openai,vertex_ai");
  const text = await failure(page).innerText();
  for (const expected of [
    "The accounts could not be loaded",
    "Anthropic",
    "Rate limit reached",
    "Azure OpenAI",
    "Vertex AI",
    "Retrying Azure OpenAI in ",
  ]) {
    assert.ok(text.includes(expected), text);
  }
  // The other integrations work: their cards stay.
  assert.equal(await page.locator(".card:visible").count(), 6);
  assert.equal(await page.locator("#accounts").isVisible(), false);
});

testPage("Without accounts the page links to Datadog's own settings.", async ({ page, go }) => {
  await go("/?fake=empty");
  assert.equal(await page.locator(".card", { hasText: "0 accounts" }).count(), 6);
  assert.equal(await page.locator("#total").innerText(), "0 accounts");
  await page.getByText("No account is connected for any integration").waitFor();
  const link = page.getByRole("link", { name: "Connect an account in Datadog" });
  assert.equal(
    await link.getAttribute("href"),
    "https://app.datadoghq.com/llm/settings/integrations",
  );
  await page.getByLabel("Filter accounts").fill("x");
  assert.ok(await link.isVisible());
});

testPage(
  "While loading, a skeleton shows the columns of the table.",
  async ({ page, settled, url }) => {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    await page.route("**/datadog/~slow/**", async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${url}/?fake=slow`);
    await page.locator("#accounts[aria-busy=true] .skeleton:visible").waitFor();
    assert.equal(await page.locator(".card", { hasText: "Loading" }).count(), 6);
    const lefts = (selector) =>
      page
        .locator(selector)
        .evaluateAll((found) => found.map((it) => Math.round(it.getBoundingClientRect().left)));
    assert.deepEqual(await lefts("#skeleton > :first-child > i"), await lefts("thead th"));
    assert.equal(await page.locator("#total").innerText(), "Loading…");
    release();
    await settled();
    assert.deepEqual(await shownIds(page), IDS);
    assert.equal(await page.locator("main [aria-busy=true], .skeleton:visible").count(), 0);
  },
);

testPage("A partial failure is one line with collapsed details.", async ({ page, go }) => {
  for (const [width, height] of [
    [1440, 800],
    [820, 800],
    [390, 844],
  ]) {
    await page.setViewportSize({ width, height });
    await go("/?fake=mixed");
    const problems = page.locator("#problems");
    await page.getByRole("heading", { name: "3 of 6 integrations failed" }).waitFor();
    assert.equal(await page.locator(".problem:visible").count(), 0);
    const { height: tall } = await problems.boundingBox();
    assert.ok(tall <= (width < 1024 ? 92 : 52), `${tall} at ${width}`);
    // Accounts stay on the first screen.
    const last = await page.locator("tbody tr").last().boundingBox();
    assert.ok(last.y + last.height <= height, `${last.y} at ${width}`);
  }
  await page.locator("#problems summary").click();
  const problems = await page.locator(".problem").allInnerTexts();
  assert.deepEqual(
    problems.map((text) => text.split(/\n+/)[1]),
    ["Anthropic", "Azure OpenAI", "Vertex AI"],
  );
  assert.match(problems[0], /500: Internal Server Error\.\n+This is often temporary\./);
  assert.match(problems[1], /^Rate limit reached/);
  assert.ok(problems[2].includes(SECRETS), problems[2]);

  await page.getByLabel("Filter accounts").fill("eu-central-1");
  assert.deepEqual(await shownIds(page), [ACCOUNTS.amazon_bedrock[1].id]);
  assert.equal(await page.locator("#total").innerText(), "6 accounts in 2 integrations");
  await card(page, "Vertex AI").click();
  assert.equal(await page.locator(".problem").count(), 1);
});

testPage("At the rate limit the page counts down, then retries.", async (opened) => {
  const { page, requests, settled, url } = opened;
  let now = Date.now();
  const fake = createFakeDatadog({ limit: 4, period: 60, now: () => now });
  await respondWith(page, ({ url }) => fake(new Request(url, { headers: KEYS })));
  await holdClock(page);
  await page.goto(url);
  await settled();
  const timer = page.getByRole("timer");
  const seconds = async () => Number(/^Retrying in (\d+) s$/.exec(await timer.innerText())?.[1]);
  assert.equal(await page.locator(".card", { hasText: "Rate limited" }).count(), 2);
  const first = await seconds();
  assert.ok(first > 50 && first <= 60, `${first}`);
  requests.length = 0;
  await page.clock.runFor(10_000);
  const later = await seconds();
  assert.ok(later <= first - 9, `${first} -> ${later}`);
  assert.equal(requests.length, 0);

  now += 60_000;
  await page.clock.runFor(52_000);
  await settled();
  assert.equal(requests.length, 2);
  assert.equal(await page.locator("#problems").isVisible(), false);
  assert.deepEqual((await shownIds(page)).toSorted(), IDS.toSorted());
});

testPage("Retry requests only what failed, and keeps the focus.", async (opened) => {
  const { page, requests, settled, go } = opened;
  let works = false;
  const fake = createFakeDatadog({ simulate: true });
  await respondWith(page, ({ url }) => {
    const status = !works && url.includes("/openai/") ? { "X-Fake-Status": "500" } : {};
    return fake(new Request(url, { headers: { ...KEYS, ...status } }));
  });
  await go("/");
  const retry = page.getByRole("button", { name: "Retry" });
  requests.length = 0;
  await Promise.all([page.waitForRequest("**/accounts"), retry.click()]);
  await settled();
  assert.equal(requests.length, 1);
  assert.ok(await hasFocus(retry));
  works = true;
  await retry.press("Enter");
  await retry.waitFor({ state: "hidden" });
  await settled();
  assert.equal(requests.length, 2);
  assert.deepEqual(await shownIds(page), IDS);
  assert.ok(await hasFocus(page.locator("main")));
});

testPage("When a refresh fails, the last response stays and is marked.", async (opened) => {
  const { page, go, settled } = opened;
  let status = "";
  const fake = createFakeDatadog({ simulate: true });
  await respondWith(page, ({ url }) => {
    const failing = url.includes("vertex_ai") ? { "X-Fake-Status": status } : {};
    return fake(new Request(url, { headers: { ...KEYS, ...failing } }));
  });
  await go("/");
  status = "500";
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.locator("#problems").waitFor();
  await settled();
  assert.deepEqual(await shownIds(page), IDS);
  assert.match(
    await card(page, "Vertex AI").innerText(),
    /^Vertex AI\s+2\s+accounts\s+Out of date$/,
  );
  assert.match(
    await page.locator(".card-problem[title]:not([title=''])").getAttribute("title"),
    /\d{4}/,
  );
  const line = await page.locator("#problems summary").innerText();
  assert.match(line, /1 of 6 integrations failed\s+Vertex AI. Showing accounts from a moment ago/);
  assert.equal(await page.locator(".stale-mark:not([hidden])").count(), 2);
  status = "";
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.locator("#problems").waitFor({ state: "hidden" });
  await settled();
  assert.equal(await page.locator(".stale-mark:not([hidden])").count(), 0);
});

/** As if the reader had switched to another tab, which a headless browser cannot do. */
const setHidden = (page, hidden) =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

testPage("Auto-refresh follows its interval, but not while the tab is hidden.", async (opened) => {
  const { page, go, requests, settled, url } = opened;
  await holdClock(page);
  await go("/");
  await openSettings(page);
  await page.getByLabel("Auto-refresh").selectOption("1 min");
  assert.equal(await addressOf(page), `${url}/?every=60`);
  assert.match(await page.locator("#updated").innerText(), / · every 1 min$/);
  const sent = async (seconds) => {
    requests.length = 0;
    await page.clock.runFor(seconds * 1000);
    await settled();
    return requests.length;
  };
  assert.equal(await sent(50), 0);
  assert.equal(await sent(12), 6);
  await setHidden(page, true);
  assert.equal(await sent(300), 0);
  requests.length = 0;
  await setHidden(page, false);
  assert.equal(await sent(1), 6);
  await page.getByLabel("Auto-refresh").selectOption("Off");
  assert.equal(await sent(600), 0);
});

testPage("A refresh moves neither the focus nor a row that did not change.", async (opened) => {
  const { page, go, settled } = opened;
  await go("/");
  const button = page.locator("tbody .copy >> nth=4");
  await button.focus();
  await button.evaluate((element) => (element.closest("tr").wasHere = true));
  await page.getByRole("button", { name: "Refresh" }).evaluate((refresh) => refresh.click());
  await settled();
  assert.ok(await hasFocus(button));
  assert.ok(await button.evaluate((element) => element.closest("tr").wasHere));
});

testPage("A screen reader hears each change once.", async ({ page, go, settled }) => {
  await holdClock(page);
  await page.addInitScript(() => {
    globalThis.heard = [];
    addEventListener("DOMContentLoaded", () => {
      const live = document.querySelector("#live");
      new MutationObserver(() => heard.push(live.textContent)).observe(live, { childList: true });
    });
  });
  await go("/?every=30");
  await page.clock.runFor(1000);
  for (let i = 0; i < 3; i++) {
    await page.clock.runFor(30_000);
    await settled();
  }
  await page.getByLabel("Filter accounts").pressSequentially("research");
  await page.clock.runFor(1000);
  assert.deepEqual(await page.evaluate(() => heard), [
    "12 accounts in 5 integrations",
    "4 of 12 accounts shown.",
  ]);
});

testPage(
  "Offline, the page keeps its accounts and refreshes when the connection is back.",
  async (opened) => {
    const { page, context, go, requests, settled } = opened;
    await go("/");
    await context.setOffline(true);
    const notice = page.getByText("You are offline.");
    await notice.waitFor();
    requests.length = 0;
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.locator(".stale-mark:visible").first().waitFor();
    assert.equal(requests.length, 0);
    assert.equal(await page.locator("#problems").isVisible(), false);
    assert.deepEqual(await shownIds(page), IDS);
    assert.equal(await page.locator(".card", { hasText: "Out of date" }).count(), 6);
    await context.setOffline(false);
    await notice.waitFor({ state: "hidden" });
    await settled();
    assert.equal(requests.length, 6);
    assert.equal(await page.locator(".stale-mark:not([hidden])").count(), 0);
  },
);
