/** A Worker with bindings of its own, under the types of Cloudflare's runtime. It is checked, never run. */
import { createHandler } from "datadog-llm-accounts/edge";
import { AccountsCoordinator } from "datadog-llm-accounts/edge/durable";

interface Env {
  DD_API_KEY: SecretsStoreSecret;
  DD_APP_KEY: SecretsStoreSecret;
  MY_SITE: string;
  DASHBOARD_TOKEN: string;
  CACHE: KVNamespace;
}

export default {
  // Env is inferred from ExportedHandler.
  fetch: createHandler({
    prefix: "/datadog",
    site: (env) => env.MY_SITE,
    authorize: async (request, env) => {
      const token: string | null = await env.CACHE.get("token");
      return request.headers.get("Authorization") === `Bearer ${token ?? env.DASHBOARD_TOKEN}`;
    },
  }),
} satisfies ExportedHandler<Env>;

export const explicit: ExportedHandler<Env> = {
  fetch: createHandler<Env>({
    apiKey: ({ DD_API_KEY }) => DD_API_KEY.get(),
    appKey: ({ DD_APP_KEY }) => DD_APP_KEY.get(),
    authorize: (request, { DASHBOARD_TOKEN }) => request.url === DASHBOARD_TOKEN,
  }),
};

// Env is inferred from the parameter of a function.
export const annotated = {
  fetch: createHandler({
    site: (env: Env) => env.MY_SITE,
    authorize: (request, env) => request.url === env.DASHBOARD_TOKEN,
  }),
} satisfies ExportedHandler<Env>;

export const wrapped = {
  fetch(request, env, ctx) {
    return explicitly(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;
const explicitly = createHandler<Env>({ authorize: () => true });

// @ts-expect-error a binding is no string
createHandler<Env>({ authorize: () => true, apiKey: (env) => env.CACHE });

// The shared tiers.
export { AccountsCoordinator };
export class Ours extends AccountsCoordinator<Env> {
  site(): string {
    return this.env.MY_SITE;
  }
}
interface FleetEnv {
  COORDINATOR: DurableObjectNamespace<AccountsCoordinator>;
  PLAIN?: DurableObjectNamespace;
}
export const fleet = {
  fetch: createHandler<FleetEnv>({
    authorize: () => true,
    cache: () => caches.open("accounts"),
    coordinator: (env) => env.COORDINATOR.getByName("accounts"),
  }),
} satisfies ExportedHandler<FleetEnv>;
createHandler<FleetEnv>({
  authorize: () => true,
  cache: caches.default,
  coordinator: (env) => env.PLAIN?.get(env.PLAIN.idFromName("accounts")),
});
// @ts-expect-error a namespace is no stub
createHandler<FleetEnv>({ authorize: () => true, coordinator: (env) => env.COORDINATOR });
