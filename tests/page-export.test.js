/** The files that the page exports. */
import assert from "node:assert/strict";
import { ACCOUNTS } from "./fake/accounts.js";
import { respondWith, card, pageTests } from "./page/browsers.js";

const testPage = pageTests();

async function save(page, format) {
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("button", { name: format }).click();
  await page.locator("#exports").waitFor({ state: "hidden" });
}

testPage("CSV contains the accounts shown, in their order.", async ({ page, go, download }) => {
  await go("/?sort=-name&only=azure_openai,vertex_ai");
  const [name, text] = await download(() => save(page, "CSV"));
  assert.match(name, /^llm-accounts-\d{4}-\d\d-\d\dT\d{6}Z\.csv$/);
  const [staging, production] = [ACCOUNTS.azure_openai[1], ACCOUNTS.azure_openai[0]];
  const [vertexProduction, vertexResearch] = ACCOUNTS.vertex_ai;
  assert.deepEqual(text.split("\r\n"), [
    "\uFEFFintegration,account_name,id,account_id,account_region,azure_deployment_id," +
      "azure_model_version,azure_resource_name,vertex_project,vertex_location,vertex_project_ids,other_fields",
    `azure_openai,Staging chat,${staging.id},nimbus-openai-westeurope,westeurope,,,nimbus-openai-westeurope,,,,`,
    `azure_openai,Production chat,${production.id},nimbus-openai-eastus,eastus,chat-production,gpt-4o-2024-11-20,nimbus-openai-eastus,,,,`,
    `vertex_ai,Nimbus research,${vertexResearch.id},${vertexResearch.account_id},europe-west4,,,,nimbus-research,europe-west4,nimbus-research,`,
    `vertex_ai,Nimbus production,${vertexProduction.id},${vertexProduction.account_id},us-central1,,,,nimbus-production,us-central1,nimbus-production nimbus-staging nimbus-research,`,
    "",
  ]);
});

testPage("JSON contains the accounts as Datadog sent them.", async ({ page, go, download }) => {
  await go("/?q=nimbus");
  await card(page, /^\s*OpenAI/).click();
  const [name, text] = await download(() => save(page, "JSON"));
  assert.match(name, /\.json$/);
  assert.deepEqual(JSON.parse(text), ACCOUNTS.openai);
});

testPage("No value becomes a formula or a second cell of the CSV.", async (opened) => {
  const { page, go, download } = opened;
  const cells = [
    ['=HYPERLINK("https://evil.example","x")', `"'=HYPERLINK(""https://evil.example"",""x"")"`],
    ["+1", "'+1"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", `"'\t=1"`],
    ["  =1", "'  =1"],
    ["a;=1", '"a;=1"'],
    ["＝1", "'＝1"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\r\nlines", '"two\r\nlines"'],
    ["évaluation", "évaluation"],
  ];
  await respondWith(page, ({ url }) =>
    Response.json(
      url.includes("/openai/")
        ? cells.map(([account_name], i) => ({
            id: `${i}`,
            account_id: "a",
            account_name,
            integration: "openai",
            further: ["=1", { deep: "=2" }],
          }))
        : [],
    ),
  );
  await go("/");
  const [, text] = await download(() => save(page, "CSV"));
  const other = '"{""further"":[""=1"",{""deep"":""=2""}]}"';
  const lines = cells.map(([, cell], i) => `openai,${cell},${i},a,,,,,,,,${other}\r\n`);
  assert.equal(text.slice(text.indexOf("\r\n") + 2), lines.join(""));
});

testPage("The groups of the table give the CSV its order.", async ({ page, go, download }) => {
  await go("/?sort=-name&group=1&only=openai,anthropic");
  const [, text] = await download(() => save(page, "CSV"));
  const lines = text.split("\r\n").slice(1, -1);
  assert.deepEqual(
    lines.map((line) => line.split(",").slice(0, 2)),
    [
      ["openai", "Nimbus staging"],
      ["openai", "Nimbus research – évaluation"],
      ["openai", "Nimbus production"],
      ["anthropic", "Nimbus research"],
      ["anthropic", "Nimbus production"],
    ],
  );
});

testPage("Export is disabled while no account is shown.", async ({ page, go }) => {
  await go("/?q=nothing-like-this");
  const button = page.getByRole("button", { name: "Export" });
  assert.ok(await button.isDisabled());
  await page.getByRole("button", { name: "Clear the filter" }).click();
  assert.ok(await button.isEnabled());
});
