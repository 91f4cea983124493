import * as z from "zod";

const text = z.string().nullish();

export const Accounts = z.array(
  z.looseObject({
    id: z.string(),
    account_id: z.string(),
    account_name: z.string(),
    integration: z.string(),
    account_region: text,
    azure_openai_metadata: z
      .looseObject({ deployment_id: text, model_version: text, resource_name: text })
      .nullish(),
    vertex_ai_metadata: z
      .looseObject({ location: text, project: text, project_ids: z.array(z.string()).nullish() })
      .nullish(),
  }),
);
