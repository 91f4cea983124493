// The edge function with a stub in place of Datadog: for trying a page without Datadog keys.
import { createHandler } from "datadog-llm-accounts/edge";

const AFTER_INTEGRATIONS = /\/integrations\/([^/]+)\/accounts$/;

/** Responds as Datadog does. To see a failure in the page, return for example
 * `Response.json({ errors: ["Forbidden"] }, { status: 403 })`. */
function fetchStub(url) {
  const [, integration] = AFTER_INTEGRATIONS.exec(url);
  const account = (number, name) => ({
    id: `${integration}-${number}`,
    account_id: `stub-${number}`,
    account_name: name,
    integration,
  });
  return Response.json([account(1, "Production"), account(2, "Staging")]);
}

export default {
  fetch: createHandler({
    prefix: "/datadog",
    // Never sent to Datadog: the stub ignores them.
    apiKey: "stub",
    appKey: "stub",
    fetch: fetchStub,
    authorize: ({ headers }) => headers.get("Authorization") === "Bearer dev",
  }),
};
