//! Values that no message, URL, log or property of an error may show.

use std::fmt;

/// What stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// The secrets of one call.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Remembers a secret, and what it looks like inside JSON text, and inside JSON text that is a
    /// string of JSON text.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        let mut form = secret.to_owned();
        for _ in 0..2 {
            let escaped = escape(&form);
            if escaped == form {
                break;
            }
            self.insert(std::mem::replace(&mut form, escaped));
        }
        self.insert(form);
    }

    /// Longest first, so that a secret inside another one leaves no remainder of it.
    fn insert(&mut self, secret: String) {
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

    /// The same text with every secret replaced.
    pub(crate) fn redact(&self, text: String) -> String {
        if !self.appear_in(&text) {
            return text;
        }
        let mut redacted = String::with_capacity(text.len());
        let mut rest = text.as_str();
        loop {
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

/// As a JSON string writes it.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
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
            secrets.redact("key-1, key-2 and key-1".to_owned()),
            "[redacted], [redacted] and [redacted]"
        );
    }

    #[test]
    fn a_secret_inside_another_leaves_no_remainder() {
        assert_eq!(secrets(&["abc", "abcdef"]).redact("abcdef".to_owned()), "[redacted]");
    }

    #[test]
    fn a_secret_is_found_in_json_text_too() {
        assert_eq!(
            secrets(&["a\"b"]).redact(r#"{"x":"a\"b"}"#.to_owned()),
            r#"{"x":"[redacted]"}"#
        );
    }

    #[test]
    fn the_empty_string_is_no_secret() {
        let secrets = secrets(&[""]);
        assert!(secrets.is_empty());
        assert_eq!(secrets.redact("text".to_owned()), "text");
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", secrets(&["key-1"])), "[redacted]");
    }
}
