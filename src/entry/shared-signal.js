import { attempt } from "./attempt.js";

/** Of each signal that calls listen to now: their listeners, behind one listener on the signal. */
const shared = /* @__PURE__ */ new WeakMap();

/**
 * Listens for an abort until the function that it returns is called. However many calls share the signal,
 * it carries one listener, and none after the last of them: Node warns of a leak from the eleventh on.
 */
export function listen(signal, listener) {
  let group = shared.get(signal);
  if (!group) {
    const listeners = new Set();
    // Nothing is thrown at who dispatches the event, not even where the stack ends.
    group = { listeners, notify: () => listeners.forEach((each) => attempt(each)) };
    try {
      signal.addEventListener("abort", group.notify);
    } catch (cause) {
      signal.removeEventListener("abort", group.notify);
      throw cause;
    }
    shared.set(signal, group);
  }
  group.listeners.add(listener);
  return () => {
    if (group.listeners.delete(listener) && group.listeners.size === 0) {
      shared.delete(signal);
      signal.removeEventListener("abort", group.notify);
    }
  };
}
