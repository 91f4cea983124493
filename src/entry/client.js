import { AccountsError } from "./error.js";
import { createGlue } from "./glue.js";
import { inBrowser } from "./in-browser.js";

/** The fields of an `AccountsError`, until it is thrown where its stack tells who called. */
class Failure {
  constructor(fields) {
    this.fields = fields;
  }
}

/** What the engine asks of JavaScript (`Host` in src/js.rs). */
const host = {
  error: (fields) => new Failure(fields),
  get inBrowser() {
    return inBrowser();
  },
};

/**
 * Makes `listAccounts` of a function that gives the wasm: a module, or its bytes. It is called at
 * the first call, and again only after WebAssembly failed to start or died.
 */
export function createListAccounts(loadWasm) {
  let starting;

  return async function listAccounts(integration, options) {
    starting ??= start(loadWasm);
    const mine = starting;
    try {
      return await (await mine).listAccounts(integration, options);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.fields.code === "load" && starting === mine) starting = undefined;
      throw new AccountsError(error.fields);
    }
  };
}

/** Starts an instance, with glue of its own: another instance's cached memory would be a wrong one. */
async function start(loadWasm) {
  const calls = new Set();
  let death;

  // wasm-bindgen never settles the promise of a call that trapped, so each running call is failed here.
  const die = (cause) => {
    death ??= loadFailure("WebAssembly died", cause);
    for (const reject of calls) reject(death);
    calls.clear();
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

  try {
    const glue = createGlue();
    const started = await WebAssembly.instantiate(await loadWasm(), glue.imports);
    const exports = {};
    for (const [name, value] of Object.entries((started.instance ?? started).exports)) {
      exports[name] = typeof value === "function" ? guard(value) : value;
    }
    glue.start(exports);
    if (death) throw death.fields.cause;
    return {
      listAccounts: (integration, options) =>
        new Promise((resolve, reject) => {
          if (death) throw death;
          calls.add(reject);
          const settled = () => calls.delete(reject);
          Promise.resolve(glue.listAccounts(integration, options, host)).then(
            (accounts) => {
              if (settled()) resolve(accounts);
            },
            (error) => {
              if (settled()) reject(error);
            },
          );
        }),
    };
  } catch (cause) {
    throw loadFailure("WebAssembly could not start", cause);
  }
}

function loadFailure(what, cause) {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `${what}: ${why} (a Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src)`;
  return new Failure({ code: "load", message, cause });
}
