/**
 * A new workerd each time. Its clock stands still between I/O, so this is what its caller sees: the time
 * until it listens, which holds the worker's own start, and that of the first request and the next.
 */
import { bundle } from "../bundle.js";
import { workerModules } from "../speed/places.js";
import { Miniflare } from "../tools.js";

/** @returns {Promise<() => Promise<Record<string, number>>>} milliseconds of one cold start */
export async function workerd(name) {
  const files = await bundle(
    "worker",
    `import { listAccounts } from "./peers/${name}.js";
    import { answer } from "./speed/answers.js";
    const { headers, body } = answer("1");
    const options = {
      apiKey: "fake-api-key",
      appKey: "fake-app-key",
      maxRetries: 0,
      fetch(input, init) {
        new Request(input, init);
        return Promise.resolve(new Response(body, { headers }));
      },
    };
    export default {
      async fetch() {
        return Response.json(await listAccounts("openai", options));
      },
    };`,
  );
  return async () => {
    const start = performance.now();
    const miniflare = new Miniflare(workerModules(files));
    try {
      const url = await miniflare.ready;
      const listening = performance.now();
      await ask(url);
      const called = performance.now();
      await ask(url);
      const again = performance.now();
      return { import: listening - start, first: called - listening, second: again - called };
    } finally {
      await miniflare.dispose();
    }
  };
}

async function ask(url) {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
}
