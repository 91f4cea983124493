/** Who is measured: by the name of its file in peers/, what it is, and what it checks of an answer. */
export const CONTESTANTS = {
  fetch: { title: "bare `fetch`", checks: "nothing" },
  ours: { title: "**datadog-llm-accounts**", checks: "every field, by path" },
  plain: { title: "the same contract in plain JavaScript", checks: "every field, by path" },
  valibot: { title: "`fetch` + valibot", checks: "every field" },
  "zod-mini": { title: "`fetch` + zod/mini", checks: "every field" },
  zod: { title: "`fetch` + zod", checks: "every field" },
  ky: { title: "ky + zod", checks: "every field" },
  "openapi-fetch": { title: "openapi-fetch", checks: "nothing" },
  idiomatic: { title: "Rust through `serde_wasm_bindgen`", checks: "every field" },
  official: { title: "`@datadog/datadog-api-client`", checks: "some fields" },
};
