/** The layout of the page at every width: the docked panel, the table, the list. */
import assert from "node:assert/strict";
import { ACCOUNTS } from "./fake/accounts.js";
import { pageTests, rowLink } from "./page/browsers.js";

const testPage = pageTests();

testPage("The page fits every width from 320 to 2560 pixels.", async ({ page, go }) => {
  for (const path of ["/", "/?fake=mixed", "/?fake=many", "/?fake=403", "/?group=1"]) {
    await go(path);
    for (const width of [320, 360, 540, 768, 800, 1072, 1152, 1280, 1920, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        // Cells clip what is too long, with an ellipsis; nothing else may leave its box.
        const boxes = [
          ...document.querySelectorAll("tbody td, tbody th, .card, .toolbar, .line, #problems"),
        ];
        const wide = boxes.filter(
          (box) =>
            box.checkVisibility({ contentVisibilityAuto: true }) &&
            box.scrollWidth > box.clientWidth + 1,
        );
        return [scrollWidth - clientWidth, ...wide.map(({ className }) => className)];
      });
      assert.deepEqual(over, [0], `${path} at ${width}`);
    }
  }
});

testPage("From 1152 pixels on the names of all integrations are whole.", async ({ page, go }) => {
  await go("/");
  for (const width of [1152, 1280, 1344, 1408, 1440, 2560]) {
    await page.setViewportSize({ width, height: 800 });
    const cut = await page
      .locator(".card-name")
      .evaluateAll((names) => names.filter((name) => name.scrollWidth > name.clientWidth).length);
    assert.equal(cut, 0, `${width}`);
  }
});

testPage("From 800 pixels on there is a table, of rows with one line.", async ({ page, go }) => {
  for (const path of ["/", "/?fake=many&q=team-00"]) {
    for (const width of [800, 820, 1024, 1140, 1280, 1440, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      await go(path);
      const headers = page.getByRole("columnheader");
      assert.deepEqual(
        (await headers.allInnerTexts()).map((text) => text.trim()),
        ["Name", "Integration", "Account ID", "Region", "ID"],
      );
      const rows = await page.locator("tbody tr").evaluateAll((found) =>
        found.map((row) => {
          const cells = [...row.cells].map((cell) => cell.getBoundingClientRect());
          const regions = [...row.querySelectorAll(".region")].filter(
            (cell) => cell.scrollWidth > cell.clientWidth,
          );
          return {
            height: row.getBoundingClientRect().height,
            isInOrder: cells.every((cell, i) => i === 0 || cell.left >= cells[i - 1].right),
            isOneLine: cells.every((cell) => cell.height <= 32),
            cutRegions: regions.map(({ textContent }) => textContent),
          };
        }),
      );
      for (const { height, ...row } of rows) {
        assert.ok(height <= 48, `${height} at ${width}`);
        assert.deepEqual(row, { isInOrder: true, isOneLine: true, cutRegions: [] }, `${width}`);
      }
      const left = (name) =>
        page
          .locator(name)
          .first()
          .evaluate((it) => Math.round(it.getBoundingClientRect().left));
      for (const column of ["name", "integration", "account", "region", "id"]) {
        const [header, cell] = [`th[data-column=${column}]`, `tbody tr .${column}`];
        assert.equal(await left(header), await left(cell), `${column} at ${width}`);
      }
    }
  }
});

testPage(
  "An id is shortened in its middle, and whole for copying and on hover.",
  async (opened) => {
    const { page, go } = opened;
    await page.setViewportSize({ width: 820, height: 800 });
    await go("/");
    const account = ACCOUNTS.vertex_ai[0];
    const row = page.locator("tbody tr", { hasText: account.id });
    const id = row.locator(".id .short");
    assert.equal(await id.textContent(), account.id);
    assert.equal(await id.getAttribute("title"), account.id);
    const cut = await id.locator(".cut").evaluate((it) => getComputedStyle(it).fontSize);
    assert.equal(cut, "0px");
    const accountId = row.locator(".account .middle");
    assert.equal(await accountId.textContent(), account.account_id);
    assert.equal(await accountId.getAttribute("title"), account.account_id);
    const [isHeadCut, isTailWhole] = await accountId.evaluate(({ children: [head, tail] }) => [
      head.scrollWidth > head.clientWidth,
      tail.getBoundingClientRect().width > 20,
    ]);
    assert.deepEqual([isHeadCut, isTailWhole], [true, true]);
  },
);

testPage("Below 800 pixels each account has two lines.", async ({ page, go }) => {
  for (const width of [320, 390, 700]) {
    await page.setViewportSize({ width, height: 844 });
    await go("/");
    assert.equal(await page.locator("thead").isVisible(), false);
    const account = ACCOUNTS.amazon_bedrock[1];
    const row = page.locator("tbody tr", { hasText: account.id });
    const top = async (part) => Math.round((await row.locator(part).boundingBox()).y);
    const lines = {
      first: [await top(".open"), await top(".region")],
      second: [await top(".chip"), await top(".account .middle")],
    };
    assert.ok(Math.abs(lines.first[0] - lines.first[1]) < 6, JSON.stringify(lines));
    assert.ok(Math.abs(lines.second[0] - lines.second[1]) < 6, JSON.stringify(lines));
    assert.ok(lines.second[0] - lines.first[0] >= 18, JSON.stringify(lines));
    assert.ok((await row.boundingBox()).height <= 64);
  }
});

testPage("On a phone the first account is on the first screen.", async ({ page, go }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/", "/?fake=mixed", "/?only=openai&q=nimbus"]) {
    await go(path);
    const { y, height } = await page.locator("tbody tr").first().boundingBox();
    assert.ok(y + height <= 844, `${path}: ${y}`);
  }
  // The integrations are one strip, which scrolls.
  const tops = await page
    .locator(".card")
    .evaluateAll((cards) => cards.map((it) => it.getBoundingClientRect().top));
  assert.equal(new Set(tops).size, 1);
});

testPage("On a phone every target is at least 44 pixels.", async ({ page, go }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const small = () =>
    page
      .locator("button:visible, select:visible, input:visible, label:has(input):visible")
      .evaluateAll((found) =>
        found
          .filter((it) => !it.matches("[type=radio]"))
          .map((it) => [it.id || it.className || it.textContent, it.getBoundingClientRect()])
          .filter(([, { width, height }]) => Math.min(width, height) < 43.5)
          .map(([name, { width, height }]) => `${name}: ${width} x ${height}`),
      );
  for (const [path, reach] of [
    ["/?fake=mixed", () => page.locator("#problems summary").click()],
    ["/?every=60", () => page.getByRole("button", { name: "Settings" }).click()],
    ["/?only=openai", () => page.getByRole("button", { name: "Export" }).click()],
    ["/", () => rowLink(page, ACCOUNTS.vertex_ai[0].id).click()],
    [`/?account=${ACCOUNTS.openai[0].id}&tab=json`, () => page.locator("dialog pre").waitFor()],
    ["/?q=nothing", () => {}],
    ["/?fake=500", () => {}],
  ]) {
    await go(path);
    await reach();
    assert.deepEqual(await small(), [], path);
  }
});

testPage("On a phone a select sorts the list.", async ({ page, go }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await go("/?only=openai");
  const names = () => page.locator("tbody .open").allTextContents();
  const sort = page.getByLabel("Sort by");
  await sort.selectOption("Name Z–A");
  assert.deepEqual(await names(), [
    "Nimbus staging",
    "Nimbus research – évaluation",
    "Nimbus production",
  ]);
  await sort.selectOption("Default order");
  assert.deepEqual(
    await names(),
    ACCOUNTS.openai.map(({ account_name }) => account_name),
  );
  await go("/?sort=-region");
  assert.equal(await sort.inputValue(), "-region");
});

testPage("Text is at least 13 pixels, body text 15, and numbers are tabular.", async (opened) => {
  const { page, go } = opened;
  await go("/");
  const sizes = await page.evaluate(() => {
    const of = (selector) => getComputedStyle(document.querySelector(selector));
    return {
      body: of("body").fontSize,
      name: of("tbody .open").fontSize,
      chip: of("tbody .chip").fontSize,
      numbers: of("tbody .id").fontVariantNumeric,
    };
  });
  assert.deepEqual(sizes, { body: "15px", name: "15px", chip: "13px", numbers: "tabular-nums" });
});
