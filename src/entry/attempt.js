/** What `read` gives; `undefined` where it throws. */
export function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The start of a text, cut between two characters. */
export function startOf(text, length) {
  return text.slice(0, length).replace(text.length > length ? /[\uD800-\uDBFF]$/ : "", "");
}

export function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
