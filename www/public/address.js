// What the reader has chosen, kept in the address so that a link shows the same.
import { INTEGRATIONS } from "./vendor/datadog-llm-accounts/index.js";

export const COLUMNS = ["integration", "name", "id", "account", "region", "details"];
const INTERVALS = [30, 60, 300];

// { query, sort: { column?, descending }, only: Set, every }; what the address does not know is left out.
export function readAddress() {
  const given = new URLSearchParams(location.search);
  const [, minus, column] = /^(-?)(.*)$/.exec(given.get("sort") ?? "");
  const every = Number(given.get("every"));
  return {
    query: given.get("q") ?? "",
    sort: COLUMNS.includes(column) ? { column, descending: minus !== "" } : { descending: false },
    only: new Set(
      (given.get("only") ?? "").split(",").filter((name) => INTEGRATIONS.includes(name)),
    ),
    every: INTERVALS.includes(every) ? every : 0,
  };
}

export function writeAddress({ query, sort, only, every }) {
  const url = new URL(location.href);
  const set = (name, value) =>
    value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
  set("q", query.trim());
  set("sort", sort.column && `${sort.descending ? "-" : ""}${sort.column}`);
  set("only", INTEGRATIONS.filter((name) => only.has(name)).join(","));
  set("every", every ? `${every}` : "");
  // A comma needs no encoding, and a link is read by people.
  url.search = url.search.replaceAll("%2C", ",");
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

// The state that the fake Datadog of the demo is asked to be in.
export function fakeState(search = location.search) {
  const state = new URLSearchParams(search).get("fake") ?? "";
  return /^\w+$/.test(state) ? state : "";
}

export function linkToFakeState(state) {
  const url = new URL(location.href);
  if (state) url.searchParams.set("fake", state);
  else url.searchParams.delete("fake");
  return url.pathname + url.search.replaceAll("%2C", ",");
}
