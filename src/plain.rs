//! Errors and the like as JavaScript sees them: plain objects whose absent fields are absent.

use wasm_bindgen::prelude::*;

use crate::client::ResponseInfo;
use crate::error::Error;
use crate::rate_limit::RateLimit;

#[wasm_bindgen]
extern "C" {
    type Plain;
    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Plain;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn text(this: &Plain, name: &str, value: &str);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn number(this: &Plain, name: &str, value: f64);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn value(this: &Plain, name: &str, value: &JsValue);
}

/// The fields of an `AccountsError`.
pub(crate) fn error(error: &Error) -> JsValue {
    let fields = Plain::new();
    fields.text("code", error.code());
    fields.text("message", &error.message());
    match error {
        Error::InvalidArgument { argument, .. } => fields.text("argument", argument),
        Error::Http(http) => {
            fields.number("status", http.status.into());
            fields.value("errors", &http.errors);
            fields.value("headers", &http.headers);
            limit(&fields, http.rate_limit.as_ref());
            if http.body.is_truthy() {
                fields.value("body", &http.body);
            }
        }
        Error::Timeout { timeout, .. } => fields.number("timeout", *timeout),
        Error::Network { cause, .. } => fields.value("cause", cause),
        Error::Decode { path, expected, found } => {
            fields.text("path", path);
            fields.text("expected", expected);
            fields.text("found", found);
        }
    }
    fields.into()
}

/// What `onResponse` is called with.
pub(crate) fn response_info(info: &ResponseInfo<'_>) -> JsValue {
    let fields = Plain::new();
    fields.number("status", info.status.into());
    fields.value("headers", &info.head.shown());
    fields.number("attempt", info.attempt.into());
    fields.number("duration", info.duration);
    limit(&fields, info.rate_limit.as_ref());
    fields.into()
}

fn limit(fields: &Plain, limit: Option<&RateLimit>) {
    let Some(limit) = limit else { return };
    let shown = Plain::new();
    for (name, number) in [
        ("limit", limit.limit),
        ("period", limit.period),
        ("remaining", limit.remaining),
        ("reset", limit.reset),
    ] {
        if let Some(number) = number {
            shown.number(name, number.into());
        }
    }
    if let Some(name) = &limit.name {
        shown.text("name", name);
    }
    fields.value("rateLimit", &shown);
}
