// What stands in the place of rows: a skeleton while they load, a reason when there are none.
import { page } from "./elements.js";
import { either } from "./words.js";

const SKELETON_ROWS = 8;
const COLUMNS = 5;

export function fillSkeleton() {
  const cell = () => document.createElement("i");
  for (let i = 0; i < SKELETON_ROWS; i++) {
    const row = document.createElement("div");
    row.append(...Array.from({ length: COLUMNS }, cell));
    page.skeleton.append(row);
  }
}

// Datadog's page for connecting a provider's account, on the site whose accounts are listed.
export function connectLink(site) {
  const host = /^(datadoghq\.(com|eu)|ddog-gov\.com)$/.test(site) ? `app.${site}` : site;
  return `https://${host}/llm/settings/integrations`;
}

export function renderEmpty({ selected, view, table }) {
  const loaded = selected.filter(({ accounts }) => accounts);
  const loading = selected.some(({ state }) => state === "loading");
  const isEmpty = table.shown.length === 0 && !loading && loaded.length > 0;
  const noMatch = loaded.some(({ accounts }) => accounts.length > 0) && view.query.trim() !== "";
  page.nothing.hidden = !isEmpty;
  page.clear.hidden = !noMatch;
  page.connect.hidden = noMatch;
  if (!isEmpty) return;
  if (noMatch) {
    page["nothing-text"].textContent = `No account matches “${view.query.trim()}”`;
    page["nothing-next"].textContent = "The filter looks in every field, metadata included.";
    return;
  }
  const everything = loaded.length === selected.length && view.only.size === 0;
  const names = everything ? "any integration" : either(loaded.map(({ name }) => name));
  page["nothing-text"].textContent = `No account is connected for ${names}`;
  page["nothing-next"].textContent =
    "Connect an account of your provider in Datadog, under LLM Observability, Settings. It appears here at the next refresh.";
}
