//! What requires a JavaScript engine, in Node and in Chromium: the client with a `fetch` of the test's own,
//! and the schema check of parsed objects.
#![expect(clippy::panic, reason = "a test fails by it")]

mod client;
mod model;

use js_sys::Function;
use wasm_bindgen::JsValue;

/// What the body of a JavaScript function returns.
#[track_caller]
fn js(body: &str) -> JsValue {
    Function::new_no_args(body).call0(&JsValue::UNDEFINED).unwrap_or_default()
}
