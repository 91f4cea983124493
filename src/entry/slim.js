// The wasm is passed in: served as a file of its own, it is cached on its own.
import { build } from "./build.js";
import { AccountsError } from "./error.js";
import { createListAccounts } from "./list-accounts.js";
import { startWhenLoaded } from "./start-when-loaded.js";

export { AccountsError };
export { INTEGRATIONS, SITES } from "./names.js";

const KINDS = "a URL, a Response, bytes, a WebAssembly.Module or a promise of one";

/** What was passed in; the compiled module replaces it, since a Response can be read only once. */
let given;

export function setWasm(wasm) {
  const promised = typeof wasm?.then === "function";
  if (!promised && !kindOf(wasm)) {
    const message = `\`wasm\` must be ${KINDS}`;
    throw new AccountsError({ code: "invalid_argument", message, argument: "wasm" });
  }
  given = { wasm };
  if (promised) Promise.resolve(wasm).catch(() => {});
}

async function load() {
  if (!given) throw new Error("pass it to setWasm() before the first call");
  const mine = given;
  if (!mine.module) {
    const wasm = await mine.wasm;
    // Its body can be read once, and an earlier start may be reading it.
    if (kindOf(wasm) === "Response") mine.bytes ??= read(wasm, "Response");
    mine.module = await compile((await mine.bytes) ?? wasm);
  }
  return mine.module;
}

export const listAccounts = /* @__PURE__ */ createListAccounts(
  /* @__PURE__ */ startWhenLoaded(load),
);

async function compile(wasm) {
  const kind = kindOf(wasm);
  if (!kind) throw new Error(`the promise passed to setWasm() must give ${KINDS}`);
  const module = kind === "Module" ? wasm : await WebAssembly.compile(await read(wasm, kind));
  if (WebAssembly.Module.customSections(module, build).length === 0) {
    throw new Error("it is not the accounts.wasm of this version of the package");
  }
  return module;
}

async function read(wasm, kind) {
  if (kind === "bytes") return wasm;
  const failed = (cause) => {
    throw new Error(`fetch could not read ${wasm}: pass its bytes instead`, { cause });
  };
  const response = kind === "URL" ? await fetch(wasm).catch(failed) : wasm;
  if (response.ok) return response.arrayBuffer();
  throw new Error(`${response.url || "the Response"} has the status ${response.status}`);
}

/** By their names, since each may come from another realm. */
function kindOf(value) {
  if (typeof value === "string") return "URL";
  if (ArrayBuffer.isView(value)) return "bytes";
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return { ArrayBuffer: "bytes", "WebAssembly.Module": "Module", Response: name, URL: name }[name];
}
