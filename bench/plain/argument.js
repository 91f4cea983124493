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
