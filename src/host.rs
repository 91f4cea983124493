//! What JavaScript does for us (src/entry/host.js): all that touches values of which nothing is
//! known, so that whatever they throw is caught where it is thrown.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::tasks::settled;

#[wasm_bindgen]
extern "C" {
    /// Whether this is a page or a browser's worker, where every visitor can read a key.
    #[wasm_bindgen(js_namespace = host, js_name = inBrowser)]
    pub(crate) fn in_browser() -> bool;
    /// `undefined` for what is no JSON.
    #[wasm_bindgen(js_namespace = host, js_name = parse)]
    pub(crate) fn parse_json(text: &JsValue) -> JsValue;
    /// The status of what really is a response, 0 for a redirect that a browser hides; or -1.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn status(answer: &JsValue) -> i32;
    /// Names and values in turn.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn headers(answer: &JsValue) -> Vec<String>;
    /// Calls `onResponse`, and looks after what comes of it.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn tell(on_response: &JsValue, info: &JsValue);

    #[wasm_bindgen(js_namespace = host, js_name = openStep)]
    fn open_step(signal: &JsValue, milliseconds: f64) -> OpenStep;
    #[wasm_bindgen(js_namespace = host, js_name = closeStep)]
    fn close_step(step: &OpenStep);

    type OpenStep;
    #[wasm_bindgen(method, structural)]
    fn send(this: &OpenStep, fetch: &JsValue, url: &str, headers: &JsValue) -> Promise;
    #[wasm_bindgen(method, structural)]
    fn text(this: &OpenStep, answer: &JsValue) -> Promise;
    #[wasm_bindgen(method, structural)]
    fn sleep(this: &OpenStep) -> Promise;

    type Outcome;
    #[wasm_bindgen(method, structural, getter)]
    fn end(this: &Outcome) -> u32;
    #[wasm_bindgen(method, structural, getter)]
    fn value(this: &Outcome) -> JsValue;
}

/// Why something that was waited for brought nothing.
pub(crate) enum Ended {
    /// It failed by itself.
    Failed(JsValue),
    /// The caller's signal: its reason.
    Aborted(JsValue),
    /// The step's time was up.
    TimedOut,
    /// It never began: listening to the caller's signal threw.
    Deaf,
}

/// One step of a call: a try, or the wait before the next one. It ends when its time is up or the
/// caller aborts, and leaves no timer and no listener.
pub(crate) struct Step(OpenStep);

impl Step {
    pub(crate) fn open(signal: &JsValue, milliseconds: f64) -> Self {
        Self(open_step(signal, milliseconds))
    }

    /// Sends a GET; `fetch` is a function, or an object that has one as a method.
    pub(crate) async fn send(
        &self,
        fetch: &JsValue,
        url: &str,
        headers: &JsValue,
    ) -> Result<JsValue, Ended> {
        outcome(self.0.send(fetch, url, headers)).await
    }

    /// The body of an answer.
    pub(crate) async fn text(&self, answer: &JsValue) -> Result<JsValue, Ended> {
        outcome(self.0.text(answer)).await
    }

    /// Waits until the step ends.
    pub(crate) async fn sleep(&self) -> Result<JsValue, Ended> {
        outcome(self.0.sleep()).await
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        close_step(&self.0);
    }
}

async fn outcome(promise: Promise) -> Result<JsValue, Ended> {
    let outcome: Outcome = settled(promise).await.unchecked_into();
    match outcome.end() {
        0 => Ok(outcome.value()),
        1 => Err(Ended::Failed(outcome.value())),
        2 => Err(Ended::Aborted(outcome.value())),
        3 => Err(Ended::TimedOut),
        _ => Err(Ended::Deaf),
    }
}
