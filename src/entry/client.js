import { attempt } from "./attempt.js";
import { AccountsError } from "./error.js";
import { createGlue } from "./glue.js";
import { createHost } from "./host.js";
import { inBrowser } from "./in-browser.js";
import { readOptions, refuse } from "./options.js";
import { ABORTED, DEAF, DONE, Step, TIMED_OUT } from "./step.js";

/** The default of `timeout` (src/retry.rs), for a call that is not in Rust yet. */
const TIMEOUT = 30_000;

const LATE = Symbol();

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
  let running;

  /** The instance that runs, or a promise of the one that starts. */
  function engine() {
    if (running?.isAlive()) return running;
    const began = (starting ??= start(loadWasm).then(
      (started) => {
        forget(began);
        return (running = started);
      },
      (cause) => {
        forget(began);
        return loadFailure("WebAssembly could not start", cause);
      },
    ));
    return began;
  }

  /** The next call begins a start of its own. */
  function forget(start) {
    if (starting === start) starting = undefined;
  }

  return async function listAccounts(integration, options) {
    const given = readOptions(integration, options);
    given.started = Date.now();
    // A caller near the end of its stack would leave none for the call.
    await undefined;
    let outcome;
    do {
      const found = engine();
      outcome = found === running ? found : await within(given, found);
      if (outcome === LATE) {
        forget(found);
        const timeout = given.timeout ?? TIMEOUT;
        const message = `WebAssembly did not start within ${timeout} ms (\`timeout\`)`;
        outcome = new Failure({ code: "timeout", message, timeout });
      }
      // Another call can kill the instance before this one is in it: then nothing comes of it.
      if (!(outcome instanceof Failure)) outcome = await outcome.listAccounts(given);
    } while (outcome === undefined);
    if (outcome instanceof Failure) throw new AccountsError(outcome.fields);
    return outcome;
  };
}

/** What a start brings, unless the caller's signal or the time limit comes first. */
async function within({ signal, started, timeout = TIMEOUT }, start) {
  // As it is refused in Rust, which may never start.
  if (!(timeout > 0)) refuse("timeout", "`timeout` is no time in milliseconds above 0");
  const step = new Step(signal, Math.max(1, started + timeout - Date.now()));
  const { end, value } = await step.wait(start);
  step.close();
  if (end === DONE) return value;
  if (end === ABORTED) throw value;
  if (end === TIMED_OUT) return LATE;
  if (end === DEAF) refuse("signal", "listening to `signal` threw");
  // Without timers and the like there is nothing to wait with.
  return start;
}

/** Starts an instance, with glue of its own: another instance's cached memory would be a wrong one. */
async function start(loadWasm) {
  // A caller near the end of its stack would leave none for the start.
  await undefined;
  const calls = new Set();
  let death;

  // wasm-bindgen never settles the promise of a call that trapped, so each running call is ended here.
  const die = (cause) => {
    // A trap, or the end of the stack. What else is thrown, if anything is, may hold a caller's secret.
    const known = ["RuntimeError", "RangeError", "InternalError"];
    const isKnown = attempt(() => known.includes(cause.name));
    death ??= loadFailure("WebAssembly died", isKnown ? cause : undefined);
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
    isAlive: () => !death,
    /** Nothing comes of it where the instance has died before. */
    listAccounts: (given) =>
      new Promise((resolve, reject) => {
        if (death) return resolve();
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
    if (cause !== undefined) why = String(cause?.message ?? cause);
  } catch {
    // A value without text: nothing more can be said of it.
  }
  const hint = inBrowser() ? " (the page's script-src must allow 'wasm-unsafe-eval')" : "";
  return new Failure({ code: "load", message: `${what}: ${why}${hint}`, cause });
}
