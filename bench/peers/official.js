/** Datadog's own client. Its accounts have other field names (`accountName`): it makes new objects. */
import { client, logger, v2 } from "@datadog/datadog-api-client";
import { BASE_URL, oncePerOptions } from "./endpoint.js";

// It would print a warning at every call: the endpoint is in Preview.
logger.setLevel("silent");

const api = oncePerOptions(({ apiKey, appKey, baseUrl, fetch }) => {
  const configuration = client.createConfiguration({
    authMethods: { apiKeyAuth: apiKey, appKeyAuth: appKey },
    baseServer: new client.BaseServerConfiguration(baseUrl ?? BASE_URL, {}),
    fetch,
  });
  configuration.unstableOperations["v2.listLLMObsIntegrationAccounts"] = true;
  return new v2.AgentObservabilityApi(configuration);
});

export function listAccounts(integration, options) {
  return api(options).listLLMObsIntegrationAccounts({ integration });
}
