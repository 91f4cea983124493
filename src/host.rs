//! What JavaScript does for us (src/entry/host.js).

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A list of anything.
    pub(crate) type List;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn length(this: &List) -> u32;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn item(this: &List, index: u32) -> JsValue;
}

// In the npm package `host` is lent to the glue (scripts/glue.js), one for each instance; a Rust
// program imports it.
#[cfg_attr(feature = "api", wasm_bindgen(module = "/src/host.js"))]
#[cfg_attr(not(feature = "api"), wasm_bindgen)]
extern "C" {
    /// What a value is, as the place of its kind in `model::Kind`.
    #[wasm_bindgen(js_namespace = host, js_name = kindOf)]
    pub(crate) fn kind_of(value: &JsValue) -> u32;
    /// Tells what a shape is, once: the names of its fields, a line each.
    #[wasm_bindgen(js_namespace = host, js_name = describeShape)]
    pub(crate) fn describe_shape(shape: u32, names: &str);
    /// What the fields of an object are, three bits each from the lowest on; all bits where the shape
    /// has not been described.
    #[wasm_bindgen(js_namespace = host, js_name = kindsOf)]
    pub(crate) fn kinds_of(object: &JsValue, shape: u32) -> u32;
    #[wasm_bindgen(js_namespace = host, js_name = fieldOf)]
    pub(crate) fn field_of(object: &JsValue, shape: u32, index: u32) -> JsValue;
}
