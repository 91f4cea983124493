//! Values that no message, URL, log or property of an error may show.

use std::fmt;

/// What stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// The secrets of one call.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Remembers a secret in the forms that an echo of it takes: as it is, inside JSON text (also
    /// where that is a string of JSON text itself), with its slashes escaped, and in a URL.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        let json = escape(secret, |char| matches!(char, '"' | '\\'));
        self.insert(escape(&json, |char| matches!(char, '"' | '\\')));
        self.insert(json);
        self.insert(escape(secret, |char| matches!(char, '"' | '\\' | '/')));
        for hex in [b"0123456789ABCDEF", b"0123456789abcdef"] {
            // What `encodeURIComponent` leaves as it is, others encode.
            self.insert(percent_encode(secret, hex, b""));
            self.insert(percent_encode(secret, hex, b"!'()*"));
        }
        self.insert(secret.to_owned());
    }

    /// Longest first, so that a secret inside another one leaves no remainder of it.
    fn insert(&mut self, secret: String) {
        if self.0.contains(&secret) {
            return;
        }
        let place = self.0.iter().take_while(|other| other.len() >= secret.len()).count();
        self.0.insert(place, secret);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn appear_in(&self, text: &str) -> bool {
        self.0.iter().any(|secret| {
            text.as_bytes().windows(secret.len()).any(|window| window == secret.as_bytes())
        })
    }

    /// The same text with every secret replaced. Of a text that was cut, the start of a secret at its
    /// end goes too.
    pub(crate) fn redact(&self, text: String, was_cut: bool) -> String {
        if !was_cut && !self.appear_in(&text) {
            return text;
        }
        let mut redacted = String::with_capacity(text.len());
        let mut rest = text.as_str();
        loop {
            if was_cut && self.0.iter().any(|it| it.len() > rest.len() && it.starts_with(rest)) {
                return redacted;
            }
            let secret = self.0.iter().find_map(|secret| rest.strip_prefix(secret.as_str()));
            let mut chars = rest.chars();
            match (secret, chars.next()) {
                (Some(after), _) => {
                    redacted.push_str(REDACTED);
                    rest = after;
                }
                (None, Some(char)) => {
                    redacted.push(char);
                    rest = chars.as_str();
                }
                (None, None) => return redacted,
            }
        }
    }
}

/// With a backslash before each character that `special` picks.
fn escape(text: &str, special: fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if special(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// As one segment of a URL's path, with these hex digits; `kept` stays as it is.
pub(crate) fn percent_encode(text: &str, hex: &[u8; 16], kept: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || kept.contains(&byte);
        if plain {
            encoded.push(char::from(byte));
            continue;
        }
        encoded.push('%');
        for digit in [byte >> 4, byte & 15] {
            encoded.extend(hex.get(usize::from(digit)).copied().map(char::from));
        }
    }
    encoded
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(all: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        all.iter().for_each(|secret| secrets.add(secret));
        secrets
    }

    #[test]
    fn every_occurrence_is_replaced() {
        let secrets = secrets(&["key-1", "key-2"]);
        assert!(secrets.appear_in("a key-2 b"));
        assert_eq!(
            secrets.redact("key-1, key-2 and key-1".to_owned(), false),
            "[redacted], [redacted] and [redacted]"
        );
    }

    #[test]
    fn a_secret_inside_another_leaves_no_remainder() {
        assert_eq!(secrets(&["abc", "abcdef"]).redact("abcdef".to_owned(), false), "[redacted]");
    }

    #[test]
    fn a_secret_is_found_in_json_text_too() {
        let secrets = secrets(&["a", "a\"b\\c"]);
        for text in [r#"a"b\c"#, r#"a\"b\\c"#, r#"a\\\"b\\\\c"#] {
            assert_eq!(secrets.redact(text.to_owned(), false), "[redacted]");
        }
    }

    #[test]
    fn other_forms_of_a_secret_are_found() {
        let secrets = secrets(&["a/b+c=!"]);
        for text in ["a/b+c=!", r"a\/b+c=!", "a%2Fb%2Bc%3D%21", "a%2fb%2bc%3d%21", "a%2Fb%2Bc%3D!"]
        {
            assert_eq!(secrets.redact(text.to_owned(), false), "[redacted]");
        }
    }

    #[test]
    fn of_a_text_that_was_cut_no_start_of_a_secret_is_left() {
        for (secret, text, expected) in [
            ("key-1", "text key-", "text "),
            ("key-1", "text key-1", "text [redacted]"),
            ("key-1", "key-1-k", "[redacted]-"),
            ("key-1", "text", "text"),
            ("eee", "eeeeeeee", "[redacted][redacted]"),
            ("abab", "ababab", "[redacted]"),
        ] {
            assert_eq!(secrets(&[secret]).redact(text.to_owned(), true), expected, "{text}");
        }
    }

    #[test]
    fn the_empty_string_is_no_secret() {
        let secrets = secrets(&[""]);
        assert!(secrets.is_empty());
        assert_eq!(secrets.redact("text".to_owned(), false), "text");
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", secrets(&["key-1"])), "[redacted]");
    }
}
