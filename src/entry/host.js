import { kindOf, OBJECT } from "./answer.js";

/** Marks a kind among what `look` tells (`Found` in src/model.rs). */
const KIND = 1 << 31;

/**
 * What the core asks of JavaScript (src/host.rs, src/js.rs). It is handed no value: what it is asked about is held
 * here, so that the module has no table of values, and each look is one call.
 */
export function createHost() {
  const shapes = { __proto__: null };
  // As deep as the documented answer is.
  const held = [undefined, undefined, undefined, undefined, undefined];
  let list;

  return {
    /** Runs a question about these places; what is in them is the answer, too. */
    withPlaces(places, question) {
      list = places;
      const told = question();
      list = undefined;
      return told;
    },
    get: (place) => list[place],
    set(place, value) {
      list[place] = value;
    },

    /** Holds what is checked, and lets go of what was held before. */
    hold(answer) {
      held.fill(undefined);
      held[0] = answer;
    },
    describeShape(shape, names) {
      shapes[shape] = names.split("\n");
    },
    look(level, place, owner, shape) {
      if (level > 0) held[level] = held[level - 1][shapes[owner]?.[place] ?? place];
      const value = held[level];
      const names = shapes[shape];
      const kind = kindOf(value);
      if (kind !== OBJECT || !names) return KIND | kind;
      let kinds = 0;
      for (let i = 0; i < names.length; i++) kinds |= kindOf(value[names[i]]) << (3 * i);
      return kinds;
    },
    lengthOf: (level) => held[level].length,
  };
}
