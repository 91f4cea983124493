/** The side panel with one account. */
import assert from "node:assert/strict";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import {
  KEYS,
  addressOf,
  becomes,
  hasFocus,
  pageTests,
  paste,
  respondWith,
  rowLink,
} from "./page/browsers.js";

const ALL = Object.values(ACCOUNTS).flat();
const [FIRST, SECOND] = ALL;

const testPage = pageTests();

const panelOf = (page) => page.getByRole("dialog");
const titleOf = (page) => page.locator("#panel-title").innerText();

/** [[heading, [[label, [value]]]]] of the panel's fields; the first section has no heading. */
const fieldsOf = (page) =>
  page.locator("#panel-fields").evaluate((element) => {
    const sections = [];
    let heading = "";
    for (const child of element.children) {
      if (child.matches("h3")) heading = child.textContent;
      if (!child.matches("dl")) continue;
      const fields = [...child.children].map((field) => [
        field.querySelector("dt").innerText.replace(/\s+/g, " ").trim(),
        [...field.querySelectorAll(".value")].map(({ textContent }) => textContent),
      ]);
      sections.push([heading, fields]);
    }
    return sections;
  });

function expectedFields(account) {
  const { azure_openai_metadata: azure = {}, vertex_ai_metadata: vertex = {} } = account;
  const section = (heading, fields) => [
    heading,
    fields.filter(([, values]) => values?.[0]).map(([label, values]) => [label, values]),
  ];
  return [
    [
      "",
      [
        ["Name", [account.account_name]],
        ["Account ID", [account.account_id]],
        ["Region", [account.account_region || "Not set"]],
        ["ID", [account.id]],
        ["Integration", [account.integration]],
      ],
    ],
    section("Azure OpenAI metadata", [
      ["Deployment", [azure.deployment_id]],
      ["Model version", [azure.model_version]],
      ["Resource", [azure.resource_name]],
    ]),
    section("Vertex AI metadata", [
      ["Project", [vertex.project]],
      ["Location", [vertex.location]],
      ["Project IDs", vertex.project_ids],
    ]),
    section("New fields", [["created_at New", [account.created_at]]]),
  ].filter(([, fields]) => fields.length > 0);
}

for (const width of [1440, 1140, 390]) {
  testPage(
    `A click on a row opens every field of its account: ${width} pixels.`,
    async (opened) => {
      const { page, go, url } = opened;
      await page.setViewportSize({ width, height: 800 });
      await go("/");
      const rows = page.locator("tbody tr");
      for (const [i, account] of ALL.entries()) {
        if (i > 0 && width < 1240) await page.getByRole("button", { name: "Close" }).click();
        // Beside the link: the whole row is the target.
        await rows.nth(i).locator(".chip").click();
        await panelOf(page).waitFor();
        assert.equal(await titleOf(page), account.account_name);
        assert.deepEqual(await fieldsOf(page), expectedFields(account));
        assert.equal(await addressOf(page), `${url}/?account=${account.id}`);
        assert.equal(await page.locator("tbody tr[data-open]").count(), 1);
      }
    },
  );
}

testPage(
  "Enter on a row opens the panel, Escape closes it and returns the focus.",
  async (opened) => {
    const { page, go, url } = opened;
    for (const width of [1440, 1140, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await go("/");
      await rowLink(page, SECOND.id).focus();
      await page.keyboard.press("Enter");
      await panelOf(page).waitFor();
      assert.ok(await hasFocus(page.locator("#panel-title")), `${width}`);
      assert.equal(await page.locator("dialog:modal").count(), width < 1240 ? 1 : 0);
      await page.keyboard.press("Escape");
      await panelOf(page).waitFor({ state: "hidden" });
      assert.ok(await hasFocus(rowLink(page, SECOND.id)), `${width}`);
      await becomes(() => addressOf(page), `${url}/`);
    }
  },
);

testPage("The arrow keys and the buttons step through the accounts shown.", async (opened) => {
  const { page, go, url } = opened;
  await go("/?sort=-name&only=openai");
  const ids = [ACCOUNTS.openai[1], ACCOUNTS.openai[2], ACCOUNTS.openai[0]];
  const position = page.locator("#panel-position");
  const previous = page.getByRole("button", { name: "Previous account" });
  const next = page.getByRole("button", { name: "Next account" });
  await page.locator("tbody .open").first().click();
  for (const [step, i] of [
    ["ArrowDown", 1],
    ["ArrowDown", 2],
    ["ArrowDown", 2],
    ["ArrowUp", 1],
    [next, 2],
    [previous, 1],
    [previous, 0],
  ]) {
    if (typeof step === "string") await page.keyboard.press(step);
    else await step.click();
    assert.equal(await titleOf(page), ids[i].account_name);
    assert.equal(await position.innerText(), `${i + 1} of 3`);
    assert.equal(new URL(await addressOf(page)).searchParams.get("account"), ids[i].id);
  }
  assert.equal(await previous.getAttribute("aria-disabled"), "true");
  assert.equal(await next.getAttribute("aria-disabled"), "false");
  // Back closes the panel however many accounts it showed.
  await page.goBack();
  await panelOf(page).waitFor({ state: "hidden" });
  assert.equal(await addressOf(page), `${url}/?sort=-name&only=openai`);
  await page.goForward();
  await panelOf(page).waitFor();
  assert.equal(await titleOf(page), ids[0].account_name);
});

testPage("A link opens the panel with its tab; an unknown account is reported.", async (opened) => {
  const { page, go, url } = opened;
  await go(`/?account=${SECOND.id}&tab=json`);
  await panelOf(page).waitFor();
  assert.equal(await titleOf(page), SECOND.account_name);
  assert.deepEqual(JSON.parse(await page.locator("#panel-text").innerText()), SECOND);
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("Copied a link to this account.").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await panelOf(page).waitFor({ state: "hidden" });
  assert.equal(await addressOf(page), `${url}/`);
  assert.equal(await paste(page), `${url}/?account=${SECOND.id}&tab=json`);

  await go("/?account=gone");
  await page.getByText("The account in this link was not found.").waitFor();
  assert.equal(await panelOf(page).count(), 0);
  assert.equal(await addressOf(page), `${url}/`);
});

testPage("A row's link opens a new tab with the same view.", async ({ page, go, url }) => {
  await go("/?only=openai");
  await page.getByLabel("Filter accounts").fill("staging");
  await rowLink(page, SECOND.id).hover();
  const href = await rowLink(page, SECOND.id).getAttribute("href");
  assert.equal(href, `${url}/?only=openai&q=staging&account=${SECOND.id}`);
});

testPage("The JSON tab shows and copies the account as Datadog sent it.", async (opened) => {
  const { page, go } = opened;
  await go("/");
  const account = ACCOUNTS.openai[2];
  await rowLink(page, account.id).click();
  const tab = (name) => page.getByRole("tab", { name });
  await tab("Fields").focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await hasFocus(tab("JSON")));
  assert.equal(await tab("JSON").getAttribute("aria-selected"), "true");
  assert.deepEqual(JSON.parse(await page.locator("#panel-text").innerText()), account);
  assert.match(await addressOf(page), /&tab=json$/);
  await page.getByRole("button", { name: "Copy JSON" }).click();
  await page.getByText("Copied the account as JSON.").waitFor();
  await page.keyboard.press("Escape");
  await panelOf(page).waitFor({ state: "hidden" });
  assert.deepEqual(JSON.parse(await paste(page)), account);
});

testPage("Each value has a button that copies it.", async ({ page, go }) => {
  const account = ACCOUNTS.vertex_ai[0];
  await go(`/?account=${account.id}`);
  await panelOf(page).waitFor();
  for (const [name, value] of [
    ["Copy Account ID", account.account_id],
    ["Copy Project IDs nimbus-staging", "nimbus-staging"],
  ]) {
    await panelOf(page).getByRole("button", { name }).click();
    await panelOf(page).getByText(`Copied ${value}.`).waitFor();
  }
  await page.keyboard.press("Escape");
  assert.equal(await paste(page), "nimbus-staging");
});

testPage("Unknown fields are marked as new, in metadata too.", async ({ page, go }) => {
  const account = {
    ...ACCOUNTS.azure_openai[0],
    azure_openai_metadata: { deployment_id: "chat", tier: { name: "gold" } },
    owner: ["a", "b"],
    enabled: false,
  };
  await respondWith(page, ({ url }) =>
    Response.json(url.includes("azure_openai") ? [account] : []),
  );
  await go(`/?account=${account.id}`);
  await panelOf(page).waitFor();
  assert.deepEqual((await fieldsOf(page)).slice(1), [
    [
      "Azure OpenAI metadata",
      [
        ["Deployment", ["chat"]],
        ["tier New", ['{"name":"gold"}']],
      ],
    ],
    [
      "New fields",
      [
        ["owner New", ["a", "b"]],
        ["enabled New", ["false"]],
      ],
    ],
  ]);
  assert.equal(await page.locator("tbody .badge").innerText(), "2 new fields");
});

testPage("The open panel follows a refresh.", async ({ page, go, settled }) => {
  let accounts = [FIRST, SECOND];
  let fails = false;
  const fake = createFakeDatadog({ simulate: true });
  await respondWith(page, ({ url }) => {
    if (fails) return fake(new Request(url, { headers: { ...KEYS, "X-Fake-Status": "500" } }));
    return Response.json(url.includes("/openai/") ? accounts : []);
  });
  await go(`/?account=${SECOND.id}`);
  await panelOf(page).waitFor();
  const refresh = async () => {
    await page.getByRole("button", { name: "Refresh" }).click();
    await settled();
  };
  const note = page.locator("#panel-note");
  accounts = [FIRST, { ...SECOND, account_region: "eu-west-3" }];
  await refresh();
  await becomes(async () => (await fieldsOf(page))[0][1][2], ["Region", ["eu-west-3"]]);
  fails = true;
  await refresh();
  await becomes(() => note.innerText(), "Out of date: the last refresh failed.");
  fails = false;
  accounts = [FIRST];
  await refresh();
  await becomes(() => note.innerText(), "This account is not in the latest response.");
  assert.equal(await titleOf(page), SECOND.account_name);
});

testPage("Text from the network is never markup in the panel.", async ({ page, go }) => {
  const name = `<img src=x onerror="document.title='run'"><b>bold</b>`;
  const hostile = { id: name, account_id: name, account_name: name, account_region: name };
  const azure_openai_metadata = { deployment_id: name, model_version: name, resource_name: name };
  const account = { ...hostile, integration: name, azure_openai_metadata, [name]: name };
  await respondWith(page, () => Response.json([account]));
  await go("/");
  await page.locator("tbody .open").first().click();
  assert.equal(await titleOf(page), name);
  const values = (await fieldsOf(page)).flatMap(([, fields]) => fields.map(([, shown]) => shown));
  // Five of every account, three of Azure and the new one.
  assert.deepEqual(values, Array(9).fill([name]));
  await page.getByRole("tab", { name: "JSON" }).click();
  assert.deepEqual(JSON.parse(await page.locator("#panel-text").innerText()), account);
  assert.equal(await page.locator("main :is(img, b), dialog :is(img, b)").count(), 0);
  assert.equal(await page.title(), "LLM integration accounts");
});
