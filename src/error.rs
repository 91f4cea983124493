//! What is refused, and the ways to write it.

use alloc::string::String;

/// An argument was refused before anything was sent.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The argument's or option's name, as JavaScript spells it.
    pub(crate) argument: &'static str,
    /// What is wrong and what to do; never the value.
    pub(crate) message: String,
}

/// 2xx, but not the documented JSON.
#[derive(Debug)]
pub(crate) struct Undocumented {
    /// The place, as `$[3].vertex_ai_metadata.project_ids[1]`.
    pub(crate) path: String,
    /// What belongs there.
    pub(crate) expected: &'static str,
    /// What was there.
    pub(crate) found: &'static str,
}

impl Undocumented {
    // Put together without `format!`, whose machinery is as large as half of what is said here.
    #[cfg(any(feature = "npm", test))]
    pub(crate) fn message(&self) -> String {
        joined(&[
            "the answer is not as documented: expected ",
            self.expected,
            " at ",
            &self.path,
            ", found ",
            self.found,
        ])
    }
}

/// The texts in one: `concat` would be three times the size.
pub(crate) fn joined(texts: &[&str]) -> String {
    let mut all = String::new();
    texts.iter().for_each(|text| all.push_str(text));
    all
}

/// Writes a number in decimal digits.
pub(crate) fn push_decimal(text: &mut String, number: u32) {
    if number >= 10 {
        push_decimal(text, number / 10);
    }
    text.push(char::from(b'0'.wrapping_add((number % 10) as u8)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_place_that_is_not_as_documented() {
        let path = "$[3].id".to_owned();
        assert_eq!(
            Undocumented { path, expected: "string", found: "number" }.message(),
            "the answer is not as documented: expected string at $[3].id, found number"
        );
    }
}
