// Failures at a glance: one line with collapsed details while there are accounts to show, one state
// in the place of the table when there are none. Text from the network enters by textContent only.
import { explain } from "./advice.js";
import { instantiate, page } from "./elements.js";
import { age, list, number } from "./words.js";

export class Problems {
  #items = new Map();
  #failed = [];
  #timer;

  constructor({ onRetry }) {
    page.retry.addEventListener("click", () => {
      if (page.retry.getAttribute("aria-disabled") === "true") return;
      const due = this.#failed.filter(({ waiting }) => !waiting);
      onRetry(due.length > 0 ? due : this.#failed);
    });
  }

  // Whether nothing that is selected could be loaded.
  render(selected) {
    this.#failed = selected.filter(({ error }) => error);
    const groups = groupByProblem(this.#failed);
    const full = groups.size > 0 && selected.every(({ error, accounts }) => error && !accounts);
    if (groups.size === 0 && page.problems.contains(document.activeElement)) page.main.focus();
    page.problems.hidden = groups.size === 0;
    this.#renderItems(groups);
    if (groups.size > 0) this.#renderSummary(selected, groups, full);
    this.#tick();
    return full;
  }

  #renderSummary(selected, groups, full) {
    const failed = this.#failed;
    const [first] = groups.values();
    const title = `${number(failed.length)} of ${number(selected.length)} integrations failed`;
    const wasFull = page.problems.classList.contains("full");
    page.problems.classList.toggle("full", full);
    page.problems.classList.toggle("single", groups.size === 1);
    page.problems.classList.toggle(
      "limited",
      failed.every(({ until }) => until),
    );
    page.failure.hidden = !full;
    page["failure-title"].textContent =
      groups.size === 1 ? first.explained.heading : "The accounts could not be loaded";
    page["problems-title"].textContent = title;
    page["problems-note"].textContent = noteOf(failed, selected);
    page.problems.setAttribute("aria-labelledby", full ? "failure-title" : "problems-title");
    if (full !== wasFull) page["problems-details"].open = full;

    const busy = failed.some((integration) => integration.busy);
    page.retry.classList.toggle(
      "primary",
      full && [...groups.values()].some(({ explained }) => explained.canPass),
    );
    page.retry.setAttribute("aria-disabled", `${busy}`);
    page.retry.textContent = busy
      ? "Retrying…"
      : failed.every(({ waiting }) => waiting)
        ? "Retry now"
        : "Retry";
  }

  // An item stays while its integrations are retried, so that nothing moves.
  #renderItems(groups) {
    for (const [key, item] of this.#items) {
      if (groups.has(key)) continue;
      item.remove();
      this.#items.delete(key);
    }
    let next = null;
    for (const [key, { explained, failed }] of [...groups].reverse()) {
      if (!this.#items.has(key)) this.#items.set(key, createItem(explained));
      const item = this.#items.get(key);
      item.querySelector(".problem-places").textContent = list(failed.map(({ name }) => name));
      if (!item.isConnected) page["problem-list"].insertBefore(item, next);
      next = item;
    }
  }

  // Once a second, on the second, while a rate limit is waited for.
  #tick() {
    clearTimeout(this.#timer);
    const waiting = this.#failed.filter((integration) => integration.waiting && !integration.busy);
    page.countdown.hidden = waiting.length === 0;
    if (waiting.length === 0) return;
    const soonest = waiting.reduce((a, b) => (a.until <= b.until ? a : b));
    const left = Math.max(0, Math.ceil((soonest.until - Date.now()) / 1000));
    const seconds = Math.min(left, soonest.wait);
    const [timer, progress] = page.countdown.children;
    timer.textContent =
      waiting.length === this.#failed.length
        ? `Retrying in ${seconds} s`
        : `Retrying ${list(waiting.map(({ name }) => name))} in ${seconds} s`;
    progress.max = soonest.wait;
    progress.value = soonest.wait - left;
    this.#timer = setTimeout(() => this.#tick(), 1001 - (Date.now() % 1000));
  }
}

// Integrations that failed alike are one item.
function groupByProblem(failed) {
  const groups = new Map();
  for (const integration of failed) {
    const explained = explain(integration.error);
    const key = JSON.stringify(explained);
    if (!groups.has(key)) groups.set(key, { explained, failed: [] });
    groups.get(key).failed.push(integration);
  }
  return groups;
}

function noteOf(failed, selected) {
  const kept = failed.filter(({ stale }) => stale);
  const names = list(failed.map(({ name }) => name));
  if (kept.length === 0) return names;
  const oldest = new Date(Math.min(...kept.map(({ fetchedAt }) => fetchedAt)));
  const shown = `Showing accounts from ${age(oldest)}`;
  return failed.length === selected.length ? shown : `${names}. ${shown}`;
}

function createItem({ heading, causes, next }) {
  const item = instantiate("problem-template");
  item.querySelector("h3").textContent = heading;
  item.querySelector(".next").textContent = next;
  item.querySelector(".causes").replaceChildren(...causes.map(createCause));
  return item;
}

function createCause({ title, detail }) {
  const item = document.createElement("li");
  item.className = "cause";
  if (title) {
    const strong = document.createElement("strong");
    strong.textContent = title;
    item.append(strong, detail ? ": " : "");
  }
  item.append(detail ?? "");
  return item;
}
