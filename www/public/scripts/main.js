import "./session.js"; // first, so that a token has left the URL before anything else runs
import { addressOf, readAddress, writeAddress } from "./address.js";
import { Cards } from "./cards.js";
import { bindControls } from "./controls.js";
import { showDemo } from "./demo.js";
import { page } from "./elements.js";
import { connectLink, fillSkeleton, renderEmpty } from "./empty.js";
import { Integration } from "./integration.js";
import { Panel } from "./panel.js";
import { Problems } from "./problems.js";
import { Schedule } from "./schedule.js";
import { adoptFromAddress, getToken, setToken } from "./session.js";
import { createSummary } from "./summary.js";
import { AccountTable } from "./table.js";
import { INTEGRATIONS } from "../vendor/datadog-llm-accounts/index.js";

const view = readAddress();
let baseUrl = "/datadog";

const integrations = INTEGRATIONS.map(
  (id) =>
    new Integration(id, {
      options: () => ({ baseUrl, accessToken: getToken() || undefined }),
      onChange: renderSoon,
      onTokenRejected: () =>
        showTokenForm(getToken() ? "The edge function rejected this token." : ""),
    }),
);
const cards = new Cards(page.cards, integrations, { onToggle: toggle });
const problems = new Problems({ onRetry: load });
const table = new AccountTable(page.table, integrations, { onSort: (sort) => update({ sort }) });
const panel = new Panel(table, {
  onShow: ({ account }) => update({ account: account.id }),
  onTab: (tab) => update({ tab }),
  onClose: leavePanel,
});
const renderSummary = createSummary();
// A rate limit is waited for in full: its integrations retry on their own.
const schedule = new Schedule(() => load(integrations.filter(({ waiting }) => !waiting)));

bindControls({ view, table, update, refresh, openPanel, hrefOf });
page.forget.addEventListener("click", () => {
  page.settings.hidePopover();
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
window.addEventListener("popstate", () => {
  const { account, tab } = readAddress();
  // The rest of the view stays as it is: only the panel has entries in the history.
  Object.assign(view, { account, tab });
  writeAddress(view);
  if (!account) panel.hide();
  render();
});
window.addEventListener("online", () => !page.board.hidden && refresh());
window.addEventListener("offline", renderSoon);

async function start() {
  for (const integration of integrations) integration.stop();
  const { fake = false, site, tokenRequired = false } = await fetchConfig();
  page.origin.textContent = fake ? "Fake Datadog" : site ? `Datadog · ${site}` : "Datadog";
  page.connect.href = connectLink(site ?? "datadoghq.com");
  baseUrl = showDemo(fake);
  if (tokenRequired && !getToken()) {
    showTokenForm("");
    return;
  }
  showBoard(true);
  schedule.every(view.every);
  load(integrations);
}

// Without a response the page goes on: the integrations then show what is wrong.
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

function load(some) {
  for (const integration of some) integration.load();
}

function showTokenForm(problem) {
  setToken("");
  schedule.every(0);
  for (const integration of integrations) integration.clear();
  panel.hide();
  showBoard(false);
  renderSoon();
  page["token-error"].textContent = problem;
  page.token.setAttribute("aria-invalid", `${problem !== ""}`);
  page.token.focus();
}

function showBoard(shown) {
  page["token-form"].hidden = shown;
  page.board.hidden = page.refresh.hidden = page["every-field"].hidden = !shown;
  page["forget-field"].hidden = !getToken();
}

function toggle(id) {
  const only = new Set(view.only);
  if (!only.delete(id)) only.add(id);
  update({ only: only.size === integrations.length ? new Set() : only });
}

function update(change) {
  Object.assign(view, change);
  if ("every" in change) schedule.every(view.every);
  writeAddress(view);
  render();
}

function hrefOf(row) {
  return addressOf({ ...view, account: row.account.id });
}

// Opening is an entry of the history, so that Back closes the panel.
function openPanel(row) {
  const push = !page.panel.open;
  view.account = row.account.id;
  writeAddress(view, { push });
  panel.show(row);
  render();
}

function leavePanel() {
  view.account = "";
  if (history.state?.panel && readAddress().account) history.back();
  else writeAddress(view);
}

// What a link or the history names, once it is loaded.
function restorePanel() {
  if (!view.account || panel.row?.account.id === view.account) return;
  const row = table.rowById(view.account);
  if (row) panel.show(row);
  else if (!page.board.hidden && integrations.every(({ accounts, error }) => accounts || error)) {
    page.toast.textContent = "The account in this link was not found.";
    setTimeout(() => (page.toast.textContent = ""), 6000);
    view.account = "";
    writeAddress(view);
  }
}

let isRenderDue = false;
const rendered = new Map(); // the response that is in the table, by integration

// Six responses that arrive together are one change of the page.
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
  const { only, query, sort, group, tab } = view;
  const selected = integrations.filter(({ id }) => only.size === 0 || only.has(id));
  const stale = new Set(integrations.filter((one) => one.stale).map(({ id }) => id));
  table.render({ query, sort, only, group, stale });
  cards.render({ only, filtered: query.trim() !== "", matching: table.matching });
  const failedFully = problems.render(selected);
  renderSummary({ integrations, selected, view, table, failedFully });
  renderEmpty({ selected, view, table });
  restorePanel();
  panel.render({ stale, tab });
}

fillSkeleton();
render();
cards.showSelected();
start();
