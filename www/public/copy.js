// Copies at a click, and says so in the button and to screen readers.
export async function copy(button, text, { what, announce }) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    announce("The browser did not allow copying.");
    return;
  }
  button.classList.add("done");
  announce(`Copied ${what}.`);
  setTimeout(() => button.classList.remove("done"), 1500);
}
