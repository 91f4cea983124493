/** What the page says and does when something is wrong. */
import assert from "node:assert/strict";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import { addressOf, answerWith, card, holdClock, pageTests, shownIds } from "./page/browsers.js";

const NAMES = ["OpenAI", "Amazon Bedrock", "Anthropic", "Azure OpenAI", "Vertex AI", "LLM Proxy"];
const IDS = Object.values(ACCOUNTS)
  .flat()
  .map(({ id }) => id);
const KEYS = { "DD-API-KEY": "fake-api-key", "DD-APPLICATION-KEY": "fake-app-key" };

const testPage = pageTests();

const OFTEN_PASSES = "This often passes. Try again in a moment";
const IN_VAIN = "Trying again will not help until this is put right.";
const SECRETS = "Check the secrets DD_API_KEY, DD_APP_KEY and DD_SITE";

for (const [state, ...words] of [
  ["400", "Datadog did not accept the request", 'Unknown integration "simulated"', IN_VAIN],
  ["401", "Datadog answered 401: Unauthorized: Missing or invalid credentials.", SECRETS, IN_VAIN],
  ["403", "Missing required permission: llm_observability_read", SECRETS, IN_VAIN],
  ["429", "Rate limit of 600 requests in 60 seconds reached.", "again by itself in ", "Try now"],
  ["500", "Datadog answered 500: Internal Server Error.", OFTEN_PASSES],
  ["html", "Datadog answered 502.", OFTEN_PASSES],
  ["changed", "Datadog's answer could not be read", IN_VAIN],
]) {
  testPage(`At ${state} the page says what happened and what to do, once.`, async (opened) => {
    const { page, go } = opened;
    await go(`/?fake=${state}`);
    const panels = await page.locator(".problem").allInnerTexts();
    assert.equal(panels.length, 1);
    for (const said of ["All integrations", ...words]) {
      assert.ok(panels[0].includes(said), panels[0]);
    }
    assert.match(panels[0], /Try again|Try now/);
    assert.doesNotMatch(await page.locator("main").innerText(), /undefined|null|NaN|\[object/);
    const expected = state === "429" ? "Rate limited" : "Failed";
    assert.equal(await page.locator(".card", { hasText: expected }).count(), 6);
    assert.equal(await page.locator("#total").innerText(), "Nothing loaded");
    assert.equal(await page.locator("#accounts").isVisible(), false);
    const current = page.locator("[aria-current=page]");
    assert.equal((await current.innerText()).toLowerCase(), state);
  });
}

/** What stands between the page and its function can fail in ways of its own. */
for (const [code, prepare, ...words] of [
  [
    "network",
    (page) => answerWith(page, () => undefined),
    "The connection failed",
    "Check your connection, then try again.",
  ],
  [
    "decode",
    (page) => answerWith(page, () => new Response("<!doctype html><title>Log in</title>")),
    "The answer could not be read",
    "HTML",
    "look for a newer datadog-llm-accounts",
  ],
  [
    "an unlikely status",
    (page) => answerWith(page, () => new Response("teapot", { status: 418 })),
    "Failed with HTTP 418",
    "a login or a proxy",
  ],
  [
    "load",
    (page) => page.addInitScript(() => delete globalThis.WebAssembly),
    "WebAssembly did not start",
    "Reload the page.",
  ],
]) {
  testPage(`For ${code} the page says what happened and what to do.`, async ({ page, go }) => {
    await prepare(page);
    await go("/");
    const text = await page.locator(".problem").innerText();
    for (const said of words) assert.ok(text.includes(said), text);
  });
}

testPage("An answer that never comes is given up, and said.", async ({ page, url, settled }) => {
  await holdClock(page);
  await page.route("**/datadog/api/**", () => {}); // no answer
  // A call sets its timer before it asks.
  const asked = Object.keys(ACCOUNTS).map((id) => page.waitForRequest(`**/${id}/accounts`));
  await Promise.all([...asked, page.goto(url)]);
  await page.clock.runFor(30_000);
  await settled();
  const text = await page.locator(".problem").innerText();
  assert.match(text, /No answer in time/);
  assert.match(text, /Datadog or the connection is slow/);
});

testPage("Integrations without accounts say so.", async ({ page, go }) => {
  await go("/?fake=empty");
  assert.equal(await page.locator(".card", { hasText: "No accounts" }).count(), 6);
  assert.equal(await page.locator("#total").innerText(), "0 accounts");
  await page.getByText("No account is set up for any integration.").waitFor();
});

testPage("A slow Datadog shows as loading until it answers.", async ({ page, settled, url }) => {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route("**/datadog/~slow/**", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(`${url}/?fake=slow`);
  await page.locator("#accounts[aria-busy=true] .skeleton:visible").waitFor();
  assert.equal(await page.locator(".card", { hasText: "Loading" }).count(), 6);
  release();
  await settled();
  assert.deepEqual(await shownIds(page), IDS);
  assert.equal(await page.locator("main [aria-busy=true], .skeleton:visible").count(), 0);
});

testPage("What failed leaves the rest usable.", async ({ page, go }) => {
  await go("/?fake=mixed");
  const problems = await page.locator(".problem").allInnerTexts();
  assert.deepEqual(
    problems.map((text) => text.split(/\n+/).slice(0, 2)),
    [
      ["Datadog failed", "Anthropic"],
      ["Datadog's rate limit is reached", "Azure OpenAI"],
      ["Datadog refused this function's keys", "Vertex AI"],
    ],
  );
  await page.getByLabel("Filter accounts").fill("eu-central-1");
  assert.deepEqual(await shownIds(page), [ACCOUNTS.amazon_bedrock[1].id]);
  assert.equal(await page.locator("#total").innerText(), "6 accounts in 2 integrations");
  await card(page, "Vertex AI").click();
  assert.equal(await page.locator(".problem").count(), 1);
});

testPage("At the rate limit the page counts down and goes on by itself.", async (opened) => {
  const { page, requests, settled, url } = opened;
  let now = Date.now();
  const fake = createFakeDatadog({ limit: 4, period: 60, now: () => now });
  await answerWith(page, ({ url }) => fake(new Request(url, { headers: KEYS })));
  await holdClock(page);
  await page.goto(url);
  await settled();
  const timer = page.getByRole("timer");
  const seconds = async () => Number(/itself in (\d+) s$/.exec(await timer.innerText())?.[1]);
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
  assert.equal(await page.locator(".problem").count(), 0);
  assert.deepEqual((await shownIds(page)).toSorted(), IDS.toSorted());
});

testPage("“Try again” asks for what failed, and keeps the focus.", async (opened) => {
  const { page, requests, settled, go } = opened;
  let works = false;
  const fake = createFakeDatadog({ simulate: true });
  await answerWith(page, ({ url }) => {
    const status = !works && url.includes("/openai/") ? { "X-Fake-Status": "500" } : {};
    return fake(new Request(url, { headers: { ...KEYS, ...status } }));
  });
  await go("/");
  const again = page.getByRole("button", { name: "Try again" });
  requests.length = 0;
  await Promise.all([page.waitForRequest("**/accounts"), again.click()]);
  await settled();
  assert.equal(requests.length, 1);
  assert.ok(await again.evaluate((button) => button === document.activeElement));
  works = true;
  await again.press("Enter");
  await again.waitFor({ state: "detached" });
  await settled();
  assert.equal(requests.length, 2);
  assert.deepEqual(await shownIds(page), IDS);
  const focused = () => page.evaluate(() => document.activeElement.id);
  assert.equal(await focused(), "main");
});

testPage("When a refresh fails, the last answer stays and is marked.", async (opened) => {
  const { page, go, settled } = opened;
  let status = "";
  const fake = createFakeDatadog({ simulate: true });
  await answerWith(page, ({ url }) => {
    const failing = url.includes("vertex_ai") ? { "X-Fake-Status": status } : {};
    return fake(new Request(url, { headers: { ...KEYS, ...failing } }));
  });
  await go("/");
  status = "500";
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.locator(".problem").waitFor();
  await settled();
  assert.deepEqual(await shownIds(page), IDS);
  assert.match(await card(page, "Vertex AI").innerText(), /2\s+Out of date, \d/);
  assert.match(await page.locator(".problem").innerText(), /Vertex AI. .* stay below/);
  assert.equal(await page.locator(".stale-mark:not([hidden])").count(), 2);
  status = "";
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.locator(".problem").waitFor({ state: "detached" });
  await settled();
  assert.equal(await page.locator(".stale-mark:not([hidden])").count(), 0);
});

/** As if the reader looked at another tab, which no browser without a window can do. */
const setHidden = (page, hidden) =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

testPage("The page refreshes as often as chosen, but not while it is hidden.", async (opened) => {
  const { page, go, requests, settled, url } = opened;
  await holdClock(page);
  await go("/");
  await page.getByLabel("Auto-refresh").selectOption("1 min");
  assert.equal(await addressOf(page), `${url}/?every=60`);
  const asked = async (seconds) => {
    requests.length = 0;
    await page.clock.runFor(seconds * 1000);
    await settled();
    return requests.length;
  };
  assert.equal(await asked(50), 0);
  assert.equal(await asked(12), 6);
  await setHidden(page, true);
  assert.equal(await asked(300), 0);
  requests.length = 0;
  await setHidden(page, false);
  assert.equal(await asked(1), 6);
  await page.getByLabel("Auto-refresh").selectOption("Off");
  assert.equal(await asked(600), 0);
});

testPage("A refresh moves neither the focus nor a row that did not change.", async (opened) => {
  const { page, go, settled } = opened;
  await go("/");
  const button = page.locator("tbody .copy >> nth=4");
  await button.focus();
  await button.evaluate((element) => (element.closest("tr").wasHere = true));
  await page.getByRole("button", { name: "Refresh" }).evaluate((refresh) => refresh.click());
  await settled();
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  assert.ok(await button.evaluate((element) => element.closest("tr").wasHere));
});

testPage(
  "A screen reader hears what changed, and nothing twice.",
  async ({ page, go, settled }) => {
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
  },
);

testPage("Offline is recognised, and the page goes on when it is over.", async (opened) => {
  const { page, context, go, requests, settled } = opened;
  await go("/");
  await context.setOffline(true);
  const notice = page.getByText("You are offline.");
  await notice.waitFor();
  requests.length = 0;
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.locator(".stale-mark:visible").first().waitFor();
  assert.equal(requests.length, 0);
  assert.equal(await page.locator(".problem").count(), 0);
  assert.deepEqual(await shownIds(page), IDS);
  assert.equal(await page.locator(".card", { hasText: "Out of date" }).count(), NAMES.length);
  await context.setOffline(false);
  await notice.waitFor({ state: "hidden" });
  await settled();
  assert.equal(requests.length, 6);
  assert.equal(await page.locator(".stale-mark:not([hidden])").count(), 0);
});
