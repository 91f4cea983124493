// The figures in words: the total, when it was fetched, how many accounts are shown.
import { page } from "./elements.js";
import { showTime } from "./times.js";
import { age, count, list, number } from "./words.js";

const QUIET_MS = 700; // a screen reader hears the result of typing, not each step

export function createSummary() {
  let announced = "";
  let timer;

  return function render({ integrations, selected, view, table, failedFully }) {
    const filtered = view.query.trim() !== "";
    const loaded = selected.filter(({ accounts }) => accounts);
    const loading = selected.filter(({ state }) => state === "loading");
    const failed = selected.filter(({ error }) => error);
    const total = loaded.reduce((sum, { accounts }) => sum + accounts.length, 0);
    const shown = table.shown.length;
    const busy = integrations.some((integration) => integration.busy);

    renderTotal(total, { loaded, loading });
    renderUpdated(loaded, view);
    renderOffline(integrations, loaded);
    page.overview.hidden = failedFully && integrations.every((one) => one.error && !one.accounts);
    page.refresh.setAttribute("aria-busy", `${busy}`);
    page.accounts.setAttribute("aria-busy", `${loading.length > 0}`);
    page.accounts.hidden = loaded.length === 0 && loading.length === 0;
    page.all.hidden = view.only.size === 0;
    page.table.hidden = shown === 0 && loading.length === 0;
    page.skeleton.hidden = loading.length === 0 || shown > 0;
    page.matching.textContent = filtered ? `${number(shown)} of ${number(total)}` : "";
    page.export.disabled = page.csv.disabled = page.json.disabled = shown === 0;
    page.caption.textContent = captionOf(shown, table, view);

    if (busy || loading.length > 0) return;
    const words = [
      filtered ? `${number(shown)} of ${count(total, "account")} shown.` : page.total.textContent,
      failed.length > 0 ? `${list(failed.map(({ name }) => name))} failed.` : "",
    ];
    const text = words.filter(Boolean).join(" ");
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (text !== announced) page.live.textContent = text;
      announced = text;
    }, QUIET_MS);
  };
}

function renderTotal(total, { loaded, loading }) {
  const strong = document.createElement("strong");
  const filled = loaded.filter(({ accounts }) => accounts.length > 0).length;
  let rest = "";
  if (loaded.length === 0) {
    strong.textContent = loading.length > 0 ? "Loading…" : "No accounts loaded";
  } else {
    strong.textContent = count(total, "account");
    if (total > 0) rest = ` in ${count(filled, "integration")}`;
  }
  page.total.value = `${total}`;
  if (page.total.textContent !== strong.textContent + rest)
    page.total.replaceChildren(strong, rest);
}

function renderUpdated(loaded, { every }) {
  const fresh = loaded.filter(({ stale }) => !stale);
  page.updated.hidden = fresh.length === 0;
  page["updated-every"].textContent = every
    ? ` · every ${every < 60 ? `${every} s` : `${every / 60} min`}`
    : "";
  if (fresh.length === 0) return;
  // The oldest response that counts as up to date: anything older is marked.
  showTime(page["updated-at"], new Date(Math.min(...fresh.map(({ fetchedAt }) => fetchedAt))));
}

function renderOffline(integrations, loaded) {
  page.offline.hidden = navigator.onLine && !integrations.some(({ offline }) => offline);
  const oldest = Math.min(...loaded.map(({ fetchedAt }) => fetchedAt));
  page["offline-note"].textContent =
    loaded.length > 0 ? `Showing accounts from ${age(oldest)}.` : "";
}

function captionOf(shown, table, { sort, group }) {
  const order = sort.column
    ? `, sorted by ${table.columnName}, ${sort.descending ? "descending" : "ascending"}`
    : "";
  const grouping = group ? ", grouped by integration" : "";
  return `LLM integration accounts, ${number(shown)} shown${order}${grouping}`;
}
