/** What the published types of the edge function accept and refuse. It is checked, never run. */
import {
  createHandler,
  type CreateHandlerOptions,
  type LogRecord,
} from "datadog-llm-accounts/edge";

interface Env {
  DASHBOARD_TOKEN: string;
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
    log: ({ time, cache, upstream }) => console.log(time, cache, upstream?.attempts.toFixed()),
  }),
} satisfies ExportedHandler<Env>;

// Deno, Bun and Node: what comes out of an environment may be undefined, and nothing else is passed.
const handle = createHandler({
  apiKey: env.DD_API_KEY,
  appKey: env.DD_APP_KEY,
  site: env.DD_SITE,
  authorize: async () => true,
});
const answer: Response = await handle(new Request("https://dashboard.example/"));
await handle(new Request(answer.url), { remoteAddr: {} });

const options: CreateHandlerOptions = {
  authorize: () => false,
  integrations: ["openai", "an integration of next year"],
  cacheSeconds: 0,
  fetch: (url, init) => fetch(url, init),
};
createHandler({ ...options, fetch: { fetch: async () => Response.json([]) } });
declare const record: LogRecord;
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
// @ts-expect-error only a boolean lets in
createHandler({ authorize: () => "true" });
// @ts-expect-error a list of origins
createHandler({ authorize: () => true, origins: "*" });
// @ts-expect-error no cookies, no shared list
createHandler({ authorize: () => true, credentials: true });
