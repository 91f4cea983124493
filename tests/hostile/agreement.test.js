/** The check agrees, on every body, with an independent validator of Datadog's own document. */
import assert from "node:assert/strict";
import { test } from "node:test";
import Ajv from "ajv";
import fc from "fast-check";
import { parse } from "yaml";
import { KEYS, listAccounts, readText } from "../node/common.js";
import { kind, lists, mutations } from "./mutations.js";

const { Account } = parse(readText("fixtures/openapi.yaml")).components.schemas;
const REQUIRED = Account.required;
const valid = new Ajv({ strict: false, allErrors: true }).compile({
  type: "array",
  items: orNull(Account),
});

/** Fields that Datadog does not require may be null here: in a sibling operation they are. */
function orNull({ properties, required = [], ...schema }) {
  if (!properties) return schema;
  const fields = Object.entries(properties).map(([name, field]) => [
    name,
    required.includes(name) ? orNull(field) : { ...orNull(field), nullable: true },
  ]);
  return { ...schema, required, properties: Object.fromEntries(fields) };
}

/** What the validator finds: each place as an error's `path`, and what was wanted there. */
function differences(body) {
  // One bare account is a list of one; an object that has nothing of an account is none.
  const isBare = kind(body) === "object" && REQUIRED.some((name) => (body[name] ?? null) !== null);
  const base = isBare ? 1 : 0;
  if (valid(isBare ? [body] : body)) return [];
  return valid.errors.map(({ instancePath, keyword, params }) => {
    const steps = instancePath.split("/").slice(1 + base);
    if (keyword === "required") steps.push(params.missingProperty);
    const path = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join("");
    return { path: `$${path}`, expected: keyword === "required" ? "string" : params.type };
  });
}

/** What lies at a path such as `$[3].vertex_ai_metadata.project_ids[1]`. */
function at(body, path) {
  const steps = path.match(/\w+/g) ?? [];
  return steps.reduce((value, step) => value?.[step], body);
}

async function agrees(body) {
  const text = JSON.stringify(body);
  const received = JSON.parse(text);
  const wrong = differences(received);
  const fetch = () => new Response(text);
  const outcome = await listAccounts("openai", { ...KEYS, fetch }).catch((error) => error);
  if (wrong.length === 0) return assert.deepEqual(outcome, [received].flat());
  const { code, path, expected, found } = outcome;
  assert.equal(code, "decode", text);
  assert.ok(
    wrong.some((each) => each.path === path && each.expected === expected),
    `${path} (${expected}) is none of ${JSON.stringify(wrong)}`,
  );
  assert.equal(found, kind(at(received, path)));
}

/** Anything that JSON can say, with the names and shapes of accounts in it more often than not. */
const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, 0, "", "x"),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
    tie("object"),
  ),
  object: fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        ...Object.keys(Account.properties),
        "project_ids",
        "location",
        "deployment_id",
      ),
      fc.string(),
    ),
    tie("value"),
    { maxKeys: 6, noNullPrototype: true },
  ),
}));

const BODIES = {
  "accounts as documented": lists,
  "accounts with another thing at one place": mutations.map(({ body }) => body),
  "accounts with other things at two places": fc
    .tuple(mutations, mutations)
    .map((both) => both.flatMap(({ body }) => body)),
  "accounts without one of their fields": fc
    .tuple(lists, fc.constantFrom(...Object.keys(Account.properties)))
    .map(([list, name]) => list.map((account) => ({ ...account, [name]: undefined }))),
  "whatever JSON can say": anyJson,
  "lists of whatever JSON can say": fc.array(anyJson, { maxLength: 3 }),
};

for (const [name, bodies] of Object.entries(BODIES)) {
  test(`On ${name}.`, async () => {
    const numRuns = 1000 * Number(process.env.RUNS ?? 1);
    const seed = Number(process.env.SEED ?? 1);
    await fc.assert(fc.asyncProperty(bodies, agrees), {
      numRuns,
      seed,
      includeErrorInReport: true,
    });
  });
}
