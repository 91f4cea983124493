/** The edge function, with the tiers that its bindings have. */
import { createHandler } from "datadog-llm-accounts/edge";

export { AccountsCoordinator } from "datadog-llm-accounts/edge/durable";

const { caches } = globalThis;

export default {
  fetch: createHandler({
    prefix: "/datadog",
    authorize: ({ headers }, { DASHBOARD_TOKEN }) =>
      headers.get("Authorization") === `Bearer ${DASHBOARD_TOKEN}`,
    cache: ({ CACHE }) => (CACHE ? caches.open(CACHE) : undefined),
    coordinator: ({ COORDINATOR }) => COORDINATOR?.getByName("accounts"),
  }),
};
