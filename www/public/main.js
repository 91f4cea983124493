import "./session.js"; // first, so that a token has left the address before anything else runs
import { isRateLimited, isTokenRefused } from "./advice.js";
import { count, ProviderSection } from "./provider.js";
import { adoptFromAddress, getToken, setToken } from "./session.js";
import { INTEGRATIONS, listAccounts } from "./vendor/datadog-llm-accounts/index.js";

const LONGEST_WAIT = 3600;

const page = Object.fromEntries(
  [...document.querySelectorAll("body [id]")].map((element) => [element.id, element]),
);
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const clockWithDate = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

let baseUrl = "/datadog";

const providers = INTEGRATIONS.map((integration) => {
  const provider = { integration, controller: undefined, timer: undefined, limitedInARow: 0 };
  provider.section = new ProviderSection(integration, {
    onCopy: copy,
    onRetry: () => load(provider),
  });
  page.providers.append(provider.section.element);
  return provider;
});

page.refresh.addEventListener("click", loadAll);
page.forget.addEventListener("click", () => {
  setToken("");
  start();
});
page.filter.addEventListener("input", () => {
  for (const { section } of providers) section.filter(page.filter.value);
  showSummary();
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
start();

async function start() {
  for (const provider of providers) stop(provider);
  const { fake = false, site, tokenRequired = false } = await fetchConfig();
  page.origin.textContent = site ? `Datadog · ${site}` : "Datadog";
  page.fake.hidden = !fake;
  const state = new URLSearchParams(location.search).get("fake");
  baseUrl = fake && /^\w+$/.test(state ?? "") ? `/datadog/~${state}` : "/datadog";
  markFakeState(state);
  if (tokenRequired && !getToken()) askForToken("");
  else loadAll();
}

// Without an answer the page goes on: each section then says for itself what is wrong.
async function fetchConfig() {
  try {
    const headers = getToken() ? { Authorization: `Bearer ${getToken()}` } : {};
    const response = await fetch("/config.json", { headers });
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}

function loadAll() {
  page["token-form"].hidden = true;
  page.providers.hidden = false;
  page.toolbar.hidden = false;
  page.refresh.hidden = false;
  page.forget.hidden = !getToken();
  for (const provider of providers) load(provider);
}

async function load(provider) {
  stop(provider);
  const controller = new AbortController();
  provider.controller = controller;
  provider.section.showLoading();
  showSummary();
  try {
    const accounts = await listAccounts(provider.integration, {
      baseUrl,
      accessToken: getToken() || undefined,
      signal: controller.signal,
      // The page shows what failed, counts down, and tries again by itself.
      maxRetries: 0,
    });
    if (controller.signal.aborted) return;
    provider.limitedInARow = 0;
    provider.section.showAccounts(accounts);
    showFetchedAt();
  } catch (error) {
    if (controller.signal.aborted) return;
    if (isTokenRefused(error)) {
      askForToken(getToken() ? "The function does not accept this token." : "");
      return;
    }
    provider.section.showError(error);
    if (isRateLimited(error)) loadWhenReset(provider, error);
  }
  showSummary();
}

// Waits longer each time, also when the answer names no time or names it too short.
function loadWhenReset(provider, { rateLimit }) {
  const atLeast = 2 ** Math.min(provider.limitedInARow++, 6);
  const seconds = Math.min(Math.max(rateLimit?.reset ?? 30, atLeast), LONGEST_WAIT);
  // Whole seconds of the clock, so that the countdowns of all sections tick together.
  const until = Math.ceil(Date.now() / 1000 + seconds);
  const tick = () => {
    const left = until - Date.now() / 1000;
    if (left <= 0) {
      load(provider);
      return;
    }
    provider.section.showCountdown(Math.min(Math.ceil(left), seconds), seconds);
    provider.timer = setTimeout(tick, (left % 1) * 1000 + 1);
  };
  tick();
}

function stop(provider) {
  provider.controller?.abort();
  clearTimeout(provider.timer);
}

function askForToken(problem) {
  setToken("");
  for (const provider of providers) {
    stop(provider);
    provider.section.clear();
  }
  page.providers.hidden = true;
  page.toolbar.hidden = true;
  page.refresh.hidden = true;
  page.forget.hidden = true;
  page["token-form"].hidden = false;
  page["token-error"].textContent = problem;
  page.token.setAttribute("aria-invalid", `${problem !== ""}`);
  page.token.focus();
}

function showSummary() {
  const sections = providers.map(({ section }) => section);
  const total = sum(sections, "total");
  const matching = sum(sections, "matching");
  const loading = sections.filter(({ state }) => state === "loading").length;
  const failed = sections.filter(({ state }) => state === "error").length;
  const filtered = page.filter.value.trim() !== "";

  page.total.value = `${total}`;
  if (total === 0 && loading > 0) page.total.textContent = "Loading accounts…";
  else if (total === 0 && failed > 0) page.total.textContent = "No accounts loaded";
  else if (filtered) page.total.textContent = `${matching} of ${count(total, "account")}`;
  else page.total.textContent = count(total, "account");
  page.detail.textContent = [
    loading > 0 && total > 0 && `${count(loading, "provider")} loading`,
    failed > 0 && `${count(failed, "provider")} failed`,
  ]
    .filter(Boolean)
    .join(", ");
  page.refresh.setAttribute("aria-busy", `${loading > 0}`);
  if (loading === 0) announce(`${page.total.textContent} ${page.detail.textContent}`);
}

function sum(sections, property) {
  return sections.reduce((total, section) => total + section[property], 0);
}

function showFetchedAt() {
  const now = new Date();
  page["fetched-at"].dateTime = now.toISOString();
  page["fetched-at"].textContent = clock.format(now);
  page["fetched-at"].title = clockWithDate.format(now);
  page.fetched.hidden = false;
}

function markFakeState(state) {
  for (const link of page.fake.querySelectorAll("a")) {
    const own = new URL(link.href).searchParams.get("fake");
    if (own === state) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.value);
  } catch {
    announce("The browser did not allow copying.");
    return;
  }
  const icon = button.querySelector("use");
  icon.setAttribute("href", "#icon-done");
  announce(`Copied ${button.value}`);
  setTimeout(() => icon.setAttribute("href", "#icon-copy"), 1500);
}

function announce(text) {
  page.live.textContent = text;
}
