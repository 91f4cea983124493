/** What the fake Datadog is held to: the document. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { parse } from "yaml";

export const ORIGIN = "https://api.datadoghq.com";
export const KEYS = { "DD-API-KEY": "fake-api-key", "DD-APPLICATION-KEY": "fake-app-key" };
export const FORBIDDEN_KEYS = { ...KEYS, "DD-APPLICATION-KEY": "fake-app-key-without-permission" };
export const RATE_LIMIT_HEADERS = [
  "X-RateLimit-Limit",
  "X-RateLimit-Period",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "X-RateLimit-Name",
];

const document = parse(readText("fixtures/openapi.yaml"));
export const { get: operation } = inlineRefs(
  document.paths["/api/v2/llm-obs/v1/integrations/{integration}/accounts"],
);
export const INTEGRATIONS = operation.parameters[0].schema.enum;
const ajv = new Ajv({ strict: false, allErrors: true });

export function accountsUrl(segment, origin = ORIGIN) {
  return `${origin}/api/v2/llm-obs/v1/integrations/${segment}/accounts`;
}

export function accountsRequest(segment, { headers = KEYS, ...init } = {}) {
  return new Request(accountsUrl(segment), { headers, ...init });
}

/** Status, content type, headers and body against the document. Returns the body. */
export async function assertDocumented(response) {
  const documented = operation.responses[response.status];
  assert.ok(documented, `undocumented status ${response.status}`);
  const type = response.headers.get("Content-Type");
  const content = documented.content[type];
  assert.ok(content, `undocumented content type ${type}`);
  for (const [name, { schema }] of Object.entries(documented.headers ?? {})) {
    const text = response.headers.get(name);
    assert.notEqual(text, null, `missing header ${name}`);
    assertValid(schema, schema.type === "integer" ? toNumber(text) : text);
  }
  const body = await response.json();
  assertValid(content.schema, body);
  return body;
}

export function assertValid(schema, value) {
  assert.ok(ajv.validate(schema, value), ajv.errorsText());
}

/** `Number("")` is 0, which would let an empty header pass. */
function toNumber(text) {
  return text === "" ? Number.NaN : Number(text);
}

export function schemaOf(name) {
  return inlineRefs(document.components.schemas[name]);
}

/** The node with each `$ref` replaced by what it names; the document has no cycles. */
function inlineRefs(node) {
  if (Array.isArray(node)) return node.map(inlineRefs);
  if (node === null || typeof node !== "object") return node;
  if (typeof node.$ref === "string") {
    const target = node.$ref
      .replace(/^#\//, "")
      .split("/")
      .reduce((parent, key) => parent?.[key], document);
    assert.ok(target, `dangling ${node.$ref}`);
    return inlineRefs(target);
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inlineRefs(value)]));
}

function readText(path) {
  return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
}

export function readJson(path) {
  return JSON.parse(readText(path));
}
