// What went wrong, said once for all integrations that it happened to. Text from the network enters
// by textContent only.
import { explain } from "./advice.js";
import { instantiate, list, time } from "./words.js";

export class Problems {
  #panels = new Map();
  #list;
  #onRetry;
  #timer;

  constructor(element, { onRetry }) {
    this.#list = element;
    this.#onRetry = onRetry;
  }

  // A panel stays while its integrations are asked again, so that nothing jumps and the focus stays.
  render(integrations) {
    const groups = groupByProblem(integrations);
    for (const [key, { element }] of this.#panels) {
      if (groups.has(key)) continue;
      // The button that was pressed is about to go.
      if (element.contains(document.activeElement)) document.querySelector("main").focus();
      element.remove();
      this.#panels.delete(key);
    }
    for (const [key, group] of groups) {
      if (!this.#panels.has(key)) this.#panels.set(key, this.#createPanel(group.explained));
      const panel = this.#panels.get(key);
      panel.show(group, group.failed.length === integrations.length);
    }
    // In the order of the integrations, whichever failed first; what is there is not moved.
    let next = null;
    for (const key of [...groups.keys()].reverse()) {
      const { element } = this.#panels.get(key);
      if (!element.isConnected) this.#list.insertBefore(element, next);
      next = element;
    }
    this.#tick();
    return groups.size;
  }

  // Once a second, on the second, while something waits.
  #tick() {
    clearTimeout(this.#timer);
    const waits = [...this.#panels.values()].filter((panel) => panel.countDown());
    if (waits.length > 0) {
      this.#timer = setTimeout(() => this.#tick(), 1001 - (Date.now() % 1000));
    }
  }

  #createPanel(explained) {
    const element = instantiate("problem-template");
    const part = (selector) => element.querySelector(selector);
    const [heading, where, said, next] = ["h3", ".where", ".said", ".next"].map(part);
    const [countdown, timer, progress] = [".countdown", "[role=timer]", "progress"].map(part);
    const again = part(".again");
    let failed = [];
    heading.textContent = explained.heading;
    said.replaceChildren(...explained.said.map(createSaid));
    next.textContent = explained.next;
    again.addEventListener("click", () => {
      if (again.getAttribute("aria-disabled") !== "true") this.#onRetry(failed);
    });

    return {
      element,
      show(group, all) {
        failed = group.failed;
        where.textContent = placeOf(failed, all);
        const busy = failed.every((integration) => integration.busy);
        again.setAttribute("aria-disabled", `${busy}`);
        again.textContent = busy ? "Trying…" : failed[0].waiting ? "Try now" : "Try again";
        element.classList.toggle("limited", group.limited);
      },
      countDown() {
        const waiting = failed.filter((integration) => integration.waiting && !integration.busy);
        countdown.hidden = waiting.length === 0;
        if (waiting.length === 0) return false;
        const soonest = waiting.reduce((a, b) => (a.until <= b.until ? a : b));
        const left = Math.max(0, Math.ceil((soonest.until - Date.now()) / 1000));
        timer.textContent = `Trying again by itself in ${Math.min(left, soonest.wait)} s`;
        progress.max = soonest.wait;
        progress.value = soonest.wait - left;
        return true;
      },
    };
  }
}

function groupByProblem(integrations) {
  const groups = new Map();
  for (const integration of integrations) {
    if (!integration.error) continue;
    const explained = explain(integration.error);
    const key = JSON.stringify(explained);
    if (!groups.has(key)) groups.set(key, { explained, failed: [], limited: false });
    const group = groups.get(key);
    group.failed.push(integration);
    group.limited ||= integration.waiting;
  }
  return groups;
}

function placeOf(failed, all) {
  const names =
    all && failed.length > 1 ? "All integrations" : list(failed.map(({ name }) => name));
  const kept = failed.filter(({ stale }) => stale);
  if (kept.length === 0) return names;
  const oldest = new Date(Math.min(...kept.map(({ fetchedAt }) => fetchedAt)));
  return `${names}. The accounts fetched at ${time(oldest)} stay below.`;
}

function createSaid({ title, detail }) {
  const item = document.createElement("li");
  if (title) {
    const strong = document.createElement("strong");
    strong.textContent = title;
    item.append(strong, detail ? ": " : "");
  }
  item.append(detail ?? "");
  return item;
}
