// One account as a row of the table. Text from the network enters by textContent only.
import { instantiate, setMiddle, setShort } from "./elements.js";
import { metadataOf, newFields, valuesOf } from "./fields.js";
import { count, fold, nameOf } from "./words.js";

// { element, account, integration, staleMark, text to search, what each column sorts by }
export function createRow(account, integration) {
  const element = instantiate("row-template");
  const part = (selector) => element.querySelector(selector);
  const provider = nameOf(integration);
  const added = newFields(account);
  const link = part(".open");

  link.textContent = account.account_name || "Unnamed account";
  link.href = `?${new URLSearchParams({ account: account.id })}`;
  link.title = account.account_name;
  link.classList.toggle("absent", !account.account_name);
  part(".chip").dataset.integration = integration;
  part(".chip > :last-child").textContent = provider;
  setId(part(".account"), account.account_id, "account ID", setMiddle);
  setId(part(".id"), account.id, "ID", setShort);
  part(".region").textContent = account.account_region || "—";
  part(".region").title = account.account_region ?? "";
  part(".region").classList.toggle("absent", !account.account_region);
  if (added.length > 0) {
    part(".badge").hidden = false;
    part(".badge").textContent =
      added.length === 1 ? "New field" : count(added.length, "new field");
    part(".badge").title = `Not documented by Datadog: ${added.join(", ")}`;
  }

  return {
    element,
    account,
    integration,
    staleMark: part(".stale-mark"),
    text: textOf(account, provider, added),
    by: {
      name: account.account_name,
      integration: provider,
      account: account.account_id,
      region: account.account_region ?? "",
      id: account.id,
    },
  };
}

function textOf(account, provider, added) {
  const metadata = metadataOf(account).flatMap(({ fields }) =>
    fields.flatMap(({ value }) => valuesOf(value)),
  );
  return fold(
    [
      provider,
      account.account_name,
      account.id,
      account.account_id,
      account.account_region ?? "",
      ...metadata,
      ...added.map((name) => `${name} ${JSON.stringify(account[name])}`),
    ].join("\n"),
  );
}

function setId(cell, value, what, setText) {
  const button = cell.querySelector(".copy");
  if (!value) {
    cell.classList.add("absent");
    cell.textContent = "—";
    return;
  }
  setText(cell.firstElementChild, value);
  button.value = value;
  button.dataset.what = `${what} ${value}`;
  button.title = `Copy ${what}`;
  button.setAttribute("aria-label", `Copy ${what} ${value}`);
}
