// One provider's section of the page. Text from the network enters by textContent only.
import { explain } from "./advice.js";

const NAMES = {
  openai: "OpenAI",
  amazon_bedrock: "Amazon Bedrock",
  anthropic: "Anthropic",
  azure_openai: "Azure OpenAI",
  vertex_ai: "Vertex AI",
  llmproxy: "LLM Proxy",
};

const PROJECTS_SHOWN = 3;

// Named once more, because in a narrow section the table is displayed as cards, which in some
// browsers costs it its meaning.
const TABLE_ROLES = {
  table: "table",
  "thead, tbody": "rowgroup",
  tr: "row",
  "thead th": "columnheader",
  ".name": "rowheader",
  td: "cell",
};
for (const { content } of document.querySelectorAll("template")) {
  for (const [selector, role] of Object.entries(TABLE_ROLES)) {
    for (const element of content.querySelectorAll(selector)) element.setAttribute("role", role);
  }
}

export function count(number, noun) {
  return `${number.toLocaleString()} ${noun}${number === 1 ? "" : "s"}`;
}

export class ProviderSection {
  #rows = [];
  #query = [];
  #parts;

  constructor(integration, { onCopy, onRetry }) {
    this.name = NAMES[integration] ?? integration;
    this.element = instantiate("provider-template");
    this.element.dataset.integration = integration;
    this.#parts = Object.fromEntries(
      [
        ["title", "h2"],
        ["count", ".count"],
        ["problem", ".problem"],
        ["heading", "h3"],
        ["said", ".said"],
        ["next", ".next"],
        ["countdown", ".countdown"],
        ["timer", "[role=timer]"],
        ["progress", "progress"],
        ["again", ".again"],
        ["nothing", ".nothing"],
        ["skeleton", ".skeleton"],
        ["table", "table"],
        ["caption", "caption"],
        ["body", "tbody"],
      ].map(([name, selector]) => [name, this.element.querySelector(selector)]),
    );
    const { title, caption, again, body } = this.#parts;
    title.textContent = this.name;
    title.id = `provider-${integration}`;
    this.element.setAttribute("aria-labelledby", title.id);
    caption.textContent = `${this.name} accounts`;
    title.tabIndex = -1;
    again.addEventListener("click", () => {
      title.focus(); // the button is about to go
      onRetry();
    });
    again.setAttribute("aria-describedby", title.id);
    body.addEventListener("click", (event) => {
      const button = event.target.closest("button.copy");
      if (button) onCopy(button);
    });
    this.showLoading();
  }

  get state() {
    return this.element.dataset.state;
  }

  get total() {
    return this.#rows.length;
  }

  get matching() {
    return this.#rows.filter(({ row }) => !row.hidden).length;
  }

  // Accounts already there stay readable while they are asked for again.
  showLoading() {
    this.#enter("loading");
  }

  showAccounts(accounts) {
    this.#rows = accounts.map((account) => createRow(account, this.name));
    this.#parts.body.replaceChildren(...this.#rows.map(({ row }) => row));
    this.#enter(accounts.length > 0 ? "filled" : "empty");
  }

  showError(error) {
    const { heading, said, next, countdown, again } = this.#parts;
    const explained = explain(error);
    heading.textContent = explained.heading;
    said.replaceChildren(...explained.said.map(createSaid));
    next.textContent = explained.next;
    countdown.hidden = true;
    again.textContent = "Try again";
    this.#enter("error");
  }

  showCountdown(left, whole) {
    const { countdown, timer, progress, again } = this.#parts;
    timer.textContent = `Trying again in ${left} s`;
    progress.max = whole;
    progress.value = whole - left;
    again.textContent = "Try now";
    countdown.hidden = false;
    this.#render();
  }

  clear() {
    this.#rows = [];
    this.#parts.body.replaceChildren();
    this.#enter("loading");
  }

  filter(query) {
    this.#query = query.toLowerCase().split(/\s+/).filter(Boolean);
    this.#render();
  }

  #enter(state) {
    this.element.dataset.state = state;
    this.element.setAttribute("aria-busy", `${state === "loading"}`);
    this.#render();
  }

  #render() {
    const { problem, nothing, skeleton, table, countdown, count: badge } = this.#parts;
    for (const { row, text } of this.#rows) {
      row.hidden = !this.#query.every((word) => text.includes(word));
    }
    const { state, total, matching } = this;
    problem.hidden = state !== "error";
    skeleton.hidden = state !== "loading" || total > 0;
    table.hidden = matching === 0;
    nothing.hidden = state === "error" || (total === 0 ? state !== "empty" : matching > 0);
    nothing.textContent =
      total === 0
        ? `No ${this.name} account is set up in Datadog.`
        : "No account matches the filter.";
    badge.textContent =
      state === "error" && !countdown.hidden ? "Waiting" : badgeText(state, total, matching);
  }
}

function badgeText(state, total, matching) {
  if (state === "error") return total > 0 ? "Not up to date" : "Failed";
  if (state === "loading" && total === 0) return "Loading";
  return matching < total ? `${matching} of ${total}` : count(total, "account");
}

function createRow(account, provider) {
  const row = instantiate("row-template");
  const details = detailsOf(account);
  row.dataset.accountId = account.id;
  setText(row.querySelector(".name"), account.account_name);
  const button = row.querySelector(".copy");
  button.value = account.id;
  button.title = "Copy";
  button.setAttribute("aria-label", `Copy ID ${account.id}`);
  button.querySelector("span").textContent = account.id;
  setText(row.querySelector(".account-id"), account.account_id);
  setText(row.querySelector(".region"), account.account_region);
  if (details.length > 0) row.querySelector(".details").append(createDetails(details));
  else setText(row.querySelector(".details"), "");
  const text = [
    provider,
    account.account_name,
    account.id,
    account.account_id,
    account.account_region ?? "",
    ...details.flatMap(([, values]) => values),
  ];
  return { row, text: text.join("\n").toLowerCase() };
}

// [[label, values]] of what this kind of provider adds; absent and empty fields are left out.
function detailsOf({ azure_openai_metadata: azure, vertex_ai_metadata: vertex }) {
  return [
    ["Deployment", [azure?.deployment_id]],
    ["Model version", [azure?.model_version]],
    ["Resource", [azure?.resource_name]],
    ["Project", [vertex?.project]],
    ["Location", [vertex?.location]],
    ["Project IDs", vertex?.project_ids ?? []],
  ]
    .map(([label, values]) => [label, values.filter(Boolean)])
    .filter(([, values]) => values.length > 0);
}

function createDetails(details) {
  const list = document.createElement("dl");
  for (const [label, values] of details) {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = label;
    value.textContent = values.slice(0, PROJECTS_SHOWN).join(", ");
    if (values.length > PROJECTS_SHOWN) value.append(createMore(values.slice(PROJECTS_SHOWN)));
    list.append(term, value);
  }
  return list;
}

function createMore(values) {
  const more = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = `and ${values.length.toLocaleString()} more`;
  more.append(summary, values.join(", "));
  return more;
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

function setText(cell, text) {
  cell.textContent = text || "—";
  cell.classList.toggle("absent", !text);
}

function instantiate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
