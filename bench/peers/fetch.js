/** What everything else is measured against. It checks nothing. */
import { accountsUrl, keyHeaders } from "./endpoint.js";

export async function listAccounts(integration, options) {
  const { fetch = globalThis.fetch } = options;
  const response = await fetch(accountsUrl(integration, options.baseUrl), {
    headers: keyHeaders(options),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}
