// The strip of integrations: how many accounts each has or what is wrong, and which are chosen.
import { count, instantiate, number, time } from "./words.js";

export class Cards {
  #cards = new Map();

  constructor(list, integrations, { onToggle }) {
    for (const integration of integrations) {
      const item = instantiate("card-template");
      const button = item.querySelector("button");
      button.dataset.integration = integration.id;
      item.querySelector(".card-name").textContent = integration.name;
      button.addEventListener("click", () => onToggle(integration.id));
      this.#cards.set(integration, {
        button,
        figure: item.querySelector(".card-figure"),
        state: item.querySelector(".card-state"),
      });
      list.append(item);
    }
  }

  // `matching` says how many accounts of an integration the filter leaves.
  render({ only, filtered, matching }) {
    for (const [integration, { button, figure, state }] of this.#cards) {
      button.dataset.state = integration.state;
      button.toggleAttribute("data-busy", integration.busy);
      button.toggleAttribute("data-stale", integration.stale);
      button.setAttribute("aria-pressed", `${only.has(integration.id)}`);
      button.classList.toggle("dimmed", only.size > 0 && !only.has(integration.id));
      const total = integration.accounts?.length;
      figure.textContent = total === undefined ? "–" : number(total);
      figure.setAttribute("aria-hidden", `${total === undefined}`);
      state.textContent = stateText(integration, filtered && matching(integration.id));
    }
  }
}

function stateText({ state, accounts, stale, fetchedAt }, matching) {
  if (stale) return `Out of date, ${time(fetchedAt)}`;
  switch (state) {
    case "limited":
      return "Rate limited";
    case "failed":
      return "Failed";
    case "offline":
      return "Offline";
    case "loading":
      return "Loading";
    case "empty":
      return "No accounts";
    default: {
      const noun = count(accounts.length, "account").replace(/^\S+ /, "");
      return matching === false ? noun : `${noun}, ${number(matching)} shown`;
    }
  }
}
