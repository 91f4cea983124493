/** What is answered: always the same bytes, made by rule rather than kept in a file of megabytes. */

/** The shapes that the document allows; each account takes the next one. */
const SHAPES = [
  (n) => ({ integration: "openai", account_id: `org-${n}`, account_region: "us-east-1" }),
  (n) => ({ integration: "amazon_bedrock", account_id: `${123456789012 + n}` }),
  (n) => ({
    integration: "azure_openai",
    account_id: `azure-${n}`,
    account_region: "westeurope",
    azure_openai_metadata: {
      deployment_id: `chat-${n}`,
      model_version: "gpt-4o-2024-11-20",
      resource_name: `nimbus-openai-${n}`,
    },
  }),
  (n) => ({
    integration: "vertex_ai",
    account_id: `datadog-llm@nimbus-${n}.iam.gserviceaccount.com`,
    account_region: "us-central1",
    vertex_ai_metadata: {
      location: "us-central1",
      project: `nimbus-${n}`,
      project_ids: [`nimbus-${n}`, `nimbus-${n}-staging`],
    },
  }),
];

export function accounts(count) {
  return Array.from({ length: count }, (_, n) => ({
    id: `c6a74e19-2b12-45e9-be42-${n.toString(16).padStart(12, "0")}`,
    account_name: `Nimbus account ${n}`,
    ...SHAPES[n % SHAPES.length](n),
  }));
}

const HEADERS = {
  "Content-Type": "application/json",
  "X-RateLimit-Limit": "100",
  "X-RateLimit-Period": "60",
  "X-RateLimit-Remaining": "98",
  "X-RateLimit-Reset": "42",
};

const FORBIDDEN = { errors: [{ status: "403", title: "Forbidden", detail: "Permission denied" }] };

/** The answer of this name: a number of accounts, or `error`, a 403. */
export function answer(name) {
  return name === "error"
    ? { status: 403, headers: HEADERS, body: JSON.stringify(FORBIDDEN) }
    : { status: 200, headers: HEADERS, body: JSON.stringify(accounts(Number(name))) };
}
