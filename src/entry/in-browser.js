/**
 * Whether every visitor can read what this code holds: in a page and in a browser's dedicated, shared
 * and service workers. Servers that bring a DOM along (jsdom) are none.
 *
 * Each server is known by more than a name: an element's id makes a global of a page too.
 */
export function inBrowser() {
  const { Bun, Deno, EdgeRuntime, WebSocketPair, process } = globalThis;
  const onServer =
    typeof process?.versions?.node === "string" ||
    typeof Bun?.version === "string" ||
    typeof Deno?.version?.deno === "string" ||
    typeof EdgeRuntime === "string" ||
    typeof WebSocketPair === "function";
  return !onServer && ("document" in globalThis || "WorkerGlobalScope" in globalThis);
}
