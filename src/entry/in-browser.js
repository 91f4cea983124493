import { attempt } from "./attempt.js";

/**
 * Whether every visitor can read what this code holds: in a page and in a browser's dedicated, shared
 * and service workers. Servers that bring a DOM along (jsdom) are none.
 *
 * Each server is known by more than a name: an element's id makes a global of a page too.
 */
export function inBrowser() {
  const global = (name) => attempt(() => globalThis[name]);
  const onServer =
    typeof global("process")?.versions?.node === "string" ||
    typeof global("Bun")?.version === "string" ||
    typeof global("Deno")?.version?.deno === "string" ||
    typeof global("EdgeRuntime") === "string" ||
    typeof global("WebSocketPair") === "function";
  return !onServer && ("document" in globalThis || "WorkerGlobalScope" in globalThis);
}
