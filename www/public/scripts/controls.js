// The controls of the page: each changes the view through `update`.
import { formatSort, parseSort } from "./address.js";
import { copy } from "./copy.js";
import { page } from "./elements.js";
import { exportCsv, exportJson } from "./export.js";
import { bindMenus } from "./menus.js";
import { bindShortcuts } from "./shortcuts.js";
import { bindThemeSwitch } from "./theme.js";

export function bindControls({ view, table, update, refresh, openPanel, hrefOf }) {
  bindMenus();
  bindShortcuts();
  bindThemeSwitch(page.theme);
  bindRows({ table, openPanel, hrefOf });

  page.refresh.addEventListener("click", refresh);
  page.every.addEventListener("change", () => update({ every: Number(page.every.value) }));
  page.filter.addEventListener("input", () => update({ query: page.filter.value }));
  page.clear.addEventListener("click", () => {
    page.filter.value = "";
    update({ query: "", only: new Set() });
    page.filter.focus();
  });
  page.all.addEventListener("click", () => {
    page.cards.querySelector("[aria-pressed=true]")?.focus(); // this button is about to go
    update({ only: new Set() });
  });

  for (const [button, save] of [
    [page.csv, exportCsv],
    [page.json, exportJson],
  ]) {
    button.addEventListener("click", () => {
      page.exports.hidePopover();
      save(table.shown.map(({ account }) => account));
    });
  }

  page.group.addEventListener("click", () => {
    update({ group: !view.group });
    page.group.setAttribute("aria-pressed", `${view.group}`);
  });
  page.sort.append(...sortOptions());
  page.sort.addEventListener("change", () => update({ sort: parseSort(page.sort.value) }));
  page.table.tHead.addEventListener("click", () => (page.sort.value = formatSort(view.sort)));

  page.filter.value = view.query;
  page.every.value = `${view.every}`;
  page.sort.value = formatSort(view.sort);
  page.group.setAttribute("aria-pressed", `${view.group}`);
}

// The list's substitute for the table's header.
function sortOptions() {
  const headers = [...page.table.querySelectorAll("th[data-column]")];
  const columns = headers.flatMap(({ dataset: { column }, textContent }) =>
    [false, true].map((descending) => [
      `${textContent.trim()} ${descending ? "Z–A" : "A–Z"}`,
      formatSort({ column, descending }),
    ]),
  );
  return [["Default order", ""], ...columns].map(([label, value]) => new Option(label, value));
}

function bindRows({ table, openPanel, hrefOf }) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button.copy");
    if (button) copy(button, button.value, button.dataset.what);
  });
  page.rows.addEventListener("click", (event) => {
    const { target } = event;
    const row = table.rowOf(target.closest("tr"));
    const isLink = target.closest(".open");
    if (!row || target.closest("button")) return;
    // The link opens a new tab as usual; selected text is not a click.
    if (isLink && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (!isLink && getSelection().type === "Range") return;
    event.preventDefault();
    openPanel(row);
  });
  // A link that is followed elsewhere shows the view as it is now.
  for (const type of ["focusin", "pointerover"]) {
    page.rows.addEventListener(type, ({ target }) => {
      const link = target.closest(".open");
      const row = link && table.rowOf(link.closest("tr"));
      if (row) link.href = hrefOf(row);
    });
  }
}
