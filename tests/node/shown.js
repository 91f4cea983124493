/** Everything that a log, a console or a collector of errors may show of a value. */
import { inspect } from "node:util";
import { gettersOf } from "../getters.js";

const OPTIONS = {
  depth: Infinity,
  showHidden: true,
  showProxy: true,
  maxArrayLength: Infinity,
  maxStringLength: Infinity,
  breakLength: Infinity,
};

export function shown(value) {
  const texts = [];
  collect(value, texts, new Set());
  return texts.join("\n");
}

/** The value and all it holds, by whatever name, to any depth. */
function collect(value, texts, seen) {
  texts.push(textOf(value), inspect(value), inspect(value, OPTIONS), json(value));
  if (value === null || !["object", "function"].includes(typeof value) || seen.has(value)) return;
  seen.add(value);
  for (const name of Reflect.ownKeys(value)) {
    texts.push(String(name));
    const { value: own, get } = Object.getOwnPropertyDescriptor(value, name);
    collect(get ? get.call(value) : own, texts, seen);
  }
  for (const name of ["name", "message", "stack", "cause", ...gettersOf(value)]) {
    collect(value[name], texts, seen);
  }
}

function textOf(value) {
  try {
    return String(value);
  } catch {
    return "";
  }
}

function json(value) {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}
