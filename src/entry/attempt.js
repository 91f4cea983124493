/** What `read` gives; `undefined` where it throws. */
export function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
