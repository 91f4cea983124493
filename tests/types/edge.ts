/** What the published types of the edge function accept and reject. It is checked, never run. */
import {
  createHandler,
  type CreateHandlerOptions,
  type LogRecord,
  type SharedCache,
} from "datadog-llm-accounts/edge";

interface Env {
  DASHBOARD_TOKEN: string;
  STORE: { get(): Promise<string> };
}
interface ExportedHandler<E> {
  fetch(
    request: Request,
    env: E,
    ctx: { waitUntil(promise: Promise<unknown>): void },
  ): Promise<Response>;
}
declare const env: Record<"DD_API_KEY" | "DD_APP_KEY" | "DD_SITE", string | undefined>;

export default {
  fetch: createHandler<Env>({
    prefix: "/datadog",
    origins: ["https://dashboard.example"],
    authorize: ({ headers }, { DASHBOARD_TOKEN }) =>
      headers.get("Authorization") === `Bearer ${DASHBOARD_TOKEN}`,
    apiKey: (env) => env.STORE.get(),
    appKey: async ({ STORE }) => await STORE.get(),
    site: () => "datadoghq.eu",
    log: ({ time, cache, message, upstream }) =>
      console.log(time, cache, message?.toUpperCase(), upstream?.attempts.toFixed()),
  }),
} satisfies ExportedHandler<Env>;

// Without a type argument, env is a record of strings.
createHandler({ authorize: ({ url }, env) => url === env.DASHBOARD_TOKEN?.trim() });

// Deno, Bun and Node: an environment variable may be undefined, and the second argument is another.
const handle = createHandler({
  apiKey: env.DD_API_KEY,
  appKey: env.DD_APP_KEY,
  site: env.DD_SITE,
  authorize: async () => true,
});
declare const opened: Cache;
createHandler({ authorize: () => true, cache: opened });
createHandler({ authorize: () => true, cache: () => caches.open("accounts") });
declare function serve(
  handler: (request: Request, info: { remoteAddr: { hostname: string } }) => Promise<Response>,
): void;
serve(handle);
serve(createHandler({ authorize: (request) => request.url !== "" }));
const response: Response = await handle(new Request("https://dashboard.example/"));
await handle(new Request(response.url), { remoteAddr: {} });

const options: CreateHandlerOptions = {
  authorize: () => false,
  integrations: ["openai", "an integration of next year"],
  cacheSeconds: 0,
  fetch: (url, init) => fetch(url, init),
};
createHandler({ ...options, fetch: { fetch: async () => new Response("[]") } });

// What isolates or processes share.
const store: SharedCache = {
  match: async (url) => (url === "" ? undefined : new Response("{}")),
  put: async (url, response) => void [url.length, await response.text()],
};
createHandler({ ...options, cache: store });
createHandler({ ...options, cache: undefined, coordinator: undefined });
interface Bindings {
  CACHE?: SharedCache;
  STUB?: { id: object };
}
createHandler<Bindings>({
  authorize: () => true,
  cache: ({ CACHE }) => CACHE,
  coordinator: ({ STUB }) => STUB,
});
// @ts-expect-error it has no put
createHandler({ ...options, cache: { match: store.match } });
// @ts-expect-error a function of env
createHandler({ ...options, coordinator: { id: {} } });
// @ts-expect-error no stub
createHandler({ ...options, coordinator: () => ({}) });

declare const record: LogRecord;
record.store satisfies "cache" | "coordinator" | undefined;
record.warning satisfies string | undefined;
const { cache = "none" } = record;
switch (cache) {
  case "hit":
  case "miss":
  case "shared":
  case "stale":
  case "failed":
  case "limited":
  case "none":
    break;
  default:
    cache satisfies never;
}

// @ts-expect-error the options are required
createHandler();
// @ts-expect-error authorize is required
createHandler({});
// @ts-expect-error only a boolean
createHandler({ authorize: () => "true" });
// @ts-expect-error a list of origins
createHandler({ authorize: () => true, origins: "*" });
// @ts-expect-error a string or a function of env
createHandler({ authorize: () => true, apiKey: { get: async () => "key" } });
// @ts-expect-error a function that returns a string
createHandler<Env>({ authorize: () => true, apiKey: (env) => env.STORE });
// @ts-expect-error cookies are not supported
createHandler({ authorize: () => true, credentials: true });
