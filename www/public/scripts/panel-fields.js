// The fields of one account as labelled values, each with a copy button. Text from the network
// enters by textContent only.
import { instantiate } from "./elements.js";
import { metadataOf, newFields, valuesOf } from "./fields.js";

export function createFields(account) {
  const sections = [
    createList([
      createField({
        label: "Name",
        name: "account_name",
        value: account.account_name,
        code: false,
      }),
      createField({ label: "Account ID", name: "account_id", value: account.account_id }),
      createField({ label: "Region", name: "account_region", value: account.account_region }),
      createField({ label: "ID", name: "id", value: account.id }),
      createField({ label: "Integration", name: "integration", value: account.integration }),
    ]),
  ];
  for (const { title, fields } of metadataOf(account)) {
    sections.push(createText("h3", `${title} metadata`), createList(fields.map(createField)));
  }
  const added = newFields(account);
  if (added.length > 0) {
    sections.push(
      createText("h3", "New fields"),
      createText("p", "Sent by Datadog, but not yet in the documentation of this endpoint."),
      createList(
        added.map((name) => createField({ label: name, name, value: account[name], isNew: true })),
      ),
    );
  }
  return sections;
}

function createField({ label, name, value, code = true, isNew = false }) {
  const element = instantiate("field-template");
  const [term, description] = element.children;
  const values = valuesOf(value);
  term.append(label);
  term.title = name;
  if (isNew) {
    const badge = createText("span", "New");
    badge.className = "badge";
    term.append(badge);
  }
  for (let i = 1; i < values.length; i++) element.append(description.cloneNode(true));
  for (const [i, { children }] of [...element.children].slice(1).entries()) {
    const [text, button] = children;
    fillValue(text, values[i], code);
    button.hidden = values.length === 0;
    button.value = values[i] ?? "";
    button.title = "Copy";
    button.dataset.what = button.value;
    button.setAttribute("aria-label", `Copy ${label} ${button.value}`);
  }
  return element;
}

// A long identifier breaks after a mark in it rather than anywhere.
function fillValue(element, value, code) {
  element.classList.toggle("absent", value === undefined);
  element.classList.toggle("code", code && value !== undefined);
  const parts = (value ?? "Not set").split(/(?<=[@._/-])(?=\w)/);
  element.append(
    ...parts.flatMap((part, i) => (i === 0 ? part : [document.createElement("wbr"), part])),
  );
}

function createList(fields) {
  const list = document.createElement("dl");
  list.append(...fields);
  return list;
}

function createText(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
