/** Values that no message, URL, log or property of an error may show. */
const REDACTED = "[redacted]";

export function createSecrets(secrets) {
  let found;
  // Only a failure needs them.
  const forms = () => (found ??= formsOf(secrets));
  const appearIn = (text) => forms().some((form) => text.includes(form));
  const beginAt = (rest) =>
    forms().some((form) => form.length > rest.length && form.startsWith(rest));

  return {
    isEmpty: secrets.length === 0,
    appearIn,
    /** Of a text that was cut, the start of a secret at its end goes too. */
    redact(text, wasCut = false) {
      if (!wasCut && !appearIn(text)) return text;
      let redacted = "";
      for (let rest = text; rest !== "" && !(wasCut && beginAt(rest));) {
        const form = forms().find((form) => rest.startsWith(form));
        redacted += form === undefined ? rest[0] : REDACTED;
        rest = rest.slice(form === undefined ? 1 : form.length);
      }
      return redacted;
    },
  };
}

/**
 * The forms that an echo takes: as it is, inside JSON text (also where that is a string of JSON text
 * itself), with its slashes escaped, and in a URL. Longest first, so that a secret inside another one
 * leaves no remainder of it.
 */
function formsOf(secrets) {
  const forms = secrets.flatMap((secret) => {
    const json = secret.replace(/["\\]/g, "\\$&");
    const url = encodeURIComponent(secret);
    // What `encodeURIComponent` leaves as it is, others encode.
    const strict = url.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
    const upper = strict.replace(/%../g, (code) => code.toUpperCase());
    const lower = (text) => text.replace(/%../g, (code) => code.toLowerCase());
    return [
      ...[secret, json, json.replace(/["\\]/g, "\\$&"), secret.replace(/["\\/]/g, "\\$&")],
      ...[url, upper, lower(url), lower(strict)],
    ];
  });
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}
