import "./session.js"; // first, so that a token has left the address before anything else runs
import { fakeState, linkToFakeState, readAddress, writeAddress } from "./address.js";
import { Cards } from "./cards.js";
import { copy } from "./copy.js";
import { exportCsv, exportJson } from "./export.js";
import { Inspector } from "./inspector.js";
import { Integration } from "./integration.js";
import { Problems } from "./problems.js";
import { Schedule } from "./schedule.js";
import { adoptFromAddress, getToken, setToken } from "./session.js";
import { createSummary } from "./summary.js";
import { AccountTable } from "./table.js";
import { INTEGRATIONS } from "./vendor/datadog-llm-accounts/index.js";

const page = Object.fromEntries(
  [...document.querySelectorAll("body [id]")].map((element) => [element.id, element]),
);
const chosen = readAddress();
let baseUrl = "/datadog";

const integrations = INTEGRATIONS.map(
  (id) =>
    new Integration(id, {
      options: () => ({ baseUrl, accessToken: getToken() || undefined }),
      onChange: renderSoon,
      onTokenRefused: () =>
        askForToken(getToken() ? "The function does not accept this token." : ""),
    }),
);
const inspector = new Inspector(page.inspector, { announce: announceCopy });
const cards = new Cards(page.cards, integrations, { onToggle: toggle });
const problems = new Problems(page["problem-list"], {
  onRetry: (failed) => failed.forEach((integration) => integration.load()),
});
const table = new AccountTable(page.table, integrations, {
  onSort: (sort) => choose({ sort }),
  onInspect: (account) => inspector.show(account),
});
const showSummary = createSummary(page, { announce });
// A rate limit is waited for in full: its integrations go on by themselves.
const schedule = new Schedule(() => load(integrations.filter(({ waiting }) => !waiting)));

page.refresh.addEventListener("click", refresh);
page.every.addEventListener("change", () => choose({ every: Number(page.every.value) }));
page.filter.addEventListener("input", () => choose({ query: page.filter.value }));
page.clear.addEventListener("click", () => {
  page.filter.value = "";
  choose({ query: "", only: new Set() });
  page.filter.focus();
});
page.all.addEventListener("click", () => {
  page.cards.querySelector("[aria-pressed=true]")?.focus(); // the button is about to go
  choose({ only: new Set() });
});
page.csv.addEventListener("click", () => exportCsv(table.shown));
page.json.addEventListener("click", () => exportJson(table.shown));
page.rows.addEventListener("click", ({ target }) => {
  const button = target.closest("button.copy");
  if (button) copy(button, button.value, { what: `ID ${button.value}`, announce: announceCopy });
});
page.forget.addEventListener("click", () => {
  setToken("");
  start();
});
page["token-form"].addEventListener("submit", (event) => {
  event.preventDefault();
  setToken(page.token.value.trim());
  page.token.value = "";
  start();
});
window.addEventListener("hashchange", () => {
  if (adoptFromAddress()) start();
});
window.addEventListener("online", () => !page.board.hidden && refresh());
window.addEventListener("offline", renderSoon);

page.filter.value = chosen.query;
page.every.value = `${chosen.every}`;

async function start() {
  for (const integration of integrations) integration.stop();
  const { fake = false, site, tokenRequired = false } = await fetchConfig();
  page.origin.textContent = fake ? "Fake Datadog" : site ? `Datadog · ${site}` : "Datadog";
  page.fake.hidden = !fake;
  const state = fake && fakeState();
  baseUrl = state ? `/datadog/~${state}` : "/datadog";
  linkFakeStates();
  if (tokenRequired && !getToken()) {
    askForToken("");
    return;
  }
  showBoard(true);
  schedule.every(chosen.every);
  load(integrations);
}

// Without an answer the page goes on: the integrations then say for themselves what is wrong.
async function fetchConfig() {
  try {
    const headers = getToken() ? { Authorization: `Bearer ${getToken()}` } : {};
    const response = await fetch("/config.json", { headers });
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}

function refresh() {
  schedule.restart();
  load(integrations);
}

function load(wanted) {
  for (const integration of wanted) integration.load();
}

function askForToken(problem) {
  setToken("");
  schedule.every(0);
  for (const integration of integrations) integration.clear();
  showBoard(false);
  renderSoon();
  page["token-error"].textContent = problem;
  page.token.setAttribute("aria-invalid", `${problem !== ""}`);
  page.token.focus();
}

function showBoard(shown) {
  page["token-form"].hidden = shown;
  page.board.hidden = !shown;
  page.actions.hidden = !shown;
  page.forget.hidden = !getToken();
}

function toggle(id) {
  const only = new Set(chosen.only);
  if (!only.delete(id)) only.add(id);
  choose({ only: only.size === integrations.length ? new Set() : only });
}

function choose(change) {
  Object.assign(chosen, change);
  if ("every" in change) schedule.every(chosen.every);
  writeAddress(chosen);
  linkFakeStates();
  render();
}

let isRenderDue = false;
const rendered = new Map(); // the answer that is in the table, by integration

// Six answers that arrive together are one change of the page.
function renderSoon() {
  if (isRenderDue) return;
  isRenderDue = true;
  queueMicrotask(render);
}

function render() {
  isRenderDue = false;
  for (const { id, accounts = [] } of integrations) {
    if (rendered.get(id) === accounts) continue;
    rendered.set(id, accounts);
    table.setAccounts(id, accounts);
  }
  const { only, query, sort } = chosen;
  const wanted = integrations.filter(({ id }) => only.size === 0 || only.has(id));
  const stale = new Set(integrations.filter((one) => one.stale).map(({ id }) => id));
  table.render({ query, sort, only, stale });
  cards.render({ only, filtered: query.trim() !== "", matching: table.matching });
  page.problems.hidden = problems.render(wanted) === 0;
  showSummary({ integrations, wanted, chosen, table });
}

function linkFakeStates() {
  const present = fakeState();
  for (const link of page.fake.querySelectorAll("a")) {
    const own = fakeState(link.search);
    link.href = linkToFakeState(own);
    if (own === present) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function announce(text) {
  page.live.textContent = text;
}

// Apart from the rest, which may have something to say at the same moment.
function announceCopy(text) {
  page.copied.textContent = text;
}

render();
start();
