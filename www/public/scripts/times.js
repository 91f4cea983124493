// Relative times that stay true while the page is open, with the exact time on hover.
import { ago, dateAndTime } from "./words.js";

const EVERY_MS = 10_000;
const shown = new Map();

export function showTime(element, date) {
  shown.set(element, date);
  element.dateTime = date.toISOString();
  element.title = dateAndTime(date);
  element.textContent = ago(date);
}

setInterval(() => {
  for (const [element, date] of shown) element.textContent = ago(date);
}, EVERY_MS);
