/** The page without a mouse. */
import assert from "node:assert/strict";
import { ACCOUNTS, manyAccounts } from "./fake/accounts.js";
import { hasFocus, pageTests, shownIds } from "./page/browsers.js";

const testPage = pageTests();

/** Presses Tab until the element has the focus, which must be visible there. */
async function tabTo(page, element, most = 40) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    if (await hasFocus(element)) {
      const outline = await element.evaluate((it) => getComputedStyle(it).outlineStyle);
      assert.equal(outline, "solid", `${element}`);
      return;
    }
  }
  assert.fail(`${element} is out of reach`);
}

testPage("Every control is reachable by Tab, in the order of the page.", async (opened) => {
  const { page, requests, go, settled } = opened;
  await go("/");
  await tabTo(page, page.getByLabel("Preview state:"));
  await tabTo(page, page.getByRole("button", { name: "Refresh", exact: true }), 1);
  requests.length = 0;
  await Promise.all([page.waitForRequest("**/accounts"), page.keyboard.press("Enter")]);
  await settled();
  assert.equal(requests.length, 6);

  await tabTo(page, page.getByRole("button", { name: "Settings" }), 1);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Auto-refresh"), 1);
  await page.keyboard.press("Escape");
  await page.locator("#settings").waitFor({ state: "hidden" });
  assert.ok(await hasFocus(page.getByRole("button", { name: "Settings" })));

  await tabTo(page, page.getByRole("button", { name: "OpenAI 3 accounts", exact: true }));
  await page.keyboard.press("Space");
  assert.deepEqual(
    await shownIds(page),
    ACCOUNTS.openai.map(({ id }) => id),
  );
  await tabTo(page, page.getByLabel("Filter accounts"));
  await page.keyboard.type("Nimbus");
  await tabTo(page, page.getByRole("button", { name: "Group by integration" }), 1);
  await tabTo(page, page.getByRole("button", { name: "Export" }), 1);
  await tabTo(page, page.getByRole("button", { name: "Name", exact: true }), 1);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const [{ id, account_id }] = [ACCOUNTS.openai[1]];
  assert.equal((await shownIds(page))[0], id);

  const link = page.getByRole("link", { name: "Nimbus staging" });
  await tabTo(page, link, 8);
  await tabTo(page, page.getByRole("button", { name: `Copy account ID ${account_id}` }), 1);
  await page.keyboard.press("Space");
  await page.getByText(`Copied account ID ${account_id}.`).waitFor();
  await tabTo(page, page.getByRole("button", { name: `Copy ID ${id}` }), 1);
});

testPage("The skip link leads to the accounts.", async ({ page, go }) => {
  await go("/");
  await tabTo(page, page.getByRole("link", { name: "Skip to the accounts" }), 1);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: /^OpenAI/ }), 1);
});

testPage("“/” focuses the filter, except where text is typed.", async ({ page, go }) => {
  await go("/");
  const filter = page.getByLabel("Filter accounts");
  await page.keyboard.press("/");
  assert.ok(await hasFocus(filter));
  assert.equal(await filter.inputValue(), "");
  await page.keyboard.type("a/b");
  assert.equal(await filter.inputValue(), "a/b");
});

/** The area of an element's focus ring, and whether another element covers a part of it. */
function ringOf(element) {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const { outlineOffset, outlineWidth } = getComputedStyle(element);
  const reach = parseFloat(outlineOffset) + parseFloat(outlineWidth) - 0.5;
  const edges = {
    left: left - reach,
    top: top - reach,
    right: right + reach,
    bottom: bottom + reach,
  };
  const isCutOff =
    edges.left < 0 || edges.top < 0 || edges.right > innerWidth || edges.bottom > innerHeight;
  const points = [0.1, 0.5, 0.9].flatMap((at) => {
    const x = edges.left + at * (edges.right - edges.left);
    const y = edges.top + at * (edges.bottom - edges.top);
    return [
      [x, edges.top],
      [x, edges.bottom],
      [edges.left, y],
      [edges.right, y],
    ];
  });
  const covering = points
    .map(([x, y]) => document.elementFromPoint(x, y))
    .find(
      (it) =>
        it &&
        !it.contains(element) &&
        !element.contains(it) &&
        it.closest(".toolbar, thead, .panel"),
    );
  const isOwn = covering && covering.closest(".toolbar, thead, .panel").contains(element);
  return isCutOff || (covering && !isOwn)
    ? `${element.outerHTML.slice(0, 120)} ${JSON.stringify(edges)} ${covering?.className}`
    : "";
}

for (const [width, path] of [
  [1440, "/?fake=many&q=team-00"],
  [1440, `/?fake=many&q=team-00&account=${manyAccounts("openai")[0].id}`],
  [820, "/?fake=many&q=team-00"],
  [390, "/?fake=many&q=team-00"],
]) {
  testPage(`No focus ring is cut off or covered: ${width} pixels, ${path}`, async (opened) => {
    const { page, go } = opened;
    await page.setViewportSize({ width, height: 700 });
    await go(path);
    if (path.includes("account=")) await page.locator("dialog[open]").waitFor();
    await page.locator("#main").focus();
    const seen = [];
    // Down through the toolbar and the rows, then back up under the sticky header.
    for (const key of ["Tab", "Shift+Tab"]) {
      for (let i = 0; i < 45; i++) {
        await page.keyboard.press(key);
        const focused = page.locator(":focus");
        if ((await focused.count()) === 0) continue;
        const problem = await focused.evaluate(ringOf);
        assert.equal(problem, "");
        seen.push(await focused.evaluate(({ className, id }) => id || className));
      }
    }
    for (const part of ["filter", "open", "copy"]) assert.ok(seen.includes(part), part);
  });
}
