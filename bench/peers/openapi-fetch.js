/** Its types come from the document; nothing is checked at run time. */
import createClient from "openapi-fetch";
import { BASE_URL, keyHeaders, oncePerOptions } from "./endpoint.js";

const client = oncePerOptions((options) =>
  createClient({
    baseUrl: options.baseUrl ?? BASE_URL,
    headers: keyHeaders(options),
    fetch: options.fetch,
  }),
);

export async function listAccounts(integration, options) {
  const { data, error, response } = await client(options).GET(
    "/api/v2/llm-obs/v1/integrations/{integration}/accounts",
    { params: { path: { integration } } },
  );
  if (error) throw new Error(`${response.status}: ${JSON.stringify(error)}`);
  return data;
}
