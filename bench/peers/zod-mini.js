import * as z from "zod/mini";
import { listAccounts as fetchAccounts } from "./fetch.js";

const text = z.nullish(z.string());

const Accounts = z.array(
  z.looseObject({
    id: z.string(),
    account_id: z.string(),
    account_name: z.string(),
    integration: z.string(),
    account_region: text,
    azure_openai_metadata: z.nullish(
      z.looseObject({ deployment_id: text, model_version: text, resource_name: text }),
    ),
    vertex_ai_metadata: z.nullish(
      z.looseObject({ location: text, project: text, project_ids: z.nullish(z.array(z.string())) }),
    ),
  }),
);

export async function listAccounts(integration, options) {
  return z.parse(Accounts, await fetchAccounts(integration, options));
}
