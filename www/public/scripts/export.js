// The accounts shown, as a file. JSON holds them as Datadog sent them; CSV has a column for each field.
import { newFields } from "./fields.js";

const COLUMNS = [
  ["integration", (account) => account.integration],
  ["account_name", (account) => account.account_name],
  ["id", (account) => account.id],
  ["account_id", (account) => account.account_id],
  ["account_region", (account) => account.account_region],
  ["azure_deployment_id", (account) => account.azure_openai_metadata?.deployment_id],
  ["azure_model_version", (account) => account.azure_openai_metadata?.model_version],
  ["azure_resource_name", (account) => account.azure_openai_metadata?.resource_name],
  ["vertex_project", (account) => account.vertex_ai_metadata?.project],
  ["vertex_location", (account) => account.vertex_ai_metadata?.location],
  ["vertex_project_ids", (account) => account.vertex_ai_metadata?.project_ids?.join(" ")],
  ["other_fields", otherFields],
];

export function exportCsv(accounts) {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...accounts.map((account) => COLUMNS.map(([, valueOf]) => valueOf(account) ?? "")),
  ].map((cells) => `${cells.map(cell).join(",")}\r\n`);
  // Without the byte order mark a spreadsheet guesses another encoding.
  save(`\uFEFF${lines.join("")}`, "text/csv;charset=utf-8", "csv");
}

export function exportJson(accounts) {
  save(`${JSON.stringify(accounts, undefined, 2)}\n`, "application/json", "json");
}

// A spreadsheet runs what looks like a formula, and an account's name is not the reader's own text:
// an apostrophe makes it text.
function cell(value) {
  const text = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function otherFields(account) {
  const names = newFields(account);
  if (names.length === 0) return "";
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, account[name]])));
}

function save(text, type, extension) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  const now = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  link.href = url;
  link.download = `llm-accounts-${now}Z.${extension}`;
  link.click();
  // Later, since the browser still reads it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
