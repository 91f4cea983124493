/** What callers pass as `fetch`, `signal` and `headers` in Node, without the types of a DOM. It is checked, never run. */
import { AbortController as PolyfilledController } from "abort-controller";
import * as undici from "undici";
import * as undici6 from "undici-6";
import { AccountsError, type Fetch, listAccounts } from "datadog-llm-accounts";

declare const keys: { apiKey: string; appKey: string };

await listAccounts("openai", { ...keys, fetch });
await listAccounts("openai", { ...keys, fetch: undici.fetch });
await listAccounts("openai", { ...keys, fetch: undici });
await listAccounts("openai", { ...keys, fetch: undici6.fetch });
const dispatcher = new undici.ProxyAgent("http://localhost:8080");
await listAccounts("openai", {
  ...keys,
  fetch: (url, init) => undici.fetch(url, { ...init, dispatcher }),
});
await listAccounts("openai", {
  ...keys,
  fetch: (url, init) => undici6.fetch(url, { ...init, dispatcher: new undici6.Agent() }),
});
await listAccounts("openai", {
  ...keys,
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, "x-trace": "1" } }),
});
const withTrace =
  (real: Fetch): Fetch =>
  (url, init) =>
    real(url, { ...init, headers: { ...init.headers, "x-trace": "1" } });
await listAccounts("openai", { ...keys, fetch: withTrace(undici.fetch) });
await listAccounts("openai", { ...keys, fetch: withTrace(fetch) });

await listAccounts("openai", { ...keys, signal: new AbortController().signal });
await listAccounts("openai", { ...keys, signal: AbortSignal.timeout(1000) });
await listAccounts("openai", { ...keys, signal: new PolyfilledController().signal });
await listAccounts("openai", { ...keys, headers: new Headers() });
await listAccounts("openai", { ...keys, headers: new undici.Headers() });
await listAccounts("openai", { ...keys, headers: new Map([["X-Team", "sre"]]) });
await listAccounts("openai", { ...keys, baseUrl: new URL("https://edge.example/datadog") });
// @ts-expect-error: the controller is not the signal
await listAccounts("openai", { ...keys, signal: new AbortController() });
// @ts-expect-error: undici's request() has another signature
await listAccounts("openai", { ...keys, fetch: undici.request });

const error: unknown = await listAccounts("openai", keys).catch((reason: unknown) => reason);
if (error instanceof AccountsError && error.code === "http") void error.retryAfter?.toFixed();
