/** A new browser each time, which has no code of an earlier visit. */
import { launchChromium } from "../../tests/chromium.js";
import { serve } from "../../tests/fake/serve.js";
import { bundle } from "../bundle.js";
import { answer } from "../speed/answers.js";

const { headers, body } = answer("1");

/** @returns {Promise<() => Promise<Record<string, number>>>} milliseconds of one cold start */
export async function chromium(name) {
  const [script] = await bundle("browser", `export * from "./peers/${name}.js";`);
  const page = (text, type) => new Response(text, { headers: { "Content-Type": type } });
  return async () => {
    const server = await serve(({ url }) => {
      if (url.endsWith("/client.js")) return page(script.text, "text/javascript");
      return page('<!doctype html><link rel="icon" href="data:,">', "text/html");
    });
    const browser = await launchChromium();
    try {
      const opened = await browser.newPage();
      await opened.goto(server.url);
      return await opened.evaluate(measure, { headers, body });
    } finally {
      await Promise.all([browser.close(), server.close()]);
    }
  };
}

/** Runs in the page. */
async function measure({ headers, body }) {
  const options = {
    apiKey: "fake-api-key",
    appKey: "fake-app-key",
    dangerouslyAllowBrowser: true,
    maxRetries: 0,
    fetch(input, init) {
      new Request(input, init);
      return Promise.resolve(new Response(body, { headers }));
    },
  };
  await (await options.fetch("https://datadoghq.com", {})).json();
  const start = performance.now();
  const { listAccounts } = await import("/client.js");
  const imported = performance.now();
  await listAccounts("openai", options);
  const called = performance.now();
  await listAccounts("openai", options);
  return {
    import: imported - start,
    first: called - imported,
    second: performance.now() - called,
  };
}
