// The accounts of all integrations in one table: which are shown, and in which order.
import { instantiate } from "./elements.js";
import { createRow } from "./row.js";
import { nextSort, sortRows } from "./sort.js";
import { count, fold, nameOf } from "./words.js";

const SLICE = 80; // rows; a browser lays that many out without a visible delay

export class AccountTable {
  #rows = new Map(); // by integration, in the order of the integrations
  #groups = new Map(); // header rows, by integration
  #body;
  #headers;
  #timer;
  shown = []; // rows, in their order

  constructor(table, integrations, { onSort }) {
    for (const { id } of integrations) this.#rows.set(id, []);
    this.#body = table.tBodies[0];
    this.#headers = [...table.querySelectorAll("th[data-column]")];
    for (const header of this.#headers) {
      const button = header.querySelector("button");
      button.append(instantiate("arrows-template"));
      button.addEventListener("click", () => onSort(nextSort(header.dataset.column, this.sort)));
    }
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

  get all() {
    return [...this.#rows.values()].flat();
  }

  rowOf(element) {
    return this.all.find((row) => row.element === element);
  }

  rowById(id, integration) {
    return this.all.find(
      (row) => row.account.id === id && (!integration || row.integration === integration),
    );
  }

  // How many accounts of an integration match the filter.
  matching = (integration) => this.#rows.get(integration).filter(({ matches }) => matches).length;

  render({ query, sort, only, group, stale }) {
    this.sort = sort;
    const words = fold(query).split(/\s+/).filter(Boolean);
    const shown = [];
    for (const row of sortRows(this.all, sort)) {
      row.matches = words.every((word) => row.text.includes(word));
      row.staleMark.hidden = !stale.has(row.integration);
      if (row.matches && (only.size === 0 || only.has(row.integration))) shown.push(row);
    }
    const groups = group ? this.#grouped(shown) : [];
    this.shown = group ? groups.flatMap(({ rows }) => rows) : shown;
    this.#arrange(
      group
        ? groups.flatMap(({ header, rows }) => [header, ...rows.map(({ element }) => element)])
        : shown.map(({ element }) => element),
    );
    this.#showSort(sort);
  }

  get columnName() {
    const header = this.#headers.find(({ dataset }) => dataset.column === this.sort.column);
    return header?.textContent.trim();
  }

  #showSort({ column, descending }) {
    for (const header of this.#headers) {
      if (header.dataset.column !== column) header.removeAttribute("aria-sort");
      else header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    }
  }

  // In the order of the integrations, unless the table is sorted by them.
  #grouped(shown) {
    const ids = new Set(this.sort.column === "integration" ? [] : this.#rows.keys());
    for (const { integration } of shown) ids.add(integration);
    return [...ids]
      .map((id) => ({ id, rows: shown.filter(({ integration }) => integration === id) }))
      .filter(({ rows }) => rows.length > 0)
      .map(({ id, rows }) => ({ rows, header: this.#groupHeader(id, rows.length) }));
  }

  #groupHeader(integration, size) {
    const header = this.#groups.get(integration) ?? instantiate("group-template");
    this.#groups.set(integration, header);
    header.dataset.integration = integration;
    header.querySelector(".group-name").textContent = nameOf(integration);
    header.querySelector(".group-count").textContent = count(size, "account");
    return header;
  }

  // The first rows are in place at once, the rest slice by slice: the page stays responsive.
  #arrange(elements) {
    clearTimeout(this.#timer);
    const kept = new Set(elements);
    for (const element of [...this.#body.children]) {
      if (!kept.has(element)) element.remove();
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
