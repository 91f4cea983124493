// The view, kept in the URL so that a link shows the same.
import { INTEGRATIONS } from "../vendor/datadog-llm-accounts/index.js";

const COLUMNS = ["name", "integration", "account", "region", "id"];
const INTERVALS = [30, 60, 300];

// { query, sort: { column?, descending }, only: Set, every, group, account, tab }; unknown values are ignored.
export function readAddress() {
  const params = new URLSearchParams(location.search);
  const every = Number(params.get("every"));
  return {
    query: params.get("q") ?? "",
    sort: parseSort(params.get("sort") ?? ""),
    only: new Set(
      (params.get("only") ?? "").split(",").filter((name) => INTEGRATIONS.includes(name)),
    ),
    every: INTERVALS.includes(every) ? every : 0,
    group: params.get("group") === "1",
    account: params.get("account") ?? "",
    tab: params.get("tab") === "json" ? "json" : "fields",
  };
}

export function parseSort(text) {
  const [, minus, column] = /^(-?)(.*)$/.exec(text);
  return COLUMNS.includes(column) ? { column, descending: minus !== "" } : { descending: false };
}

export function formatSort({ column, descending }) {
  return column ? `${descending ? "-" : ""}${column}` : "";
}

export function addressOf({ query, sort, only, every, group, account, tab }) {
  const url = new URL(location.href);
  const set = (name, value) =>
    value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
  set("q", query.trim());
  set("sort", formatSort(sort));
  set("only", INTEGRATIONS.filter((name) => only.has(name)).join(","));
  set("every", every ? `${every}` : "");
  set("group", group ? "1" : "");
  set("account", account);
  set("tab", account && tab === "json" ? tab : "");
  // A comma needs no encoding, and people read links.
  url.search = url.search.replaceAll("%2C", ",");
  return url.href;
}

// With `push` the browser's Back button returns to the view as it was.
export function writeAddress(view, { push = false } = {}) {
  const href = addressOf(view);
  if (push) history.pushState({ panel: true }, "", href);
  else if (href !== location.href) history.replaceState(history.state, "", href);
}

// The state that the demo asks its fake Datadog for.
export function fakeState() {
  const state = new URLSearchParams(location.search).get("fake") ?? "";
  return /^\w+$/.test(state) ? state : "";
}

export function linkToFakeState(state) {
  const url = new URL(location.href);
  url.searchParams.delete("account");
  if (state) url.searchParams.set("fake", state);
  else url.searchParams.delete("fake");
  return url.pathname + url.search.replaceAll("%2C", ",");
}
