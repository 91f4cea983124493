/** Another realm's own values, which only a browser has: those of a frame. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium } from "../chromium.js";
import { serve } from "../fake/serve.js";
import { packageFolder } from "../package.js";

const REFUSED = { errors: [{ title: "no" }] };

let browser;
let page;
let site;

before(async () => {
  [browser, site] = await Promise.all([launchChromium(), serve(answer)]);
  page = await browser.newPage();
  await page.goto(site.url);
});

after(async () => {
  await browser.close();
  await site.close();
});

async function answer({ url }) {
  const { pathname } = new URL(url);
  if (pathname.startsWith("/package/")) {
    const text = await readFile(join(packageFolder, pathname.slice("/package".length)), "utf8");
    return new Response(text, { headers: { "Content-Type": "text/javascript" } });
  }
  if (pathname.startsWith("/works/")) return Response.json([]);
  if (pathname.startsWith("/refuses/")) return Response.json(REFUSED, { status: 400 });
  return new Response("<!doctype html><iframe></iframe>", {
    headers: { "Content-Type": "text/html" },
  });
}

/** What of its options is the frame's, and what becomes of the call. */
const CASES = {
  "a frame's fetch brings a frame's Response": ["{ fetch: frame.fetch.bind(frame) }", "0 accounts"],
  "a frame's window has a fetch": ["{ fetch: frame }", "0 accounts"],
  "a frame's Response is an error": [
    '{ fetch: frame.fetch.bind(frame), baseUrl: "/refuses" }',
    '400 [{"title":"no"}]',
  ],
  "a frame's Headers are sent": [
    '{ headers: new frame.Headers({ "X-A": "1" }), fetch: (_, { headers }) => frame.Response.json(Array(+headers["x-a"]).fill(account)) }',
    "1 accounts",
  ],
  "a frame's URL is asked": ["{ baseUrl: new frame.URL('/works', location) }", "0 accounts"],
  "a frame's signal has aborted": ["{ signal: frame.AbortSignal.abort('enough') }", "enough"],
  "a frame's signal aborts": [
    "{ signal: controller.signal, fetch() { controller.abort('enough'); return new Promise(() => {}); } }",
    "enough",
  ],
  "a frame's fetch fails": [
    "{ fetch: () => frame.Promise.reject(new frame.TypeError('no way')) }",
    "network no way",
  ],
};

for (const [name, [options, outcome]] of Object.entries(CASES)) {
  test(`In a page, ${name}.`, async () => {
    const script = `
      (async () => {
        const { listAccounts } = await import("/package/index.js");
        const frame = frames[0];
        const controller = new frame.AbortController();
        const account = { id: "1", account_id: "2", account_name: "3", integration: "openai" };
        const given = { baseUrl: "/works", maxRetries: 0, ...${options} };
        return listAccounts("openai", given).then(
          ({ length }) => length + " accounts",
          (error) => error.status ? error.status + " " + JSON.stringify(error.errors)
            : error.cause ? error.code + " " + error.cause.message : String(error),
        );
      })()
    `;
    assert.equal(await page.evaluate(script), outcome);
  });
}
