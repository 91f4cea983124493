//! Waiting for JavaScript's promises.

use std::future::Future;

use js_sys::Promise;
use wasm_bindgen::JsValue;

#[cfg(feature = "npm")]
use crate::js::tasks as runtime;

#[cfg(not(feature = "npm"))]
mod runtime {
    pub(crate) use wasm_bindgen_futures::spawn_local as spawn;

    pub(crate) async fn settled(promise: super::Promise) -> Result<super::JsValue, super::JsValue> {
        wasm_bindgen_futures::JsFuture::from(promise).await
    }
}

/// What a promise settles to.
pub(crate) fn settled(promise: Promise) -> impl Future<Output = Result<JsValue, JsValue>> {
    runtime::settled(promise)
}

/// Runs a future that nothing waits for.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    runtime::spawn(future);
}
