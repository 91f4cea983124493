import ky from "ky";
import { accountsUrl, keyHeaders, oncePerOptions } from "./endpoint.js";
import { Accounts } from "./zod-accounts.js";

const client = oncePerOptions((options) =>
  ky.create({ headers: keyHeaders(options), fetch: options.fetch, retry: 0 }),
);

export async function listAccounts(integration, options) {
  const url = accountsUrl(integration, options.baseUrl);
  return Accounts.parse(await client(options).get(url).json());
}
