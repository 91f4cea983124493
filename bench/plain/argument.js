import { AccountsError } from "../../src/entry/error.js";

/** The refusal of an argument, before anything is sent. */
export function refuse(argument, message) {
  return new AccountsError({ code: "invalid_argument", message, argument });
}
