//! Values that others made: Datadog's error bodies, and what a `fetch` threw. Nothing is assumed of
//! them, and no secret they echo gets further than here.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::error::{ErrorDetail, ErrorSource};
use crate::secrets::Secrets;

/// How far a chain of causes is followed.
const MAX_CAUSES: usize = 4;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify, catch)]
    fn json_text(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = String, catch)]
    fn plain_text(value: &JsValue) -> Result<JsValue, JsValue>;

    /// A parsed error body, one error in it, or an error's source.
    type Fields;
    #[wasm_bindgen(method, structural, getter)]
    fn errors(this: &Fields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn title(this: &Fields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn detail(this: &Fields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn status(this: &Fields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn source(this: &Fields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn meta(this: &Fields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn header(this: &Fields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn parameter(this: &Fields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn pointer(this: &Fields) -> JsValue;

    /// Any object: each access may throw.
    type Anything;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn message(this: &Anything) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn stack(this: &Anything) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn cause(this: &Anything) -> Result<JsValue, JsValue>;
}

/// Datadog's errors out of an error body, whichever of its two styles it has; none out of anything
/// else.
pub(crate) fn error_details(body: &str, secrets: &Secrets) -> Vec<ErrorDetail> {
    let Some(errors) = parse_json(body).ok().and_then(object).map(|body| body.errors()) else {
        return vec![];
    };
    if !Array::is_array(&errors) {
        return vec![];
    }
    let errors: Array = errors.unchecked_into();
    errors.iter().filter_map(|error| error_detail(error, secrets)).collect()
}

fn error_detail(error: JsValue, secrets: &Secrets) -> Option<ErrorDetail> {
    let text = |value: JsValue| value.as_string().map(|text| secrets.redact(text));
    if error.is_string() {
        return Some(ErrorDetail { detail: text(error), ..Default::default() });
    }
    let error = object(error)?;
    Some(ErrorDetail {
        title: text(error.title()),
        detail: text(error.detail()),
        status: text(error.status()),
        source: object(error.source()).map(|source| ErrorSource {
            header: text(source.header()),
            parameter: text(source.parameter()),
            pointer: text(source.pointer()),
        }),
        meta: object(error.meta()).map(|meta| redact(meta.into(), secrets).unchecked_into()),
    })
}

fn object(value: JsValue) -> Option<Fields> {
    (value.is_object() && !Array::is_array(&value)).then(|| value.unchecked_into())
}

/// The very object, or, if a secret is in it, a copy without.
pub(crate) fn redact(value: JsValue, secrets: &Secrets) -> JsValue {
    match json_text(&value).ok().and_then(|text| text.as_string()) {
        Some(text) if !secrets.appear_in(&text) => value,
        Some(text) => parse_json(&secrets.redact(text)).unwrap_or_default(),
        None => JsValue::UNDEFINED,
    }
}

/// Something that was thrown.
pub(crate) struct Thrown {
    /// Its message and those of its causes, without secrets.
    pub(crate) text: String,
    /// A secret is somewhere in it, so the value itself must not be shown.
    pub(crate) leaks: bool,
}

impl Thrown {
    pub(crate) fn describe(thrown: &JsValue, secrets: &Secrets) -> Self {
        let mut text = String::new();
        let mut leaks = false;
        let mut next = Some(thrown.clone());
        for _ in 0..MAX_CAUSES {
            let Some(value) = next.take() else { break };
            let message = message(&value);
            leaks |= secrets.appear_in(&message)
                || [stack(&value), json(&value)]
                    .iter()
                    .flatten()
                    .any(|text| secrets.appear_in(text));
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&message);
            if value.is_object() {
                next = anything(&value).cause().ok().filter(JsValue::is_object);
            }
        }
        // A chain that goes on was not looked at to its end.
        leaks |= next.is_some() && !secrets.is_empty();
        Self { text: secrets.redact(text), leaks }
    }
}

fn anything(value: &JsValue) -> &Anything {
    value.unchecked_ref()
}

fn message(value: &JsValue) -> String {
    let message = value.is_object().then(|| anything(value).message().ok()?.as_string()).flatten();
    message
        .or_else(|| plain_text(value).ok()?.as_string())
        .unwrap_or_else(|| "a value without text".to_owned())
}

fn stack(value: &JsValue) -> Option<String> {
    value.is_object().then(|| anything(value).stack().ok()?.as_string()).flatten()
}

/// A value's own fields.
fn json(value: &JsValue) -> Option<String> {
    value.is_object().then(|| json_text(value).ok()?.as_string()).flatten()
}
