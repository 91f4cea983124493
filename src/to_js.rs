//! What is made in Rust -> plain JavaScript objects, by serde-wasm-bindgen: `init` for `fetch`, errors,
//! rate limits and response info.
//!
//! Accounts never pass through here: the caller gets the objects that the engine parsed. And
//! `serde_wasm_bindgen::from_value` does not read the caller's options: its errors quote the offending
//! value, which can be a key, and a getter that throws would leave the call unsettled.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_wasm_bindgen::preserve;
use wasm_bindgen::JsValue;

use crate::rate_limit::RateLimit;
use crate::request::RequestHeaders;
use crate::response_info::{ResponseHeaders, ResponseInfo};

/// A plain JavaScript value. One type for all of them, and objects as maps: deriving `Serialize` for a
/// struct of each kind is ten times the size.
pub(crate) enum Plain<'a> {
    Text(&'a str),
    Number(f64),
    /// Without the fields that are `undefined`.
    Object(Vec<(&'a str, Self)>),
    /// Any value, as it is.
    Value(JsValue),
}

impl<'a> Plain<'a> {
    pub(crate) const UNDEFINED: Self = Self::Value(JsValue::UNDEFINED);

    fn is_undefined(&self) -> bool {
        matches!(self, Self::Value(value) if value.is_undefined())
    }

    /// Whether it is an object without fields.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Object(fields) if fields.iter().all(|(_, value)| value.is_undefined()))
    }

    /// An object of texts.
    pub(crate) fn texts(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        Self::Object(fields.map(|(name, text)| (name, text.into())).collect())
    }

    pub(crate) fn to_js(&self) -> JsValue {
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        self.serialize(&serializer).unwrap_or_default()
    }
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(None)?;
                for (name, value) in fields.iter().filter(|(_, value)| !value.is_undefined()) {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            Self::Value(value) => preserve::serialize(value, serializer),
        }
    }
}

impl<'a> From<&'a str> for Plain<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Plain<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<f64> for Plain<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<JsValue> for Plain<'_> {
    fn from(value: JsValue) -> Self {
        Self::Value(value)
    }
}

impl<'a, T: Into<Plain<'a>>> From<Option<T>> for Plain<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::UNDEFINED, T::into)
    }
}

impl<'a> From<&'a RequestHeaders<'_>> for Plain<'a> {
    fn from(headers: &'a RequestHeaders<'_>) -> Self {
        Self::texts(headers.iter())
    }
}

impl<'a> From<&'a ResponseHeaders> for Plain<'a> {
    fn from(headers: &'a ResponseHeaders) -> Self {
        Self::texts(headers.iter())
    }
}

impl<'a> From<&'a RateLimit> for Plain<'a> {
    fn from(limit: &'a RateLimit) -> Self {
        Self::Object(vec![
            ("limit", limit.limit.into()),
            ("period", limit.period.into()),
            ("remaining", limit.remaining.into()),
            ("reset", limit.reset.into()),
            ("name", limit.name.as_deref().into()),
        ])
    }
}

impl<'a> From<&'a ResponseInfo> for Plain<'a> {
    fn from(info: &'a ResponseInfo) -> Self {
        Self::Object(vec![
            ("status", u32::from(info.status).into()),
            ("headers", (&info.headers).into()),
            ("attempt", info.attempt.into()),
            ("duration", (info.duration.as_millis() as f64).into()),
            ("rateLimit", info.rate_limit.as_ref().into()),
        ])
    }
}
