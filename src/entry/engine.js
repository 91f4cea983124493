import { attempt } from "./attempt.js";
import { coreOf } from "./core.js";
import { Failure, refusal } from "./failure.js";
import { createGlue } from "./glue.js";
import { createHost } from "./host.js";
import { inBrowser } from "./in-browser.js";
import { ABORTED, DEAF, DONE, Step, TIMED_OUT } from "./step.js";

/**
 * The core in WebAssembly, for `createListAccounts`.
 *
 * @param loadWasm Gives the wasm: a module, or its bytes. It is called at the first call, and again only after
 *   WebAssembly failed to start or died.
 */
export function createEngine(loadWasm) {
  let starting;
  let running;

  /** A promise of the instance that starts, or of a `Failure`. */
  function engine() {
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

  return async function ask(given, question) {
    // Of the calls that waited for a start, one can have killed the instance before the next goes on.
    while (!running) {
      const began = engine();
      await within(given, began, () => forget(began));
    }
    const core = running;
    try {
      return question(core);
    } catch (cause) {
      // Once it has trapped, its memory can be in any state. Other calls have nothing in it.
      if (running === core) running = undefined;
      // A trap, or the end of the stack. What else is thrown, if anything is, may hold a caller's secret.
      const known = ["RuntimeError", "RangeError", "InternalError"];
      const isKnown = attempt(() => known.includes(cause.name));
      throw loadFailure("WebAssembly died", isKnown ? cause : undefined);
    }
  };
}

/** Waits for a start, unless the caller's signal or the time limit comes first. */
async function within({ signal, started, timeout }, start, late) {
  // As it is refused in Rust, which may never start.
  if (!(timeout > 0)) throw refusal("timeout", "`timeout` is no time in milliseconds above 0");
  const step = new Step(signal, Math.max(1, started + timeout - Date.now()));
  const { end, value } = await step.wait(start);
  step.close();
  if (end === TIMED_OUT) {
    late();
    const message = `WebAssembly did not start within ${timeout} ms (\`timeout\`)`;
    throw new Failure({ code: "timeout", message, timeout });
  }
  if (end === ABORTED) throw value;
  if (end === DEAF) throw refusal("signal", "listening to `signal` threw");
  // Without timers and the like there is nothing to wait with.
  const core = end === DONE ? value : await start;
  if (core instanceof Failure) throw core;
}

/** Starts an instance, with glue of its own: another instance's cached memory would be a wrong one. */
async function start(loadWasm) {
  // A caller near the end of its stack would leave none for the start.
  await undefined;
  const host = createHost();
  const glue = createGlue(host);
  const started = await WebAssembly.instantiate(await loadWasm(), glue.imports);
  glue.start((started.instance ?? started).exports);
  const core = coreOf(glue, host);
  // What is no instance of the core does not start.
  core.check([], 0);
  return core;
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
