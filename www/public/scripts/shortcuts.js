// Keys that work anywhere on the page.
import { page } from "./elements.js";

export function bindShortcuts() {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest?.("input, select, textarea") || page.filter.closest("[hidden]")) return;
    if (document.querySelector("dialog:modal")) return;
    event.preventDefault();
    page.filter.focus();
    page.filter.select();
  });
  // Browsers may leave a focused element, or its ring, half out of view.
  page.board.addEventListener("focusin", ({ target }) => {
    if (!target.matches(":focus-visible")) return;
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  page.filter.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && page.filter.value === "") page.filter.blur();
  });
}
