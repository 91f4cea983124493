// The wasm is handed in: served as a file of its own, it is cached on its own.
import { build } from "./build.js";
import { createListAccounts } from "./call.js";
import { createEngine } from "./engine.js";
import { AccountsError } from "./error.js";

export { AccountsError };
export { INTEGRATIONS, SITES } from "./names.js";

const KINDS = "a URL, a Response, bytes, a WebAssembly.Module or a promise of one";

/** What was handed in; the module takes its place, since a Response can be read only once. */
let given;

export function setWasm(wasm) {
  const promised = typeof wasm?.then === "function";
  if (!promised && !kindOf(wasm)) {
    const message = `\`wasm\` is not ${KINDS}`;
    throw new AccountsError({ code: "invalid_argument", message, argument: "wasm" });
  }
  given = { wasm };
  // Should it fail, the first call says so.
  if (promised) Promise.resolve(wasm).catch(() => {});
}

const engine = /* @__PURE__ */ createEngine(async () => {
  if (!given) throw new Error("hand it in with setWasm(), before the first call");
  const mine = given;
  if (!mine.module) {
    const wasm = await mine.wasm;
    // Its body can be read once, and an earlier start may be reading it.
    if (kindOf(wasm) === "Response") mine.bytes ??= read(wasm, "Response");
    mine.module = await compile((await mine.bytes) ?? wasm);
  }
  return mine.module;
});

export const listAccounts = /* @__PURE__ */ createListAccounts(engine);

async function compile(wasm) {
  const kind = kindOf(wasm);
  if (!kind) throw new Error(`what setWasm() was promised is not ${KINDS}`);
  const module = kind === "Module" ? wasm : await WebAssembly.compile(await read(wasm, kind));
  if (WebAssembly.Module.customSections(module, build).length === 0) {
    throw new Error("it is not the accounts.wasm of this very version of the package");
  }
  return module;
}

async function read(wasm, kind) {
  if (kind === "bytes") return wasm;
  const response = kind === "URL" ? await download(wasm) : wasm;
  if (response.ok) return response.arrayBuffer();
  throw new Error(`${response.url || "the Response"} has the status ${response.status}`);
}

async function download(url) {
  try {
    return await fetch(url);
  } catch (cause) {
    throw new Error(`fetch could not read ${url}: hand in its bytes`, { cause });
  }
}

/** By their names, since each may come from another realm. */
function kindOf(value) {
  if (typeof value === "string") return "URL";
  if (ArrayBuffer.isView(value)) return "bytes";
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return { ArrayBuffer: "bytes", "WebAssembly.Module": "Module", Response: name, URL: name }[name];
}
