/** Every state of the page, and how it is reached: for axe and for the screenshots. */
import { answerWith } from "./browsers.js";

const settled = ({ settled }) => settled();

/**
 * `path` is opened, after `prepare(page)` if there is one, and `reach` leads on from there; `token`
 * wants a dashboard that asks for its token.
 */
export const STATES = {
  accounts: { path: "/", reach: settled },
  chosen: { path: "/?only=azure_openai,vertex_ai&q=production&sort=-name", reach: settled },
  loading: {
    path: "/?fake=slow",
    prepare: (page) => page.route("**/datadog/~slow/**", () => {}), // it lasts
    reach: ({ page }) => page.locator(".card[data-busy] >> nth=5").waitFor(),
  },
  empty: { path: "/?fake=empty", reach: settled },
  "no-match": { path: "/?q=gemini", reach: settled },
  mixed: { path: "/?fake=mixed", reach: settled },
  "bad-request": { path: "/?fake=400", reach: settled },
  "refused-keys": { path: "/?fake=403", reach: settled },
  "rate-limit": { path: "/?fake=429", reach: settled },
  "server-error": { path: "/?fake=500", reach: settled },
  "out-of-date": {
    path: "/",
    async reach({ page, settled }) {
      await settled();
      await answerWith(page, () =>
        Response.json({ errors: ["Service Unavailable"] }, { status: 503 }),
      );
      await page.getByRole("button", { name: "Refresh" }).click();
      await page.locator(".problem").waitFor();
      await settled();
    },
  },
  network: {
    path: "/",
    prepare: (page) => answerWith(page, () => undefined),
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
  json: {
    path: "/",
    async reach({ page, settled }) {
      await settled();
      await page.locator(".further:visible").click();
      await page.locator("dialog[open]").waitFor();
    },
  },
  token: {
    path: "/",
    token: true,
    reach: ({ page }) => page.getByRole("heading", { name: "Enter the dashboard token" }).waitFor(),
  },
  "wrong-token": {
    path: "/#token=wrong",
    token: true,
    reach: ({ page }) => page.getByText("The function does not accept this token.").waitFor(),
  },
};
