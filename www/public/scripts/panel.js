// One account in a side panel: docked beside the table where there is room, a modal dialog elsewhere.
import { copy } from "./copy.js";
import { page } from "./elements.js";
import { createFields } from "./panel-fields.js";
import { nameOf, number } from "./words.js";

const ROOM_TO_DOCK = matchMedia("(min-width: 77.5rem)");
const TABS = ["fields", "json"];

export class Panel {
  #table;
  #row;
  #signature;
  #onShow;
  #onTab;

  // `onShow(row)` follows each account that is shown, `onClose()` the reader's closing of the panel.
  constructor(table, { onShow, onClose, onTab }) {
    this.#table = table;
    this.#onShow = onShow;
    this.#onTab = onTab;
    page["panel-previous"].addEventListener("click", () => this.#move(-1));
    page["panel-next"].addEventListener("click", () => this.#move(1));
    page["panel-close"].addEventListener("click", () => page.panel.close());
    page["panel-link"].addEventListener("click", ({ currentTarget }) =>
      copy(currentTarget, location.href, "a link to this account"),
    );
    page["panel-copy"].addEventListener("click", ({ currentTarget }) =>
      copy(currentTarget, page["panel-text"].textContent, "the account as JSON"),
    );
    for (const name of TABS) {
      page[`panel-tab-${name}`].addEventListener("click", () => this.#onTab(name));
    }
    // A click beside a modal dialog hits its backdrop, which is the dialog itself.
    page.panel.addEventListener(
      "click",
      ({ target }) => target === page.panel && page.panel.close(),
    );
    page.panel.addEventListener("close", () => {
      if (page.panel.open) return; // it was opened again, in the other mode
      const row = this.#row;
      this.#setRow(undefined);
      if (row?.element.isConnected) row.element.querySelector(".open").focus();
      onClose();
    });
    document.addEventListener("keydown", (event) => this.#onKey(event));
    ROOM_TO_DOCK.addEventListener("change", () => page.panel.open && this.#open());
  }

  get row() {
    return this.#row;
  }

  show(row) {
    this.#setRow(row);
    this.#fill();
    if (!page.panel.open) this.#open();
    page["panel-title"].focus({ preventScroll: true });
  }

  hide() {
    if (page.panel.open) page.panel.close();
  }

  // After each change of the table: the account may be new, out of date or gone.
  render({ stale, tab }) {
    this.#showTab(tab);
    if (!this.#row) return;
    const { integration, account } = this.#row;
    const present = this.#table.all.includes(this.#row)
      ? this.#row
      : this.#table.rowById(account.id, integration);
    if (present && present !== this.#row) this.#setRow(present);
    if (this.#row.signature !== this.#signature) this.#fill();
    page["panel-note"].textContent = !present
      ? "This account is not in the latest response."
      : stale.has(integration)
        ? "Out of date: the last refresh failed."
        : "";
    this.#showPosition();
  }

  #open() {
    const docked = ROOM_TO_DOCK.matches;
    if (page.panel.open) page.panel.close();
    page.panel.classList.toggle("docked", docked);
    if (docked) page.panel.show();
    else page.panel.showModal();
  }

  #setRow(row) {
    this.#row?.element.removeAttribute("data-open");
    this.#row = row;
    row?.element.setAttribute("data-open", "");
  }

  #fill() {
    const { account, integration, signature } = this.#row;
    this.#signature = signature;
    page["panel-title"].textContent = account.account_name || account.id;
    page["panel-chip"].dataset.integration = integration;
    page["panel-chip"].lastElementChild.textContent = nameOf(integration);
    page["panel-fields"].replaceChildren(...createFields(account));
    page["panel-text"].textContent = JSON.stringify(account, undefined, 2);
    page["panel-fields"].scrollTop = page["panel-json"].scrollTop = 0;
    this.#showPosition();
  }

  #showPosition() {
    const index = this.#table.shown.indexOf(this.#row);
    const last = this.#table.shown.length - 1;
    page["panel-position"].textContent =
      index < 0 ? "" : `${number(index + 1)} of ${number(last + 1)}`;
    page["panel-previous"].setAttribute("aria-disabled", `${index <= 0}`);
    page["panel-next"].setAttribute("aria-disabled", `${index === last}`);
  }

  #showTab(selected) {
    for (const name of TABS) {
      const tab = page[`panel-tab-${name}`];
      tab.setAttribute("aria-selected", `${name === selected}`);
      tab.tabIndex = name === selected ? 0 : -1;
      page[`panel-${name}`].hidden = name !== selected;
    }
  }

  #move(step) {
    const row = this.#table.shown[this.#table.shown.indexOf(this.#row) + step];
    if (!row) return;
    this.#setRow(row);
    this.#fill();
    row.element.scrollIntoView({ block: "nearest" });
    page.panel.querySelector("[role=status]").textContent =
      `${page["panel-title"].textContent}, ${page["panel-position"].textContent}`;
    this.#onShow(row);
  }

  #onKey(event) {
    if (
      !page.panel.open ||
      event.defaultPrevented ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey
    )
      return;
    const { key, target } = event;
    const isElsewhere = !page.panel.contains(target) && target !== document.body;
    if (key === "Escape") {
      // A menu or the filter, which the docked panel leaves in reach, takes its own.
      if (document.querySelector(":popover-open") || (isElsewhere && target.value)) return;
      event.preventDefault();
      page.panel.close();
      return;
    }
    if (isElsewhere && !target.closest(".open")) return;
    if (target.closest("[role=tablist]") && /^Arrow(Left|Right)$|^(Home|End)$/.test(key)) {
      event.preventDefault();
      const other = TABS.find((name) => page[`panel-tab-${name}`] !== target);
      page[`panel-tab-${other}`].focus();
      this.#onTab(other);
      return;
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    // The JSON scrolls with the arrow keys while it has the focus.
    if (!step || target === page["panel-json"]) return;
    event.preventDefault();
    this.#move(step);
  }
}
