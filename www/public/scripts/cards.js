// The integrations: how many accounts each has or what its problem is, and which are selected.
import { instantiate } from "./elements.js";
import { age, dateAndTime, noun, number } from "./words.js";

const PROBLEMS = { limited: "Rate limited", failed: "Failed", offline: "Offline" };

export class Cards {
  #cards = new Map();
  #list;

  constructor(list, integrations, { onToggle }) {
    this.#list = list;
    for (const integration of integrations) {
      const item = instantiate("card-template");
      const button = item.querySelector("button");
      button.dataset.integration = integration.id;
      item.querySelector(".card-name").textContent = integration.name;
      button.addEventListener("click", () => onToggle(integration.id));
      const part = (name) => item.querySelector(`.card-${name}`);
      this.#cards.set(integration, {
        button,
        parts: {
          count: part("count"),
          number: part("number"),
          noun: part("noun"),
          problem: part("problem"),
        },
      });
      list.append(item);
    }
  }

  // On a phone a link may select integrations that the strip would hide.
  showSelected() {
    const selected = this.#list.querySelector("[aria-pressed=true]");
    if (!selected) return;
    const padding = parseFloat(getComputedStyle(this.#list).paddingLeft);
    this.#list.scrollLeft +=
      selected.getBoundingClientRect().left - this.#list.getBoundingClientRect().left - padding;
  }

  // `matching` gives the number of accounts of an integration that match the filter.
  render({ only, filtered, matching }) {
    for (const [integration, { button, parts }] of this.#cards) {
      const { id, state, accounts, stale, fetchedAt } = integration;
      button.dataset.state = state;
      button.toggleAttribute("data-busy", integration.busy);
      button.toggleAttribute("data-stale", stale);
      button.toggleAttribute("data-filtered", filtered);
      button.setAttribute("aria-pressed", `${only.has(id)}`);
      button.classList.toggle("dimmed", only.size > 0 && !only.has(id));
      const size = accounts?.length;
      const found = filtered && size > 0 ? `${number(matching(id))} of ` : "";
      parts.count.hidden = size === undefined && state !== "loading";
      parts.number.toggleAttribute("data-zero", size === 0);
      parts.number.textContent = size === undefined ? "" : found + number(size);
      parts.noun.textContent = size === undefined ? "Loading" : noun(size, "account");
      parts.problem.textContent = stale ? "Out of date" : (PROBLEMS[state] ?? "");
      parts.problem.title = stale ? `From ${age(fetchedAt)}, ${dateAndTime(fetchedAt)}` : "";
    }
  }
}
