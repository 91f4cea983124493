import { attempt, Cancellation, isSignal } from "../platform.js";
import { instantiate, newInstance, startFailure } from "./start.js";

/** In milliseconds, as in src/retry.rs. */
const DEFAULT_TIMEOUT = 30_000;

/**
 * Starts a module that may have to be waited for; calls that come meanwhile share the start.
 * @param loadWasm gives the bytes of the module, or a promise of them or of a `WebAssembly.Module`
 * @returns as that of `startNow`, or a promise of it, rejected with the reason of the caller's signal
 */
export function startWhenLoaded(loadWasm) {
  let starting;

  function start() {
    const source = loadWasm();
    // At once where the runtime allows it: fake timers must not change the first call.
    if (!(source instanceof Promise)) return instantiate(new WebAssembly.Module(source));
    const instance = newInstance();
    return source
      .then((wasm) => WebAssembly.instantiate(wasm, instance.imports))
      .then((result) => instance.start(result.instance ?? result));
  }

  return (options, startedAt) => {
    try {
      starting ??= start();
    } catch (cause) {
      return { failure: compileFailure(cause) };
    }
    const started = starting;
    const forget = () => {
      if (starting === started) starting = undefined;
    };
    if (started instanceof Promise) {
      started.then(forget, forget);
      return wait(started, options, startedAt, forget);
    }
    forget();
    return { instance: started };
  };
}

/** Waits for a start, unless the caller's signal or time limit comes first. */
async function wait(starting, options, startedAt, giveUp) {
  const given = attempt(() => options.timeout);
  const timeout = typeof given === "number" && given > 0 ? given : DEFAULT_TIMEOUT;
  const cancellation = cancellationOf(options, startedAt + timeout - Date.now());
  try {
    const started = starting.then(
      (instance) => ({ instance }),
      (cause) => ({ failure: compileFailure(cause) }),
    );
    const outcome = await cancellation.race(started);
    if (cancellation.aborted) throw cancellation.reason;
    if (outcome) return outcome;
    giveUp();
    const message = `WebAssembly did not start within ${timeout} ms (\`timeout\`)`;
    return { failure: { code: "timeout", message, timeout } };
  } finally {
    cancellation.close(true);
  }
}

function compileFailure(cause) {
  const failure = startFailure(cause);
  if (/disallowed by embedder/i.test(failure.message)) {
    failure.message +=
      " (bundle with the condition `workerd` or `edge-light`; in Next.js, set" +
      ' `serverExternalPackages: ["datadog-llm-accounts"]`)';
  }
  return failure;
}

/** Whether the options are valid is for the call to say. */
function cancellationOf(options, left) {
  const signal = attempt(() => options.signal);
  const listening = attempt(() => isSignal(signal) && new Cancellation(signal, left));
  return listening || new Cancellation(undefined, left);
}
