// The page's own elements by id, and copies of its templates.
export const page = Object.fromEntries(
  [...document.querySelectorAll("body [id]")].map((element) => [element.id, element]),
);

export function instantiate(id) {
  return page[id].content.firstElementChild.cloneNode(true);
}

// Always without its middle, which CSS replaces: the text itself stays whole.
export function setShort(element, text) {
  const characters = [...text];
  const cut = characters.length > 14 ? characters.splice(8, characters.length - 12).join("") : "";
  const [head, middle, tail] = element.children;
  head.textContent = characters.slice(0, 8).join("");
  middle.textContent = cut;
  tail.textContent = characters.slice(8).join("");
  element.title = text;
}

// Cut in the middle by CSS where it does not fit.
export function setMiddle(element, text) {
  const characters = [...text];
  const tail = characters.length > 8 ? characters.splice(-4).join("") : "";
  element.firstElementChild.textContent = characters.join("");
  element.lastElementChild.textContent = tail;
  element.title = text;
}
