// One account as Datadog sent it, fields that no one has documented included.
import { copy } from "./copy.js";
import { furtherFields } from "./row.js";
import { count, list, nameOf } from "./words.js";

export class Inspector {
  #dialog;
  #part;

  constructor(dialog, { announce }) {
    this.#dialog = dialog;
    this.#part = (name) => dialog.querySelector(`#inspector-${name}`);
    const copyButton = this.#part("copy");
    copyButton.addEventListener("click", () =>
      copy(copyButton, this.#part("text").textContent, { what: "the account as JSON", announce }),
    );
    this.#part("close").addEventListener("click", () => dialog.close());
    // A click beside the dialog hits its backdrop, which is the dialog itself.
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  }

  show(account) {
    const further = furtherFields(account);
    this.#part("title").textContent = account.account_name || account.id;
    this.#part("note").textContent = further.length
      ? `${nameOf(account.integration)}. ${count(further.length, "field")} Datadog does not document: ${list(further)}.`
      : `${nameOf(account.integration)}. Datadog documents every field.`;
    this.#part("text").textContent = JSON.stringify(account, undefined, 2);
    this.#dialog.showModal();
    this.#part("text").scrollTop = 0;
  }
}
