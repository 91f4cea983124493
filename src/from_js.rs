//! JavaScript values, read and copied.

use js_sys::{JSON, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::error::Cause;
use crate::platform::message_of;

/// How far a chain of causes is followed.
const MAX_CAUSES: usize = 4;

/// A copy of what was parsed from JSON, if it can be copied.
///
/// It goes through text, and not through `serde_wasm_bindgen::from_value`: serde_json limits how deep a
/// value may nest, while a deeply nested unknown field would overflow the stack here, which is a trap.
pub(crate) fn from_json<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    let text = JSON::stringify(value).ok()?.as_string()?;
    serde_json::from_str(&without_lone_surrogates(&text)).ok()
}

/// JSON text in which each lone surrogate is U+FFFD, as in every string that is passed to Rust:
/// serde_json rejects them. `JSON.stringify` escapes no others.
fn without_lone_surrogates(text: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        let is_surrogate = char == '\\'
            && matches!(chars.as_str().as_bytes(), [b'u', b'd', b'8'..=b'9' | b'a'..=b'f', ..]);
        if is_surrogate {
            replaced.push('\u{fffd}');
            // "u" and four digits.
            chars.nth(4);
        } else {
            replaced.push(char);
            if char == '\\' {
                replaced.extend(chars.next());
            }
        }
    }
    replaced
}

/// What was thrown, followed by its causes.
pub(crate) fn causes(thrown: &JsValue) -> Vec<Cause> {
    let mut causes = vec![];
    let mut value = thrown.clone();
    while causes.len() < MAX_CAUSES {
        let text = |name| field(&value, name).as_string();
        causes.push(Cause { name: text("name"), code: text("code"), message: message_of(&value) });
        let cause = field(&value, "cause");
        if cause.is_undefined() || cause.is_null() {
            break;
        }
        value = cause;
    }
    causes
}

/// A field of any value; `undefined` where there is none, or where it throws.
pub(crate) fn field(value: &JsValue, name: &str) -> JsValue {
    // Reading from anything else throws, and wasm-bindgen leaks a slot of its table at each exception.
    if !value.is_object() && !value.is_function() {
        return JsValue::UNDEFINED;
    }
    Reflect::get(value, &name.into()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_surrogate_becomes_the_replacement_character() {
        for (text, expected) in [
            (r#""a\ud800b\udfff""#, "\"a\u{fffd}b\u{fffd}\""),
            (r#""\\ud800 \n \u0007 ü""#, r#""\\ud800 \n \u0007 ü""#),
            (r#""\\\udbff""#, "\"\\\\\u{fffd}\""),
            ("\"\\", "\"\\"),
        ] {
            assert_eq!(without_lone_surrogates(text), expected);
        }
    }
}
