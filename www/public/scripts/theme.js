// The theme switch: system, light or dark, kept for this browser. stored-theme.js reads it back.
const KEY = "datadog-llm-accounts.theme";

export function bindThemeSwitch(fieldset) {
  const { dataset } = document.documentElement;
  for (const radio of fieldset.querySelectorAll("input")) {
    radio.checked = radio.value === (dataset.theme ?? "");
    radio.addEventListener("change", () => {
      if (radio.value) dataset.theme = radio.value;
      else delete dataset.theme;
      store(radio.value);
    });
  }
}

function store(theme) {
  try {
    if (theme) localStorage.setItem(KEY, theme);
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is blocked: the theme lasts until the page is left.
  }
}
