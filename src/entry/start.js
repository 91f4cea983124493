import { attempt, inBrowser } from "../platform.js";
import { Instance } from "./instance.js";

/**
 * Starts a module that is there already: what a bundler or runtime made of a `.wasm` import.
 *
 * @returns a function that gives `{ instance }`, or `{ failure }`: the fields of an `AccountsError`
 */
export function startNow(module) {
  return () => {
    try {
      return { instance: instantiate(module) };
    } catch (cause) {
      return { failure: startFailure(cause) };
    }
  };
}

export function instantiate(module) {
  const instance = newInstance();
  return instance.start(new WebAssembly.Instance(module, instance.imports));
}

export function newInstance() {
  return new Instance((cause) => loadFailure("WebAssembly trapped", cause));
}

export function startFailure(cause) {
  const failure = loadFailure("WebAssembly could not start", cause);
  if (inBrowser()) failure.message += " (the page's script-src must allow 'wasm-unsafe-eval')";
  return failure;
}

function loadFailure(what, cause) {
  const why = attempt(() => String(cause?.message ?? cause)) ?? "for an unknown reason";
  return { code: "load", message: `${what}: ${why}`, cause };
}
