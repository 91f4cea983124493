//! What JavaScript does for the Rust API alone (src/api/entry.js).

use js_sys::Promise;
use js_sys::futures::JsFuture;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::api::Error;

#[wasm_bindgen(module = "/src/host.js")]
extern "C" {
    /// Of what was thrown and of its causes: name, code and message in turn, empty where there is none.
    #[wasm_bindgen(js_namespace = host, js_name = causesOf)]
    pub(crate) fn causes_of(thrown: &JsValue) -> Vec<String>;
    /// As JSON text; nothing where it cannot be written so.
    #[wasm_bindgen(js_namespace = host)]
    fn stringify(value: &JsValue) -> Option<String>;

    #[wasm_bindgen(js_namespace = host, js_name = readArguments)]
    fn read(base_url: &JsValue, fetch: &JsValue, signal: &JsValue) -> Arguments;

    /// The options that only JavaScript can look into, as `readOptions` gives them to the npm
    /// package's call; or the error that it throws.
    pub(crate) type Arguments;
    #[wasm_bindgen(method, structural, getter, js_name = baseUrl)]
    pub(crate) fn base_url(this: &Arguments) -> Option<String>;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn page(this: &Arguments) -> Option<String>;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn fetch(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn signal(this: &Arguments) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn argument(this: &Arguments) -> Option<String>;
    #[wasm_bindgen(method, structural, getter)]
    fn message(this: &Arguments) -> Option<String>;
}

/// Checks the base URL, the `fetch` and the signal; each may be `undefined`.
pub(crate) fn read_arguments([base_url, fetch, signal]: [JsValue; 3]) -> Result<Arguments, Error> {
    let arguments = read(&base_url, &fetch, &signal);
    match (arguments.argument(), arguments.message()) {
        (Some(argument), Some(message)) => Err(Error::refused(&argument, &message)),
        _ => Ok(arguments),
    }
}

/// What a promise that is never rejected is fulfilled with.
pub(crate) async fn settled(promise: JsValue) -> JsValue {
    JsFuture::from(promise.unchecked_into::<Promise>()).await.unwrap_or_default()
}

/// A copy of what was parsed from JSON: at once as text, since a call into JavaScript for each field
/// takes longer.
pub(crate) fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    serde_json::from_str(&stringify(value)?).ok()
}
