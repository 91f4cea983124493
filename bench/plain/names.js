export const INTEGRATIONS = /* @__PURE__ */ Object.freeze([
  "openai",
  "amazon_bedrock",
  "anthropic",
  "azure_openai",
  "vertex_ai",
  "llmproxy",
]);

export const SITES = /* @__PURE__ */ Object.freeze([
  "datadoghq.com",
  "us3.datadoghq.com",
  "us5.datadoghq.com",
  "ap1.datadoghq.com",
  "ap2.datadoghq.com",
  "datadoghq.eu",
  "ddog-gov.com",
  "us2.ddog-gov.com",
]);
