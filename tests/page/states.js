/** Every state of the page, and how it is reached: for axe and for the screenshots. */
import { openSettings, respondWith } from "./browsers.js";

/** The rules of axe that every state must keep. */
export const AXE_TAGS = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split(" ");

const settled = ({ settled }) => settled();

/** Refreshes while Datadog is down, after a first good response. */
async function refreshInVain({ page, settled }) {
  await settled();
  await respondWith(page, () =>
    Response.json({ errors: ["Service Unavailable"] }, { status: 503 }),
  );
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.locator("#problems").waitFor();
  await settled();
}

/**
 * `path` is opened, after `prepare(page)` if there is one, and `reach` leads on from there; `token`
 * requires a dashboard that asks for its token.
 */
export const STATES = {
  accounts: { path: "/", reach: settled },
  grouped: { path: "/?group=1&sort=name", reach: settled },
  filtered: { path: "/?only=azure_openai,vertex_ai&q=production&sort=-name", reach: settled },
  panel: {
    path: "/?q=nimbus",
    async reach({ page, settled }) {
      await settled();
      await page.getByRole("link", { name: "Nimbus production" }).last().click();
      await page.locator("dialog[open]").waitFor();
    },
  },
  "panel-new-field": {
    path: "/?account=0310cd6f-c2a7-42e1-82d7-9e920c58f6c9",
    reach: ({ page }) => page.locator("dialog[open]").waitFor(),
  },
  json: {
    path: "/?account=ff656b44-29ee-45fa-9022-25899bf8193c&tab=json",
    reach: ({ page }) => page.locator("dialog[open] pre").waitFor(),
  },
  settings: {
    path: "/?every=60",
    async reach({ page, settled }) {
      await settled();
      await openSettings(page);
    },
  },
  export: {
    path: "/",
    async reach({ page, settled }) {
      await settled();
      await page.getByRole("button", { name: "Export" }).click();
    },
  },
  loading: {
    path: "/?fake=slow",
    prepare: (page) => page.route("**/datadog/~slow/**", () => {}), // it lasts
    reach: ({ page }) => page.locator(".card[data-busy] >> nth=5").waitFor(),
  },
  empty: { path: "/?fake=empty", reach: settled },
  "no-match": { path: "/?q=gemini", reach: settled },
  "partial-failure": { path: "/?fake=mixed", reach: settled },
  "failure-details": {
    path: "/?fake=mixed",
    async reach({ page, settled }) {
      await settled();
      await page.locator("#problems summary").click();
    },
  },
  "bad-request": { path: "/?fake=400", reach: settled },
  "rejected-keys": { path: "/?fake=403", reach: settled },
  "rate-limit": { path: "/?fake=429", reach: settled },
  "server-error": { path: "/?fake=500", reach: settled },
  "changed-schema": { path: "/?fake=changed", reach: settled },
  "out-of-date": { path: "/", reach: refreshInVain },
  network: {
    path: "/",
    prepare: (page) => respondWith(page, () => undefined),
    reach: settled,
  },
  offline: {
    path: "/",
    async reach({ page, context, settled }) {
      await settled();
      await context.setOffline(true);
      await page.getByRole("button", { name: "Refresh" }).click();
      await page.locator(".stale-mark:visible").first().waitFor();
    },
  },
  token: {
    path: "/",
    token: true,
    reach: ({ page }) => page.getByRole("heading", { name: "Enter the dashboard token" }).waitFor(),
  },
  "rejected-token": {
    path: "/#token=wrong",
    token: true,
    reach: ({ page }) => page.getByText("The edge function rejected this token.").waitFor(),
  },
};
