/** Of each signal that calls listen to now: their listeners, behind one listener on the signal. */
const shared = /* @__PURE__ */ new WeakMap();

/**
 * As much of an `AbortSignal` as a call uses. However many calls share the signal, it carries one
 * listener, and none after the last of them: Node warns of a leak from the eleventh on.
 */
export function shareSignal(signal) {
  return {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason;
    },
    addEventListener(type, listener) {
      let group = shared.get(signal);
      if (!group) {
        const listeners = new Set();
        group = { listeners, notify: () => listeners.forEach((each) => each()) };
        signal.addEventListener(type, group.notify);
        shared.set(signal, group);
      }
      group.listeners.add(listener);
    },
    removeEventListener(type, listener) {
      const group = shared.get(signal);
      if (group?.listeners.delete(listener) && group.listeners.size === 0) {
        shared.delete(signal);
        signal.removeEventListener(type, group.notify);
      }
    },
  };
}
