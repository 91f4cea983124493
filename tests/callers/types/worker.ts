/** What Workers pass as `fetch` and `signal`. It is checked, never run. */
import { AccountsError, listAccounts } from "datadog-llm-accounts";

interface Env {
  DATADOG: Fetcher;
  OBJECTS: DurableObjectNamespace;
  keys: { apiKey: string; appKey: string };
}

export default {
  async fetch(request, { keys, DATADOG, OBJECTS }) {
    const { signal } = request;
    await listAccounts("openai", { ...keys, fetch });
    await listAccounts("openai", { ...keys, fetch: DATADOG, signal });
    const object = OBJECTS.get(OBJECTS.idFromName("datadog"));
    await listAccounts("openai", { ...keys, fetch: object });
    const { headers } = request;
    await listAccounts("openai", { ...keys, headers, baseUrl: new URL(request.url) });
    try {
      const accounts = await listAccounts("openai", {
        ...keys,
        fetch: (url, init) =>
          DATADOG.fetch(url, { ...init, headers: { ...init.headers, "x-trace": "1" } }),
      });
      return Response.json(accounts);
    } catch (error) {
      if (error instanceof AccountsError && error.code === "http") {
        return new Response(null, { status: error.status });
      }
      throw error;
    }
  },
} satisfies ExportedHandler<Env>;
