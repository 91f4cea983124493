/** Lists of accounts as Datadog may send them, and the same with one thing wrong. */
import fc from "fast-check";

const REQUIRED = ["id", "account_id", "account_name", "integration"];

/** Each documented place in an account: its path, what belongs there, and how to put a value there. */
const PLACES = [
  ...[...REQUIRED, "account_region"].map((name) => [
    `.${name}`,
    "string",
    (account, value) => ({ ...account, [name]: value }),
  ]),
  ...["azure_openai_metadata", "vertex_ai_metadata"].map((name) => [
    `.${name}`,
    "object",
    (account, value) => ({ ...account, [name]: value }),
  ]),
  ...["deployment_id", "model_version", "resource_name"].map((name) =>
    inside("azure_openai_metadata", name, "string"),
  ),
  ...["location", "project"].map((name) => inside("vertex_ai_metadata", name, "string")),
  inside("vertex_ai_metadata", "project_ids", "array"),
  ...[0, 1, 12].map((index) => {
    const [path, , put] = inside("vertex_ai_metadata", "project_ids", "array");
    const list = (value) => [...Array.from({ length: index }, String), value, "x"];
    return [`${path}[${index}]`, "string", (account, value) => put(account, list(value))];
  }),
];

function inside(metadata, name, expected) {
  const put = (account, value) => ({
    ...account,
    [metadata]: { ...account[metadata], [name]: value },
  });
  return [`.${metadata}.${name}`, expected, put];
}

const text = fc.string({ unit: "grapheme", maxLength: 8 });
const absentOr = (arbitrary) => fc.option(arbitrary, { freq: 2 });

const documented = fc.record(
  {
    ...Object.fromEntries(REQUIRED.map((name) => [name, text])),
    account_region: absentOr(text),
    azure_openai_metadata: absentOr(
      fc.record(
        {
          deployment_id: absentOr(text),
          model_version: absentOr(text),
          resource_name: absentOr(text),
          new: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    ),
    vertex_ai_metadata: absentOr(
      fc.record(
        {
          location: absentOr(text),
          project: absentOr(text),
          project_ids: absentOr(fc.array(text)),
          new: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    ),
    new: fc.jsonValue(),
  },
  { requiredKeys: REQUIRED },
);

/** Lists of accounts, all as documented. */
export const lists = fc.array(documented, { maxLength: 4 });

/** What JSON can have in the place of another thing; `undefined` for nothing at all. */
const wrong = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(undefined, null, 0, 1e300, true, "", "[]", [], {}, ["x"], { 0: "x", length: 1 }),
);

/** A body with something else at one place, and what the error must say of it: nothing where it is right. */
export const mutations = fc
  .record({ list: fc.array(documented, { minLength: 1, maxLength: 4 }), wrong })
  .chain(({ list, wrong }) =>
    fc.record({
      list: fc.constant(list),
      wrong: fc.constant(wrong),
      place: fc.constantFrom(...PLACES),
      index: fc.nat({ max: list.length - 1 }),
      bare: fc.boolean(),
    }),
  )
  .map(({ list, wrong, place: [place, expected, put], index, bare }) => {
    const account = put(list[index], wrong);
    const body = bare ? account : list.with(index, account);
    const at = `$${bare ? "" : `[${index}]`}${place}`;
    const found = kind(wrong);
    if (expected === "array" && found === "array") {
      const second = wrong.findIndex((value) => typeof value !== "string");
      if (second < 0) return { body };
      return { body, path: `${at}[${second}]`, expected: "string", found: kind(wrong[second]) };
    }
    const inList = place.endsWith("]");
    const optional = !inList && !REQUIRED.includes(place.slice(1));
    const absent = found === "nothing" || found === "null";
    if (found === expected || (absent && optional)) return { body };
    // A list in JSON has no holes.
    return { body, path: at, expected, found: inList && absent ? "null" : found };
  });

/** The name that an error has for a JSON value. */
export function kind(value) {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
