/**
 * What the fake's organisation has configured, by integration. The oddities are meant, for each was
 * seen or is allowed: a region that is "", one that is missing, partial metadata, a field that the
 * document does not name, and an integration without accounts.
 */
export const ACCOUNTS = {
  openai: [
    {
      id: "c6a74e19-2b12-45e9-be42-bb510c98539a",
      account_id: "org-nimbus-production",
      account_name: "Nimbus production",
      integration: "openai",
      account_region: "us-east-1",
    },
    {
      id: "67acb6ca-36bd-4b5f-9b6b-773e1b8d2bf5",
      account_id: "org-nimbus-staging",
      account_name: "Nimbus staging",
      integration: "openai",
      account_region: "",
    },
    {
      id: "0310cd6f-c2a7-42e1-82d7-9e920c58f6c9",
      account_id: "org-nimbus-research",
      account_name: "Nimbus research – évaluation",
      integration: "openai",
      created_at: "2026-05-04T09:12:33Z",
    },
  ],
  amazon_bedrock: [
    {
      id: "880e712a-3b0f-42b1-8d58-430b3067d938",
      account_id: "123456789012",
      account_name: "nimbus-production",
      integration: "amazon_bedrock",
      account_region: "us-east-1",
    },
    {
      id: "379df044-723e-4632-9f54-09ea42c5e585",
      account_id: "123456789012",
      account_name: "nimbus-production-eu",
      integration: "amazon_bedrock",
      account_region: "eu-central-1",
    },
    {
      id: "b9f6df98-ad90-40d0-87f0-484f29d241b0",
      account_id: "210987654321",
      account_name: "nimbus-staging",
      integration: "amazon_bedrock",
      account_region: "us-west-2",
    },
  ],
  anthropic: [
    {
      id: "7a44ce41-0241-4e26-b55f-590cf151b3d3",
      account_id: "wrkspc-nimbus-production",
      account_name: "Nimbus production",
      integration: "anthropic",
    },
    {
      id: "250a06c5-3269-467d-9f91-97bb06eab7b6",
      account_id: "wrkspc-nimbus-research",
      account_name: "Nimbus research",
      integration: "anthropic",
    },
  ],
  azure_openai: [
    {
      id: "ff656b44-29ee-45fa-9022-25899bf8193c",
      account_id: "nimbus-openai-eastus",
      account_name: "Production chat",
      integration: "azure_openai",
      account_region: "eastus",
      azure_openai_metadata: {
        deployment_id: "chat-production",
        model_version: "gpt-4o-2024-11-20",
        resource_name: "nimbus-openai-eastus",
      },
    },
    {
      id: "4c9314e2-2118-49d1-956a-d9ec519d3408",
      account_id: "nimbus-openai-westeurope",
      account_name: "Staging chat",
      integration: "azure_openai",
      account_region: "westeurope",
      azure_openai_metadata: { resource_name: "nimbus-openai-westeurope" },
    },
  ],
  vertex_ai: [
    {
      id: "3758984d-4a43-46f4-9f22-02034c9f2d27",
      account_id: "datadog-llm@nimbus-production.iam.gserviceaccount.com",
      account_name: "Nimbus production",
      integration: "vertex_ai",
      account_region: "us-central1",
      vertex_ai_metadata: {
        location: "us-central1",
        project: "nimbus-production",
        project_ids: ["nimbus-production", "nimbus-staging", "nimbus-research"],
      },
    },
    {
      id: "76a8bd45-5bc5-43bc-91af-6c9250868785",
      account_id: "datadog-llm@nimbus-research.iam.gserviceaccount.com",
      account_name: "Nimbus research",
      integration: "vertex_ai",
      account_region: "europe-west4",
      vertex_ai_metadata: {
        location: "europe-west4",
        project: "nimbus-research",
        project_ids: ["nimbus-research"],
      },
    },
  ],
  llmproxy: [],
};

const REGIONS = ["us-east-1", "us-west-2", "eu-central-1", "eu-west-3", "ap-northeast-1", ""];
const MANY = { openai: 400, amazon_bedrock: 300, anthropic: 50, azure_openai: 150, vertex_ai: 100 };

/** A large organisation's: 1,000 accounts in all, the same at each call. */
export function manyAccounts(integration) {
  return Array.from({ length: MANY[integration] ?? 0 }, (_, i) => {
    const team = `team-${String((i * 37) % 211).padStart(3, "0")}`;
    const place = Object.keys(MANY).indexOf(integration);
    return {
      id: `${(0x10000000 + i * 7919).toString(16)}-2b12-45e9-be4${place}-${(0xb10000000000 + i * 104729).toString(16)}`,
      account_id: `${integration}-${team}-${i}`,
      account_name: `${team} ${i % 3 === 0 ? "production" : "staging"} ${i}`,
      integration,
      account_region: REGIONS[i % REGIONS.length],
      ...(integration === "azure_openai" && {
        azure_openai_metadata: {
          deployment_id: `chat-${i}`,
          model_version: "gpt-4o-2024-11-20",
          resource_name: `${team}-openai`,
        },
      }),
      ...(integration === "vertex_ai" && {
        vertex_ai_metadata: {
          location: "europe-west4",
          project: team,
          project_ids: [team, `${team}-a`, `${team}-b`, `${team}-c`, `${team}-d`],
        },
      }),
    };
  });
}
