//! Copies of JavaScript values for Rust users.

use js_sys::{JSON, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::error::Cause;

/// How far a chain of causes is followed.
const MAX_CAUSES: usize = 4;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String, catch)]
    fn to_string(value: &JsValue) -> Result<String, JsValue>;
}

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
        let (name, code) = (text("name"), text("code"));
        let message = text("message").or_else(|| code.clone()).or_else(|| to_string(&value).ok());
        let message = message.unwrap_or_else(|| "a value without text".to_owned());
        let cause = field(&value, "cause");
        causes.push(Cause { name, code, message });
        if cause.is_undefined() || cause.is_null() {
            break;
        }
        value = cause;
    }
    causes
}

fn field(value: &JsValue, name: &str) -> JsValue {
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
