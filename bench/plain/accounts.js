/** The shapes of an answer, and the check of the parsed objects where they lie. */
import { Failure } from "../../src/entry/failure.js";

const optional = (check) => (value) => (value == null ? undefined : check(value));

const ACCOUNT = {
  id: string,
  account_id: string,
  account_name: string,
  integration: string,
  account_region: optional(string),
  azure_openai_metadata: optional(
    object({
      deployment_id: optional(string),
      model_version: optional(string),
      resource_name: optional(string),
    }),
  ),
  vertex_ai_metadata: optional(
    object({
      location: optional(string),
      project: optional(string),
      project_ids: optional(list(string)),
    }),
  ),
};
const REQUIRED = ["id", "account_id", "account_name", "integration"];
const checkAccount = /* @__PURE__ */ object(ACCOUNT);
const checkAccounts = /* @__PURE__ */ list(checkAccount);

/** A `Failure` where the answer differs from what is documented; `first` as in src/js.rs. */
export function check(answer, first) {
  if (answer === undefined) {
    const found = { 0: "nothing", 60: "HTML" }[first] ?? "other text";
    return undocumented({ path: "", expected: "JSON", found });
  }
  const single = typeof answer === "object" && answer !== null && !Array.isArray(answer);
  // With none of the required fields it is something else, and saying which it lacks would mislead.
  const foreign = single && REQUIRED.every((name) => answer[name] == null);
  const wrong = single && !foreign ? checkAccount(answer) : checkAccounts(answer);
  return wrong && undocumented(wrong);
}

function undocumented({ path: place, expected, found }) {
  const path = `$${place}`;
  const message = `the answer is not as documented: expected ${expected} at ${path}, found ${found}`;
  return new Failure({ code: "decode", message, path, expected, found });
}

function string(value) {
  return typeof value === "string" ? undefined : mismatch("string", value);
}

function object(fields) {
  const checks = Object.entries(fields);
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return mismatch("object", value);
    }
    for (const [name, check] of checks) {
      const wrong = check(value[name]);
      if (wrong) return inside(`.${name}`, wrong);
    }
    return undefined;
  };
}

function list(check) {
  return (value) => {
    if (!Array.isArray(value)) return mismatch("array", value);
    for (let i = 0; i < value.length; i++) {
      const wrong = check(value[i]);
      if (wrong) return inside(`[${i}]`, wrong);
    }
    return undefined;
  };
}

function inside(place, wrong) {
  return { ...wrong, path: place + wrong.path };
}

function mismatch(expected, value) {
  let found = typeof value;
  if (value === undefined) found = "nothing";
  else if (value === null) found = "null";
  else if (Array.isArray(value)) found = "array";
  return { path: "", expected, found };
}
