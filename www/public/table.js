// The accounts of all integrations in one table: which are shown, in which order.
import { createRow } from "./row.js";
import { fold } from "./words.js";

const SLICE = 80; // rows; a browser lays that many out without being noticed

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

export class AccountTable {
  #rows = new Map(); // by integration, in the order of the integrations
  #body;
  #headers;
  #timer;
  shown = []; // accounts, in their order

  constructor(table, integrations, { onSort, onInspect }) {
    for (const { id } of integrations) this.#rows.set(id, []);
    this.#body = table.tBodies[0];
    this.#headers = [...table.querySelectorAll("th[data-column]")];
    for (const header of this.#headers) {
      header
        .querySelector("button")
        .addEventListener("click", () => onSort(nextSort(header.dataset.column, this.sort)));
    }
    this.#body.addEventListener("click", (event) => {
      const row = event.target.closest("button.inspect") && event.target.closest("tr");
      if (row) onInspect([...this.#all()].find(({ element }) => element === row).account);
    });
  }

  // Rows whose account did not change stay the same elements: a refresh moves neither focus nor selection.
  setAccounts(integration, accounts) {
    const old = new Map();
    for (const row of this.#rows.get(integration)) {
      const same = old.get(row.signature);
      if (same) same.push(row);
      else old.set(row.signature, [row]);
    }
    const rows = accounts.map((account) => {
      const signature = JSON.stringify(account);
      return old.get(signature)?.shift() ?? { ...createRow(account, integration), signature };
    });
    this.#rows.set(integration, rows);
  }

  // How many accounts of an integration hold every word of the filter.
  matching = (integration) => this.#rows.get(integration).filter(({ matches }) => matches).length;

  render({ query, sort, only, stale }) {
    this.sort = sort;
    const words = fold(query).split(/\s+/).filter(Boolean);
    const rows = sorted([...this.#all()], sort);
    const shown = [];
    for (const row of rows) {
      row.matches = words.every((word) => row.text.includes(word));
      row.staleMark.hidden = !stale.has(row.integration);
      if (row.matches && (only.size === 0 || only.has(row.integration))) shown.push(row);
    }
    this.#arrange(shown.map(({ element }) => element));
    for (const header of this.#headers) {
      const own = header.dataset.column === sort.column;
      if (own) header.setAttribute("aria-sort", sort.descending ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    }
    this.shown = shown.map(({ account }) => account);
  }

  get columnName() {
    const header = this.#headers.find(({ dataset }) => dataset.column === this.sort.column);
    return header?.textContent.trim();
  }

  #all() {
    return [...this.#rows.values()].flat();
  }

  // What is wanted first is in its place at once, the rest slice by slice: the page answers meanwhile.
  #arrange(elements) {
    clearTimeout(this.#timer);
    const wanted = new Set(elements);
    for (const element of [...this.#body.children]) {
      if (!wanted.has(element)) element.remove();
    }
    let next = 0;
    let cursor = this.#body.firstElementChild;
    const slice = () => {
      const focused = document.activeElement;
      for (let moves = 0; next < elements.length && moves < SLICE; next++) {
        const element = elements[next];
        if (element === cursor) {
          cursor = cursor.nextElementSibling;
        } else {
          this.#body.insertBefore(element, cursor);
          moves++;
        }
      }
      if (focused !== document.activeElement && this.#body.contains(focused)) {
        focused.focus({ preventScroll: true });
      }
      if (next < elements.length) this.#timer = setTimeout(slice);
    };
    slice();
  }
}

// Up, down, and back to Datadog's own order.
function nextSort(column, { column: present, descending }) {
  if (column !== present) return { column, descending: false };
  return descending ? { descending: false } : { column, descending: true };
}

// What has no value comes last either way.
function sorted(rows, { column, descending }) {
  if (!column) return rows;
  const sign = descending ? -1 : 1;
  return rows.sort(({ by: { [column]: a } }, { by: { [column]: b } }) =>
    a === "" || b === "" ? (a === "") - (b === "") : sign * collator.compare(a, b),
  );
}
