/** The Rust of bench/idiomatic. The bundle puts the wasm into the JavaScript, or beside it for a Worker. */
import { initSync, listAccounts as callRust } from "../../target/bench/idiomatic/idiomatic.js";
import wasm from "../../target/bench/idiomatic/idiomatic_bg.wasm";

let started = false;

export async function listAccounts(integration, options) {
  if (!started) {
    initSync({ module: wasm });
    started = true;
  }
  const { fetch = globalThis.fetch } = options;
  return await callRust(integration, options, (request) => fetch(request));
}
