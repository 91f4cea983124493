/** The page without a mouse. */
import assert from "node:assert/strict";
import { ACCOUNTS } from "./fake/accounts.js";
import { pageTests, shownIds } from "./page/browsers.js";

const testPage = pageTests();

/** Presses Tab until the wanted element has the focus, which must be visible there. */
async function tabTo(page, wanted, most = 40) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      const outline = await wanted.evaluate((element) => getComputedStyle(element).outlineStyle);
      assert.equal(outline, "solid", `${wanted}`);
      return;
    }
  }
  assert.fail(`${wanted} is out of reach`);
}

testPage("Everything is in reach of the keyboard, in the order of the page.", async (opened) => {
  const { page, requests, go, settled } = opened;
  await go("/");
  await tabTo(page, page.getByRole("combobox", { name: "Auto-refresh" }));
  await tabTo(page, page.getByRole("button", { name: "Refresh", exact: true }), 1);
  requests.length = 0;
  await Promise.all([page.waitForRequest("**/accounts"), page.keyboard.press("Enter")]);
  await settled();
  assert.equal(requests.length, 6);

  await tabTo(page, page.getByRole("button", { name: "OpenAI 3 accounts", exact: true }));
  await page.keyboard.press("Space");
  assert.deepEqual(
    await shownIds(page),
    ACCOUNTS.openai.map(({ id }) => id),
  );
  await tabTo(page, page.getByLabel("Filter accounts"));
  await page.keyboard.type("Nimbus");
  await tabTo(page, page.getByRole("button", { name: "CSV" }), 3);
  await tabTo(page, page.getByRole("button", { name: "Name", exact: true }));
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const [staging] = await shownIds(page);
  assert.equal(staging, ACCOUNTS.openai[1].id);
  await tabTo(page, page.getByRole("button", { name: `Copy ID ${staging}` }));
  await page.keyboard.press("Space");
  await page.getByText(`Copied ID ${staging}.`).waitFor();

  const json = page.getByRole("button", { name: "JSON of Nimbus staging" });
  await tabTo(page, json, 1);
  await page.keyboard.press("Enter");
  const close = page.getByRole("button", { name: "Close" });
  await close.waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "inspector-text");
  await page.keyboard.press("Escape");
  await close.waitFor({ state: "hidden" });
  assert.ok(await json.evaluate((button) => button === document.activeElement));
});

testPage("The first key leads past everything to the accounts.", async ({ page, go }) => {
  await go("/");
  await tabTo(page, page.getByRole("link", { name: "Skip to the accounts" }), 1);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: /^OpenAI/ }), 1);
});
