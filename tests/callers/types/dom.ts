/** What callers pass as `fetch`, from libraries that bring the types of a DOM. It is checked, never run. */
import crossFetch from "cross-fetch";
import fetchCookie from "fetch-cookie";
import ky from "ky";
import nodeFetch3, { Headers as NodeFetchHeaders } from "node-fetch";
import nodeFetch2 from "node-fetch-2";
import { type Fetch, listAccounts } from "datadog-llm-accounts";

declare const keys: { apiKey: string; appKey: string };

await listAccounts("openai", { ...keys, fetch: nodeFetch2 });
await listAccounts("openai", { ...keys, fetch: nodeFetch3 });
await listAccounts("openai", { ...keys, fetch: crossFetch });
await listAccounts("openai", { ...keys, fetch: ky });
await listAccounts("openai", { ...keys, fetch: fetchCookie(fetch) });
await listAccounts("openai", { ...keys, fetch: fetchCookie(nodeFetch3) });

await listAccounts("openai", {
  ...keys,
  fetch: (url, init) => ky(url, { ...init, throwHttpErrors: false, retry: 0 }),
});
await listAccounts("openai", {
  ...keys,
  fetch: (url, init) => nodeFetch2(url, { ...init, headers: { ...init.headers, "x-trace": "1" } }),
});
await listAccounts("openai", {
  ...keys,
  fetch: (url, init) => nodeFetch3(url, { ...init, headers: { ...init.headers, "x-trace": "1" } }),
});
const all: Fetch[] = [nodeFetch2, nodeFetch3, crossFetch, ky, fetch, window.fetch];
await listAccounts("openai", { ...keys, headers: new NodeFetchHeaders() });
await listAccounts("openai", { ...keys, headers: new Headers() });
void all;
