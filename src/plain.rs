//! Errors and the like as JavaScript sees them: plain objects whose absent fields are absent.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::client::ResponseInfo;
use crate::error::{Error, ErrorDetail};
use crate::rate_limit::RateLimit;

/// An error as JavaScript sees it; absent fields are absent.
pub(crate) fn error(error: &Error) -> JsValue {
    let message = error.message();
    let mut fields = vec![("code", text_of(error.code())), ("message", text_of(&message))];
    match error {
        Error::InvalidArgument { argument, .. } => fields.push(("argument", text_of(argument))),
        Error::Http(http) => {
            fields.push(("status", Some(Plain::Number(http.status.into()))));
            fields.push(("errors", Some(Plain::List(http.errors.iter().map(detail).collect()))));
            fields.push(("headers", Some(Plain::Value(&http.headers))));
            fields.push(("rateLimit", http.rate_limit.as_ref().map(rate_limit)));
            fields.push(("body", http.body.as_deref().map(Plain::Text)));
        }
        Error::Timeout { timeout, .. } => fields.push(("timeout", Some(Plain::Number(*timeout)))),
        Error::Network { cause, .. } => fields.push(("cause", Some(Plain::Value(cause)))),
        Error::Decode { path, expected, found } => {
            fields.push(("path", text_of(path)));
            fields.push(("expected", text_of(expected)));
            fields.push(("found", text_of(found)));
        }
    }
    hand_out(&Plain::object(fields))
}

/// What `onResponse` is called with.
pub(crate) fn response_info(info: &ResponseInfo<'_>) -> JsValue {
    hand_out(&Plain::object([
        ("status", Some(Plain::Number(info.status.into()))),
        ("headers", Some(Plain::Value(info.headers))),
        ("attempt", Some(Plain::Number(info.attempt.into()))),
        ("duration", Some(Plain::Number(info.duration))),
        ("rateLimit", info.rate_limit.map(rate_limit)),
    ]))
}

// Nothing in it can fail; should it, JavaScript gets `undefined`.
fn hand_out(plain: &Plain<'_>) -> JsValue {
    plain.serialize(&Serializer::json_compatible()).unwrap_or_default()
}

fn text_of(text: &str) -> Option<Plain<'_>> {
    Some(Plain::Text(text))
}

fn detail(error: &ErrorDetail) -> Plain<'_> {
    Plain::object([
        ("title", error.title.as_deref().map(Plain::Text)),
        ("detail", error.detail.as_deref().map(Plain::Text)),
        ("status", error.status.as_deref().map(Plain::Text)),
        (
            "source",
            error.source.as_ref().map(|source| {
                Plain::object([
                    ("header", source.header.as_deref().map(Plain::Text)),
                    ("parameter", source.parameter.as_deref().map(Plain::Text)),
                    ("pointer", source.pointer.as_deref().map(Plain::Text)),
                ])
            }),
        ),
        ("meta", error.meta.as_ref().map(|meta| Plain::Value(meta))),
    ])
}

fn rate_limit(limit: &RateLimit) -> Plain<'_> {
    Plain::object([
        ("limit", limit.limit.map(|it| Plain::Number(it.into()))),
        ("period", limit.period.map(|it| Plain::Number(it.into()))),
        ("remaining", limit.remaining.map(|it| Plain::Number(it.into()))),
        ("reset", limit.reset.map(|it| Plain::Number(it.into()))),
        ("name", limit.name.as_deref().map(Plain::Text)),
    ])
}

/// What is handed out, on its way through serde. One type for all, with its objects as maps: derived
/// structs cost 1.5 KB (brotli) more, because serde-wasm-bindgen caches the names of their fields.
enum Plain<'a> {
    Text(&'a str),
    Number(f64),
    List(Vec<Plain<'a>>),
    Object(Vec<(&'static str, Plain<'a>)>),
    Value(&'a JsValue),
}

impl<'a> Plain<'a> {
    fn object(fields: impl IntoIterator<Item = (&'static str, Option<Self>)>) -> Self {
        Self::Object(fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
    }
}

impl Serialize for Plain<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
            }
            Self::Value(value) => serde_wasm_bindgen::preserve::serialize(*value, serializer),
        }
    }
}
