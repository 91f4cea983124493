/** What every runtime has to keep, in a page in Chromium. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launchChromium } from "./chromium.js";
import { CASES, plain } from "./contract/cases.js";
import { createTroubledDatadog } from "./contract/server.js";
import { serve } from "./fake/serve.js";
import { packageFolder } from "./package.js";

const IN_A_PAGE = " (in a page, CORS or the Content-Security-Policy may have blocked it)";
const FOLDERS = {
  package: packageFolder,
  contract: fileURLToPath(new URL("contract", import.meta.url)),
};

let browser;
let site;
let page;

before(async () => {
  [browser, site] = await Promise.all([launchChromium(), serve(createSite())]);
  page = await browser.newPage();
  await page.goto(site.url);
});

after(() => Promise.all([browser.close(), site.close()]));

/** The package, the cases, and the Datadog in trouble, on one origin. */
function createSite() {
  const troubled = createTroubledDatadog();
  return async (request) => {
    const [, place, ...rest] = new URL(request.url).pathname.split("/");
    if (place === "datadog") return troubled({ url: request.url.replace("/datadog", "") });
    if (place === "") return new Response("<!doctype html>", { headers: type("html") });
    if (!FOLDERS[place]) return new Response(null, { status: 404 });
    return new Response(await readFile(join(FOLDERS[place], ...rest)), {
      headers: type("javascript"),
    });
  };
}

function type(subtype) {
  return { "Content-Type": `text/${subtype}` };
}

for (const { name, expected } of CASES) {
  test(name, async () => {
    const outcome = await page.evaluate(
      async ([name, baseUrl]) => {
        const client = await import("/package/index.js");
        const { outcomeOf } = await import("/contract/cases.js");
        return outcomeOf(name, { ...client, baseUrl });
      },
      [name, `${site.url}/datadog`],
    );
    const due = plain(expected);
    if (due.error?.code === "network") due.error.message += IN_A_PAGE;
    assert.deepEqual(outcome, due);
  });
}
