import * as v from "valibot";
import { listAccounts as fetchAccounts } from "./fetch.js";

const text = v.nullish(v.string());

const Accounts = v.array(
  v.looseObject({
    id: v.string(),
    account_id: v.string(),
    account_name: v.string(),
    integration: v.string(),
    account_region: text,
    azure_openai_metadata: v.nullish(
      v.looseObject({ deployment_id: text, model_version: text, resource_name: text }),
    ),
    vertex_ai_metadata: v.nullish(
      v.looseObject({ location: text, project: text, project_ids: v.nullish(v.array(v.string())) }),
    ),
  }),
);

export async function listAccounts(integration, options) {
  return v.parse(Accounts, await fetchAccounts(integration, options));
}
