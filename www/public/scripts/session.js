// The dashboard's token: it comes from #token=... or the form, and stays in this tab.
const KEY = "datadog-llm-accounts.token";

let token = readStored();
adoptFromAddress();

export function getToken() {
  return token;
}

export function setToken(value) {
  token = value;
  try {
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is blocked: the token lasts until the page is left.
  }
}

// Removes the token from the URL, so that it is in no history, bookmark or screenshot.
export function adoptFromAddress() {
  const found = /^#token=(.*)$/.exec(location.hash);
  if (!found) return false;
  history.replaceState(history.state, "", location.pathname + location.search);
  setToken(decode(found[1]).trim());
  return true;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readStored() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
