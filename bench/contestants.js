/** Who is measured: by the name of its file in peers/, what it is, and what it adds to a bare `fetch`. */
export const CONTESTANTS = {
  fetch: { title: "bare `fetch`", adds: "nothing" },
  ours: { title: "**datadog-llm-accounts**", adds: "checks, retries, redaction" },
  plain: { title: "the same contract in plain JavaScript", adds: "checks, retries, redaction" },
  valibot: { title: "`fetch` + valibot", adds: "checks" },
  "zod-mini": { title: "`fetch` + zod/mini", adds: "checks" },
  zod: { title: "`fetch` + zod", adds: "checks" },
  ky: { title: "ky + zod", adds: "checks, retries" },
  "openapi-fetch": { title: "openapi-fetch", adds: "types" },
  idiomatic: { title: "Rust through `serde_wasm_bindgen`", adds: "checks" },
  official: { title: "`@datadog/datadog-api-client`", adds: "some checks" },
};
