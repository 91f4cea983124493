// The figures in words: totals, when they were fetched, how many are shown, and why none are.
import { count, dateAndTime, either, list, number, time } from "./words.js";

const QUIET_MS = 700; // a screen reader hears where the typing led to, not each step

export function createSummary(page, { announce }) {
  let announced = "";
  let timer;

  return function show({ integrations, wanted, chosen, table }) {
    const filtered = chosen.query.trim() !== "";
    const known = wanted.filter(({ accounts }) => accounts);
    const total = known.reduce((sum, { accounts }) => sum + accounts.length, 0);
    const loading = wanted.filter(({ state }) => state === "loading");
    const failed = wanted.filter(({ error }) => error);
    const shown = table.shown.length;
    const all = integrations.reduce((sum, { accounts = [] }) => sum + accounts.length, 0);
    const busy = integrations.some((integration) => integration.busy);

    showTotal(total, { known, loading });
    showFetched(known);
    page.refresh.setAttribute("aria-busy", `${busy}`);
    page.accounts.setAttribute("aria-busy", `${loading.length > 0}`);
    page.all.hidden = chosen.only.size === 0;
    page.hint.hidden = chosen.only.size > 0;
    const isOffline = !navigator.onLine || integrations.some(({ offline }) => offline);
    page.offline.hidden = !isOffline;
    page["offline-kept"].textContent =
      known.length > 0 ? "Until then the accounts below may be out of date." : "";

    page.accounts.hidden = known.length === 0 && loading.length === 0;
    page.table.hidden = shown === 0;
    page.skeleton.hidden = loading.length === 0 || shown > 0;
    page.matching.textContent =
      shown > 0 && shown < all ? `${number(shown)} of ${number(all)} shown` : "";
    page.csv.disabled = page.json.disabled = shown === 0;
    page.caption.textContent = captionText(shown, table, chosen);
    showNothing({ shown, loading, filtered, known, wanted, chosen, total });

    if (busy || loading.length > 0) return;
    const words = [
      filtered ? `${number(shown)} of ${count(total, "account")} shown.` : page.total.textContent,
      failed.length > 0 ? `${list(failed.map(({ name }) => name))} failed.` : "",
    ];
    const text = words.filter(Boolean).join(" ");
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (text !== announced) announce(text);
      announced = text;
    }, QUIET_MS);
  };

  function showTotal(total, { known, loading }) {
    page.total.value = `${total}`;
    if (known.length === 0) {
      page.total.textContent = loading.length > 0 ? "Loading…" : "Nothing loaded";
      return;
    }
    const places = known.filter(({ accounts }) => accounts.length > 0).length;
    page.total.textContent =
      total === 0 ? "0 accounts" : `${count(total, "account")} in ${count(places, "integration")}`;
  }

  function showFetched(known) {
    const fresh = known.filter(({ stale }) => !stale);
    page.fetched.hidden = fresh.length === 0;
    if (fresh.length === 0) return;
    // The oldest of what counts as up to date: nothing shown is older than that without saying so.
    const at = new Date(Math.min(...fresh.map(({ fetchedAt }) => fetchedAt)));
    page["fetched-at"].dateTime = at.toISOString();
    page["fetched-at"].textContent = time(at);
    page["fetched-at"].title = dateAndTime(at);
  }

  function showNothing({ shown, loading, filtered, known, wanted, chosen, total }) {
    const isEmpty = shown === 0 && loading.length === 0 && known.length > 0;
    page.nothing.hidden = !isEmpty;
    page.clear.hidden = !filtered;
    if (!isEmpty) return;
    if (total > 0 && filtered) {
      page["nothing-text"].textContent = `No account matches “${chosen.query.trim()}”.`;
      page["nothing-next"].textContent = "";
      return;
    }
    const everything = known.length === wanted.length && chosen.only.size === 0;
    const names = everything ? "any integration" : either(known.map(({ name }) => name));
    page["nothing-text"].textContent = `No account is set up for ${names}.`;
    page["nothing-next"].textContent =
      "Accounts appear here once they are connected in Datadog, under LLM Observability.";
    page.clear.hidden = true;
  }
}

function captionText(shown, table, { sort }) {
  const order = sort.column
    ? `, sorted by ${table.columnName}, ${sort.descending ? "descending" : "ascending"}`
    : "";
  return `LLM integration accounts, ${number(shown)} shown${order}`;
}
