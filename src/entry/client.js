import { AccountsError } from "./error.js";
import { createGlue } from "./glue.js";
import { createHost } from "./host.js";
import { inBrowser } from "./in-browser.js";
import { readOptions } from "./options.js";

/** The fields of an `AccountsError`, until it is thrown where its stack tells who called. */
class Failure {
  constructor(fields) {
    this.fields = fields;
  }
}

/**
 * Makes `listAccounts` of a function that gives the wasm: a module, or its bytes. It is called at
 * the first call, and again only after WebAssembly failed to start or died.
 */
export function createListAccounts(loadWasm) {
  let starting;

  return async function listAccounts(integration, options) {
    const given = readOptions(integration, options);
    starting ??= start(loadWasm).catch((cause) =>
      loadFailure("WebAssembly could not start", cause),
    );
    const mine = starting;
    const engine = await mine;
    const outcome = engine instanceof Failure ? engine : await engine.listAccounts(given);
    if (!(outcome instanceof Failure)) return outcome;
    if (outcome.fields.code === "load" && starting === mine) starting = undefined;
    throw new AccountsError(outcome.fields);
  };
}

/** Starts an instance, with glue of its own: another instance's cached memory would be a wrong one. */
async function start(loadWasm) {
  // A caller near the end of its stack would leave none for the start.
  await undefined;
  const calls = new Set();
  let death;

  // wasm-bindgen never settles the promise of a call that trapped, so each running call is ended here.
  const die = (cause) => {
    death ??= loadFailure("WebAssembly died", cause);
    for (const end of calls) end(death);
    calls.clear();
    host.abandonSteps();
  };
  const guard = (run) =>
    function guarded() {
      try {
        // Once it has trapped, its memory can be in any state.
        if (!death) return run.apply(undefined, arguments);
      } catch (cause) {
        die(cause);
      }
      // The glue looks into what some functions return.
      return [];
    };

  const host = createHost((task, outcome) => glue.resume(task, outcome));
  const glue = createGlue(host);
  const started = await WebAssembly.instantiate(await loadWasm(), glue.imports);
  const exports = {};
  for (const [name, value] of Object.entries((started.instance ?? started).exports)) {
    exports[name] = typeof value === "function" ? guard(value) : value;
  }
  glue.start(exports);
  if (death) throw death.fields.cause;
  return {
    listAccounts: (given) =>
      new Promise((resolve, reject) => {
        if (death) return resolve(death);
        calls.add(resolve);
        const end = (how) => (value) => {
          if (calls.delete(resolve)) how(value);
        };
        glue.listAccounts(given, {
          resolve: end(resolve),
          reject: end(reject),
          fail: end((fields) => resolve(new Failure(fields))),
        });
      }),
  };
}

function loadFailure(what, cause) {
  let why = "for an unknown reason";
  try {
    why = String(cause?.message ?? cause);
  } catch {
    // A value without text: nothing more can be said of it.
  }
  const hint = inBrowser() ? " (the page's script-src must allow 'wasm-unsafe-eval')" : "";
  return new Failure({ code: "load", message: `${what}: ${why}${hint}`, cause });
}
