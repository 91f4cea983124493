// The fields of an account: which are documented, and how they are labelled.
const DOCUMENTED = [
  "id",
  "account_id",
  "account_name",
  "integration",
  "account_region",
  "azure_openai_metadata",
  "vertex_ai_metadata",
];

const METADATA = [
  {
    field: "azure_openai_metadata",
    title: "Azure OpenAI",
    labels: {
      deployment_id: "Deployment",
      model_version: "Model version",
      resource_name: "Resource",
    },
  },
  {
    field: "vertex_ai_metadata",
    title: "Vertex AI",
    labels: { project: "Project", location: "Location", project_ids: "Project IDs" },
  },
];

// Names of the fields that Datadog does not document.
export function newFields(account) {
  return Object.keys(account).filter((name) => !DOCUMENTED.includes(name));
}

// [{ title, fields: [{ name, label, value, isNew }] }] by provider; absent and empty fields are left out.
export function metadataOf(account) {
  return METADATA.map(({ field, title, labels }) => {
    const metadata = account[field] ?? {};
    const names = [...Object.keys(labels), ...Object.keys(metadata)];
    const fields = [...new Set(names)].map((name) => ({
      name,
      label: Object.hasOwn(labels, name) ? labels[name] : name,
      value: metadata[name],
      isNew: !Object.hasOwn(labels, name),
    }));
    return { title, fields: fields.filter(({ value }) => valuesOf(value).length > 0) };
  }).filter(({ fields }) => fields.length > 0);
}

// The texts of a value: none for an absent one, several for a list.
export function valuesOf(value) {
  const values = Array.isArray(value) ? value : [value];
  return values
    .filter((one) => one !== undefined && one !== null && one !== "")
    .map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
}
