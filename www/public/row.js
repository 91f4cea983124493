// One account as a row of the table. Text from the network enters by textContent only.
import { fold, instantiate, nameOf, number } from "./words.js";

const PROJECTS_SHOWN = 3;

const KNOWN = [
  "id",
  "account_id",
  "account_name",
  "integration",
  "account_region",
  "azure_openai_metadata",
  "vertex_ai_metadata",
];

// The fields that neither this page nor the document of the endpoint names.
export function furtherFields(account) {
  return Object.keys(account).filter((name) => !KNOWN.includes(name));
}

// [[label, values]] of what this kind of provider adds; absent and empty fields are left out.
export function detailsOf({ azure_openai_metadata: azure, vertex_ai_metadata: vertex }) {
  return [
    ["Deployment", [azure?.deployment_id]],
    ["Model version", [azure?.model_version]],
    ["Resource", [azure?.resource_name]],
    ["Project", [vertex?.project]],
    ["Location", [vertex?.location]],
    ["Project IDs", vertex?.project_ids ?? []],
  ]
    .map(([label, values]) => [label, values.filter(Boolean)])
    .filter(([, values]) => values.length > 0);
}

// { element, account, integration, text to search, what each column sorts by }
export function createRow(account, integration) {
  const element = instantiate("row-template");
  const part = (selector) => element.querySelector(selector);
  const details = detailsOf(account);
  const further = furtherFields(account);
  const provider = nameOf(integration);

  element.dataset.accountId = account.id;
  part(".integration span").textContent = provider;
  setText(part(".name"), account.account_name);
  part(".copy").value = account.id;
  part(".copied").textContent = account.id;
  setText(part(".account"), account.account_id);
  setText(part(".region"), account.account_region);
  if (details.length > 0) part(".details").append(createDetails(details));
  else setText(part(".details"), "");
  part(".inspect .visually-hidden").textContent = ` of ${account.account_name || account.id}`;
  if (further.length > 0) {
    part(".further").textContent = `+${number(further.length)}`;
    part(".further").title = `Not documented: ${further.join(", ")}`;
    part(".further").hidden = false;
  }

  const values = details.flatMap(([, found]) => found);
  const others = further.map((name) => `${name} ${JSON.stringify(account[name])}`);
  return {
    element,
    account,
    integration,
    staleMark: part(".stale-mark"),
    text: fold(
      [
        provider,
        account.account_name,
        account.id,
        account.account_id,
        account.account_region ?? "",
        ...values,
        ...others,
      ].join("\n"),
    ),
    by: {
      integration: provider,
      name: account.account_name,
      id: account.id,
      account: account.account_id,
      region: account.account_region ?? "",
      details: values.join(" "),
    },
  };
}

function createDetails(details) {
  const list = document.createElement("dl");
  for (const [label, values] of details) {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = label;
    setBreakable(value, values.slice(0, PROJECTS_SHOWN).join(", "));
    if (values.length > PROJECTS_SHOWN) value.append(createMore(values.slice(PROJECTS_SHOWN)));
    list.append(term, value);
  }
  return list;
}

function createMore(values) {
  const more = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = `and ${number(values.length)} more`;
  more.append(summary, values.join(", "));
  return more;
}

function setText(cell, text) {
  setBreakable(cell, text || "—");
  cell.classList.toggle("absent", !text);
}

// A long identifier may break after a mark in it, rather than anywhere.
function setBreakable(element, text) {
  const parts = text.split(/(?<=[@._/-])(?=\w)/);
  element.replaceChildren(
    ...parts.flatMap((part, i) => (i === 0 ? part : [document.createElement("wbr"), part])),
  );
}
