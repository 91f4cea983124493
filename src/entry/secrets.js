/** What stands where a secret stood. */
const REDACTED = "[redacted]";

/** Values that no message, URL, log or property of an error may show. */
export class Secrets {
  #secrets;
  #pattern;
  #longest = 0;

  constructor(secrets) {
    this.#secrets = secrets;
  }

  /** Only a failure needs it. */
  #find() {
    if (this.#pattern) return this.#pattern;
    const forms = [...new Set(this.#secrets.flatMap(formsOf))];
    // Longest first, so that a secret inside another one leaves no remainder of it.
    forms.sort((a, b) => b.length - a.length);
    this.#longest = forms[0]?.length ?? 0;
    const either = forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
    return (this.#pattern = new RegExp(either || "(?!)", "g"));
  }

  get isEmpty() {
    return this.#secrets.length === 0;
  }

  appearIn(text) {
    return text.search(this.#find()) >= 0;
  }

  /** What the first `limit` units of a text may show. A secret that begins in them is seen whole. */
  redact(text, limit = text.length) {
    const pattern = this.#find();
    const read = text.slice(0, limit + this.#longest);
    let shown = "";
    let end = 0;
    for (const { 0: secret, index } of read.matchAll(pattern)) {
      if (index >= limit) break;
      shown += read.slice(end, index) + REDACTED;
      end = index + secret.length;
    }
    return shown + read.slice(end, Math.max(end, limit));
  }
}

/**
 * The forms that an echo of a secret takes: as it is, inside JSON text (also where that is a string of JSON
 * text itself), with its slashes escaped, and in a URL.
 */
function formsOf(secret) {
  const json = inJson(secret);
  const url = encodeURIComponent(secret);
  // What `encodeURIComponent` leaves as it is, others encode.
  const strict = url.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  const codes = (text, change) => text.replace(/%../g, change);
  const upper = (code) => code.toUpperCase();
  const lower = (code) => code.toLowerCase();
  return [
    ...[secret, json, inJson(json), json.replaceAll("/", "\\/")],
    ...[url, codes(url, lower), codes(strict, upper), codes(strict, lower)],
  ];
}

const inJson = (text) => JSON.stringify(text).slice(1, -1);
