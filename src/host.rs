//! What JavaScript does for the check of an answer (src/entry/host.js). It holds the answer, and what lies
//! in that on the way to a place, by level.

use wasm_bindgen::prelude::*;

// In the npm package `host` is lent to the glue (scripts/glue.js), one for each instance; a Rust
// program imports it.
#[cfg_attr(feature = "api", wasm_bindgen(module = "/src/host.js"))]
#[cfg_attr(not(feature = "api"), wasm_bindgen)]
extern "C" {
    /// Tells what a shape is, once: the names of its fields, a line each.
    #[wasm_bindgen(js_namespace = host, js_name = describeShape)]
    pub(crate) fn describe_shape(shape: u32, names: &str);
    /// Goes to a place in what is held one level above: a place of a list or, where the shape of its
    /// owner has been described, a field. Then tells what is there, as `model::Found` has it, of an
    /// object of a described shape its fields.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn look(level: u32, place: u32, owner: u32, shape: u32) -> u32;
    /// How long the list is that is held at a level.
    #[wasm_bindgen(js_namespace = host, js_name = lengthOf)]
    pub(crate) fn length(level: u32) -> u32;
}
