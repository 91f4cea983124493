import { AccountsError } from "../../src/entry/error.js";

/** The refusal of an argument, before anything is sent. */
export function refuse(argument, message) {
  return new AccountsError({ code: "invalid_argument", message, argument });
}

export function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** What a read gives; `undefined` where it throws. */
export function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** A string without half a character, which no URL can carry. */
export function text(argument, value) {
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw refuse(argument, `\`${argument}\` is no string`);
  if (/\p{Surrogate}/u.test(value)) {
    throw refuse(argument, `\`${argument}\` holds half a character`);
  }
  return value;
}
