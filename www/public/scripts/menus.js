// Places each menu, a popover, under the button that opens it.
export function bindMenus() {
  for (const button of document.querySelectorAll("button[popovertarget]")) {
    const menu = document.getElementById(button.getAttribute("popovertarget"));
    const place = () => {
      const { bottom, right } = button.getBoundingClientRect();
      const { clientWidth } = document.documentElement;
      menu.style.top = `${bottom + 4}px`;
      menu.style.right = `${Math.max(16, clientWidth - right)}px`;
    };
    menu.addEventListener("beforetoggle", ({ newState }) => newState === "open" && place());
    window.addEventListener("resize", () => menu.hidePopover());
    window.addEventListener("scroll", () => menu.matches(":popover-open") && place());
  }
}
