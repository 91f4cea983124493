//! What is refused, and the ways to write it.

use alloc::string::String;
use core::fmt;

/// Why a call was not made, or its answer not taken.
#[derive(Debug)]
pub(crate) enum Error {
    /// An argument was refused before anything was sent.
    InvalidArgument {
        /// The argument's or option's name, as JavaScript spells it.
        argument: &'static str,
        /// What is wrong and what to do; never the value.
        message: String,
    },
    /// 2xx, but not the documented JSON.
    Decode {
        /// The place, as `$[3].vertex_ai_metadata.project_ids[1]`.
        path: String,
        /// What belongs there.
        expected: &'static str,
        /// What was there.
        found: &'static str,
    },
}

impl Error {
    pub(crate) fn invalid(argument: &'static str, message: impl Into<String>) -> Self {
        Self::InvalidArgument { argument, message: message.into() }
    }
}

impl core::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

// Put together without `format!`, whose machinery is as large as half of what is said here.
impl Error {
    pub(crate) fn message(&self) -> String {
        match self {
            Self::InvalidArgument { message, .. } => message.clone(),
            Self::Decode { path, expected, found } => joined(&[
                "the answer is not as documented: expected ",
                expected,
                " at ",
                path,
                ", found ",
                found,
            ]),
        }
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
    fn a_decode_message_names_the_place() {
        let error =
            Error::Decode { path: "$[3].id".to_owned(), expected: "string", found: "number" };
        assert_eq!(
            error.to_string(),
            "the answer is not as documented: expected string at $[3].id, found number"
        );
    }
}
