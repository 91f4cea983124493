// Copies on click, and confirms it in the button and to screen readers.
const DONE_MS = 1500;

export async function copy(button, text, what) {
  // What is outside a modal dialog is not read out.
  const status = (button.closest("dialog") ?? document).querySelector(
    button.closest("dialog") ? "[role=status]" : "#copied",
  );
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    status.textContent = "The browser did not allow copying.";
    return;
  }
  button.classList.add("done");
  status.textContent = `Copied ${what}.`;
  setTimeout(() => button.classList.remove("done"), DONE_MS);
}
