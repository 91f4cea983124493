import { edgeError } from "./errors.js";

const BEFORE_INTEGRATION = "/api/v2/llm-obs/v1/integrations/";
const AFTER_INTEGRATION = "/accounts";

/** Matches Datadog's path under the prefix exactly: a different encoding is a different path. */
export function matchIntegration(pathname, { prefix, integrations }) {
  const before = prefix + BEFORE_INTEGRATION;
  if (!pathname.startsWith(before) || !pathname.endsWith(AFTER_INTEGRATION)) return undefined;
  const integration = pathname.slice(before.length, -AFTER_INTEGRATION.length);
  return integrations.has(integration) ? integration : undefined;
}

/** Describes what is served, and echoes nothing of the request. */
export function notFound({ prefix, integrations }) {
  const path = `${prefix}${BEFORE_INTEGRATION}{integration}${AFTER_INTEGRATION}`;
  const list = [...integrations].join(", ") || "none";
  const detail = `This function serves ${path} for these integrations: ${list}.`;
  return edgeError(404, "Not Found", detail, { code: "path" });
}
