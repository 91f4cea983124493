// A classic script: it runs before the first paint.
try {
  const theme = localStorage.getItem("datadog-llm-accounts.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme it is.
}
