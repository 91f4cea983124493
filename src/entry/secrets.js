/** What stands where a secret stood. */
const REDACTED = "[redacted]";

/** As much of a text is shown where it could flood a log, in UTF-16 units. */
export const MAX_TEXT = 8192;

/** The start of a text, cut between two characters. */
export function startOf(text, length) {
  return text.slice(0, length).replace(text.length > length ? /[\uD800-\uDBFF]$/ : "", "");
}

/** Values that no message, URL, log or property of an error may show. */
export class Secrets {
  #secrets;
  #forms;

  constructor(secrets) {
    this.#secrets = secrets;
  }

  /** Longest first, so that a secret inside another one leaves no remainder of it. Only a failure needs them. */
  get #all() {
    this.#forms ??= [...new Set(this.#secrets.flatMap(formsOf))].sort(
      (a, b) => b.length - a.length,
    );
    return this.#forms;
  }

  get isEmpty() {
    return this.#secrets.length === 0;
  }

  appearIn(text) {
    return this.#all.some((form) => text.includes(form));
  }

  /**
   * What the first `limit` units of a text may show. A secret that begins in them is seen whole: give it
   * the whole text, since of one that was cut before the start of a secret can be left.
   */
  redact(text, limit = text.length) {
    const forms = this.#all;
    const read = text.slice(0, limit + (forms[0]?.length ?? 0));
    // Not one regular expression for all: engines refuse a long one, with all of it in the error's text.
    const places = forms.map((form) => read.indexOf(form));
    let shown = "";
    let end = 0;
    for (;;) {
      let first = -1;
      for (let i = 0; i < forms.length; i++) {
        if (places[i] >= 0 && places[i] < end) places[i] = read.indexOf(forms[i], end);
        if (places[i] >= 0 && !(places[first] <= places[i])) first = i;
      }
      if (first < 0 || places[first] >= limit) break;
      shown += read.slice(end, places[first]) + REDACTED;
      end = places[first] + forms[first].length;
    }
    return shown + startOf(read.slice(end), Math.max(0, limit - end));
  }
}

/**
 * The forms that an echo of a secret takes: as it is, inside JSON text (also where that is a string of JSON
 * text itself), with more of it escaped than has to be, in a URL, a form and a page.
 */
function formsOf(secret) {
  const json = inJson(secret);
  const url = encodeURIComponent(secret);
  // What `encodeURIComponent` leaves as it is, others encode.
  const strict = url.replace(/[!'()*]/g, (char) => `%${hex(char, 2)}`);
  const codes = (text, change) => text.replace(/%../g, change);
  const upper = (code) => code.toUpperCase();
  const lower = (code) => code.toLowerCase();
  const escape = (char) => `\\u${hex(char, 4)}`;
  return [
    ...[secret, json, inJson(json), json.replaceAll("/", "\\/")],
    ...[json.replace(/[<>&]/g, escape), json.replace(/[^ -~]/g, escape)],
    ...[url, codes(url, lower), codes(strict, upper), codes(strict, lower)],
    ...[codes(strict, upper).replaceAll("%20", "+"), inHtml(secret)],
  ];
}

const inJson = (text) => JSON.stringify(text).slice(1, -1);
const hex = (char, digits) => char.charCodeAt(0).toString(16).padStart(digits, "0");

function inHtml(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (char) => entities[char]);
}
