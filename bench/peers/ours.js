export * from "datadog-llm-accounts";
