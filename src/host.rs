//! What JavaScript does for us (src/entry/host.js): all that touches values of which nothing is
//! known, so that whatever they throw is caught where it is thrown, and all that would only carry
//! texts there and back.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[cfg(feature = "api")]
use crate::api::host::settled;
#[cfg(not(feature = "api"))]
use crate::tasks::settled;

#[wasm_bindgen]
extern "C" {
    /// In Unix milliseconds.
    #[wasm_bindgen(js_namespace = Date)]
    pub(crate) fn now() -> f64;
    /// As Unix milliseconds; NaN for what is no date.
    #[wasm_bindgen(js_namespace = Date, js_name = parse)]
    pub(crate) fn parse_date(text: &str) -> f64;
    /// From 0 to 1.
    #[wasm_bindgen(js_namespace = Math)]
    pub(crate) fn random() -> f64;

    /// A list of anything.
    pub(crate) type List;
    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    pub(crate) fn list_of(value: &JsValue) -> List;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn length(this: &List) -> u32;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn item(this: &List, index: u32) -> JsValue;

    /// As `String` writes it: Rust's way to write a float is large.
    #[wasm_bindgen(js_name = String)]
    pub(crate) fn decimal(number: f64) -> String;
}

// In the npm package `host` is lent to the glue (scripts/glue.js), one for each instance; a Rust
// program imports it.
#[cfg_attr(feature = "api", wasm_bindgen(module = "/src/host.js"))]
#[cfg_attr(not(feature = "api"), wasm_bindgen)]
extern "C" {
    /// Whether this is a page or a browser's worker, where every visitor can read a key.
    #[wasm_bindgen(js_namespace = host, js_name = inBrowser)]
    pub(crate) fn in_browser() -> bool;
    /// `undefined` for what is no JSON.
    #[wasm_bindgen(js_namespace = host, js_name = parse)]
    pub(crate) fn parse_json(text: &JsValue) -> JsValue;
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
    /// The first character of a text that is no white space; `undefined` where there is none.
    #[wasm_bindgen(js_namespace = host, js_name = firstOf)]
    pub(crate) fn first_of(text: &JsValue) -> Option<String>;
    /// The status of what really is a response, 0 for a redirect that a browser hides; or -1.
    #[wasm_bindgen(js_namespace = host, js_name = statusOf)]
    pub(crate) fn status_of(answer: &JsValue) -> i32;
    /// Calls `onResponse`, and looks after what comes of it.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn tell(on_response: &JsValue, info: &JsValue);

    /// The headers of an answer; none where it has none that can be read. The secrets, here and
    /// below, are what is not to be shown, a line each.
    pub(crate) type Head;
    #[wasm_bindgen(js_namespace = host, js_name = readHead)]
    pub(crate) fn read_head(answer: &JsValue, secrets: &str) -> Head;
    /// By lower-case name, secret or not.
    #[wasm_bindgen(method, structural)]
    pub(crate) fn get(this: &Head, name: &str) -> Option<String>;
    /// As a plain object of texts by lower-case name, without secrets.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn shown(this: &Head) -> Fields;

    /// A plain object.
    pub(crate) type Fields;
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub(crate) fn text(this: &Fields, name: &str) -> Option<String>;

    /// The body of an answer outside 2xx, without secrets.
    pub(crate) type ErrorBody;
    #[wasm_bindgen(js_namespace = host, js_name = readErrorBody)]
    pub(crate) fn read_error_body(text: &JsValue, secrets: &str) -> ErrorBody;
    /// Datadog's errors as a list of plain objects.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn errors(this: &ErrorBody) -> JsValue;
    /// The texts of the first, cut where they would flood a message.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn said(this: &ErrorBody) -> String;
    /// The start of the body (2 KB at most) where there are no errors in it.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn body(this: &ErrorBody) -> JsValue;

    /// What a `fetch` threw, as it may be shown.
    pub(crate) type Thrown;
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn describe(thrown: &JsValue, secrets: &str) -> Thrown;
    /// Its message and those of its causes.
    #[wasm_bindgen(method, structural, getter, js_name = text)]
    pub(crate) fn message(this: &Thrown) -> String;
    /// The very value, or an error in its place.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn value(this: &Thrown) -> JsValue;

    #[wasm_bindgen(js_namespace = host, js_name = openStep)]
    fn open_step(signal: &JsValue, milliseconds: f64) -> OpenStep;
    #[wasm_bindgen(js_namespace = host, js_name = closeStep)]
    fn close_step(step: &OpenStep);

    type OpenStep;
    #[wasm_bindgen(method, structural)]
    fn send(this: &OpenStep, fetch: &JsValue, url: &str, headers: &str) -> JsValue;
    #[wasm_bindgen(method, structural, js_name = text)]
    fn text_of(this: &OpenStep, answer: &JsValue) -> JsValue;
    #[wasm_bindgen(method, structural)]
    fn sleep(this: &OpenStep) -> JsValue;

    type Outcome;
    #[wasm_bindgen(method, structural, getter)]
    fn end(this: &Outcome) -> u32;
    #[wasm_bindgen(method, structural, getter, js_name = value)]
    fn reason(this: &Outcome) -> JsValue;
}

/// Why something that was waited for brought nothing.
pub(crate) enum Ended {
    /// It failed by itself.
    Failed(JsValue),
    /// The caller's signal: its reason.
    Aborted(JsValue),
    /// The step's time was up.
    TimedOut,
    /// It never began: listening to the caller's signal threw this.
    Deaf(JsValue),
}

/// One step of a call: a try, or the wait before the next one. It ends when its time is up or the
/// caller aborts, and leaves no timer and no listener.
pub(crate) struct Step(OpenStep);

impl Step {
    pub(crate) fn open(signal: &JsValue, milliseconds: f64) -> Self {
        Self(open_step(signal, milliseconds))
    }

    /// Sends a GET; `fetch` is a function, or an object that has one as a method. `headers` are
    /// names and values, a line each.
    pub(crate) async fn send(
        &self,
        fetch: &JsValue,
        url: &str,
        headers: &str,
    ) -> Result<JsValue, Ended> {
        outcome(self.0.send(fetch, url, headers)).await
    }

    /// The body of an answer.
    pub(crate) async fn text(&self, answer: &JsValue) -> Result<JsValue, Ended> {
        outcome(self.0.text_of(answer)).await
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

async fn outcome(promise: JsValue) -> Result<JsValue, Ended> {
    let outcome: Outcome = settled(promise).await.unchecked_into();
    match outcome.end() {
        0 => Ok(outcome.reason()),
        1 => Err(Ended::Failed(outcome.reason())),
        2 => Err(Ended::Aborted(outcome.reason())),
        3 => Err(Ended::TimedOut),
        _ => Err(Ended::Deaf(outcome.reason())),
    }
}
