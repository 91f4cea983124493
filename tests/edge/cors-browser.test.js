/** A page of another origin in Chromium, which traces its requests as Datadog's RUM does. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium } from "../chromium.js";
import { ACCOUNTS } from "../fake/accounts.js";
import { serve } from "../fake/serve.js";
import { OPENAI, startEdge } from "./common.js";

let browser;
let edge;
let page;
let site;

before(async () => {
  const html = { headers: { "Content-Type": "text/html" } };
  site = await serve(() => new Response("<!doctype html><title>Dashboard</title>", html));
  edge = await startEdge({ options: { origins: [site.url], cacheSeconds: 0 } });
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(site.url);
});

after(async () => {
  await browser?.close();
  await edge.stop();
  await site.close();
});

const TRACED = {
  Authorization: "Bearer token",
  traceparent: "00-00000000000000008448eb211c80319c-b7ad6b7169203331-01",
  tracestate: "dd=s:1;o:rum",
  "x-datadog-origin": "rum",
  "x-datadog-parent-id": "13235353014750950193",
  "x-datadog-sampling-priority": "1",
  "x-datadog-trace-id": "9532127138774266268",
};

/** What the page gets: the accounts and the server timings it may see, or the name of an error. */
function fetchInPage(init) {
  return page.evaluate(
    async ([url, init]) => {
      let response;
      try {
        response = await fetch(url, init);
      } catch ({ name }) {
        return { name };
      }
      const accounts = await response.json();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const entry = performance.getEntriesByName(url).at(-1);
      return { accounts, timings: entry.serverTiming.map(({ name }) => name) };
    },
    [edge.url + OPENAI, init],
  );
}

test("A page of an allowed origin may send tracing headers, and sees the server's timings.", async () => {
  const { accounts, timings } = await fetchInPage({ headers: TRACED });
  assert.deepEqual(accounts, ACCOUNTS.openai);
  assert.deepEqual(timings, ["cache", "upstream", "total"]);
  const [{ headers }] = edge.requests;
  for (const name of Object.keys(TRACED)) assert.equal(headers[name.toLowerCase()], undefined);
});

test("A page of another origin may not send cookies.", async () => {
  const { name } = await fetchInPage({ headers: TRACED, credentials: "include" });
  assert.equal(name, "TypeError");
});
