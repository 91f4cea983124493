/**
 * Whether every visitor can read what this code holds: in a page and in a browser's dedicated, shared
 * and service workers. Servers that bring a DOM along (jsdom) are none.
 */
export function inBrowser() {
  const { Bun, Deno, EdgeRuntime, WebSocketPair, process } = globalThis;
  const onServer = Bun || Deno || EdgeRuntime || WebSocketPair || process?.versions?.node;
  return !onServer && ("document" in globalThis || "WorkerGlobalScope" in globalThis);
}
