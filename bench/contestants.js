/** The clients that are measured, by the names of their files in peers/: a title, and what each adds to bare `fetch`. */
export const CONTESTANTS = {
  fetch: { title: "bare `fetch`", adds: "nothing" },
  ours: { title: "**datadog-llm-accounts**", adds: "validation, retries, redaction" },
  valibot: { title: "`fetch` + valibot", adds: "validation" },
  "zod-mini": { title: "`fetch` + zod/mini", adds: "validation" },
  zod: { title: "`fetch` + zod", adds: "validation" },
  ky: { title: "ky + zod", adds: "validation, retries" },
  "openapi-fetch": { title: "openapi-fetch", adds: "types" },
  idiomatic: { title: "Rust through `serde_wasm_bindgen`", adds: "validation" },
  official: { title: "`@datadog/datadog-api-client`", adds: "some validation" },
};
