//! Datadog's two styles of error body -> one shape, without secrets.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::error::{ErrorDetail, ErrorSource};
use crate::secrets::Secrets;
use crate::thrown::text_of;

/// As many errors of one answer are handed out: a body can hold millions.
const MAX_ERRORS: usize = 100;
/// How deep a `meta` may nest; what lies deeper is left out.
const MAX_DEPTH: u8 = 32;

#[wasm_bindgen]
extern "C" {
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
}

/// Datadog's errors out of a parsed error body, whichever of its two styles it has; none out of
/// anything else.
pub(crate) fn error_details(body: JsValue, secrets: &Secrets) -> Vec<ErrorDetail> {
    let Some(errors) = fields(body).map(|body| body.errors()) else {
        return vec![];
    };
    if !Array::is_array(&errors) {
        return vec![];
    }
    let errors: Array = errors.unchecked_into();
    errors.iter().take(MAX_ERRORS).filter_map(|error| error_detail(error, secrets)).collect()
}

/// `None` of an error that says nothing in a way that is known: then the body is shown instead.
fn error_detail(error: JsValue, secrets: &Secrets) -> Option<ErrorDetail> {
    let text = |value: JsValue| value.as_string().map(|text| secrets.redact(text, false));
    if error.is_string() {
        return Some(ErrorDetail { detail: text(error), ..Default::default() });
    }
    let error = fields(error)?;
    let detail = ErrorDetail {
        title: text(error.title()),
        detail: text(error.detail()),
        status: text(error.status()),
        source: fields(error.source()).map(|source| ErrorSource {
            header: text(source.header()),
            parameter: text(source.parameter()),
            pointer: text(source.pointer()),
        }),
        meta: fields(error.meta()).map(|meta| redact(&meta, secrets, MAX_DEPTH).unchecked_into()),
    };
    (detail.title.is_some() || detail.detail.is_some() || detail.meta.is_some()).then_some(detail)
}

fn fields(value: JsValue) -> Option<Fields> {
    (value.is_object() && !Array::is_array(&value)).then(|| value.unchecked_into())
}

/// A copy of parsed JSON in which no text or name holds a secret.
fn redact(value: &JsValue, secrets: &Secrets, depth: u8) -> JsValue {
    if !value.is_object() {
        // A secret of digits may come back as a number.
        let text = text_of(value).unwrap_or_default();
        let shows = secrets.appear_in(&text);
        return if shows { secrets.redact(text, false).into() } else { value.clone() };
    }
    let Some(depth) = depth.checked_sub(1) else { return JsValue::UNDEFINED };
    if Array::is_array(value) {
        let array: &Array = value.unchecked_ref();
        return array.iter().map(|item| redact(&item, secrets, depth)).collect::<Array>().into();
    }
    let entries = Object::entries(value.unchecked_ref());
    for entry in entries.iter() {
        let entry: Array = entry.unchecked_into();
        entry.set(0, redact(&entry.get(0), secrets, depth));
        entry.set(1, redact(&entry.get(1), secrets, depth));
    }
    // Not by assignment: a name such as `__proto__` stays a name.
    Object::from_entries(&entries).map_or(JsValue::UNDEFINED, JsValue::from)
}
