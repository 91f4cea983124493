/** Answers, and what has to come of them: the same in JavaScript and in Rust (tests/rust/api.rs). */
import { readFileSync } from "node:fs";

const ACCOUNT = { id: "1", account_id: "2", account_name: "3", integration: "openai" };
const table = JSON.parse(readFileSync(new URL("fixtures/answers.json", import.meta.url), "utf8"));

/** @type {[body: string, accounts: object[]][]} the accounts without the `null` that a field may be */
export const ACCOUNTS = table.accounts.map(([body, accounts]) => [textOf(body), accounts]);

/** @type {[body: string, path: string, expected: string, found: string][]} */
export const DECODE = table.decode.map(([body, ...rest]) => [textOf(body), ...rest]);

/**
 * @type {{ name: string, status: number, headers: object, body: string, fields: object, message: string }[]}
 *   `fields`: of the error, besides status and headers; `message`: after the host
 */
export const HTTP = table.http.map(({ body, fields, ...rest }) => ({
  ...rest,
  body: textOf(body),
  fields: "body" in fields ? { ...fields, body: repeated(fields.body) } : fields,
}));

/** What is sent: a text; two accounts, the second of which has or lacks something; or else JSON. */
function textOf(body) {
  const is = (kind) => Object.hasOwn(Object(body), kind);
  if (is("text")) return body.text;
  if (is("repeat")) return repeated(body);
  if (is("with")) return JSON.stringify([ACCOUNT, { ...ACCOUNT, ...body.with }]);
  if (is("without")) return JSON.stringify([ACCOUNT, { ...ACCOUNT, [body.without]: undefined }]);
  return JSON.stringify(body);
}

function repeated(text) {
  if (typeof text === "string") return text;
  return text.repeat.map(([part, times]) => part.repeat(times)).join("");
}
