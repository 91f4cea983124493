//! What JavaScript does for the Rust API alone (src/api/entry.js).

use js_sys::Promise;
use js_sys::futures::JsFuture;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::api::{Cause, Error};

#[wasm_bindgen]
extern "C" {
    /// In Unix milliseconds.
    #[wasm_bindgen(js_namespace = Date)]
    pub(crate) fn now() -> f64;
    /// From 0 to 1.
    #[wasm_bindgen(js_namespace = Math)]
    pub(crate) fn random() -> f64;
}

#[wasm_bindgen(module = "/src/host.js")]
extern "C" {
    /// Whether this is a page or a browser's worker, where every visitor can read a key.
    #[wasm_bindgen(js_namespace = host, js_name = inBrowser)]
    pub(crate) fn in_browser() -> bool;
    /// `undefined` for what is no JSON.
    #[wasm_bindgen(js_namespace = host, js_name = parse)]
    pub(crate) fn parse_json(text: &JsValue) -> JsValue;
    /// Holds an answer for `model::check_accounts`, or `undefined` in its place.
    #[wasm_bindgen(js_namespace = host)]
    pub(crate) fn hold(answer: &JsValue);
    /// The code of the first character of a text that is no white space; 0 where there is none.
    #[wasm_bindgen(js_namespace = host, js_name = firstOf)]
    pub(crate) fn first_of(text: &JsValue) -> u32;
    /// The status of what really is a response, 0 for a redirect that a browser hides; or -1.
    #[wasm_bindgen(js_namespace = host, js_name = statusOf)]
    pub(crate) fn status_of(answer: &JsValue) -> i32;

    /// The headers of an answer; none where it has none that can be read. The secrets, here and
    /// below, are what is not to be shown, a line each.
    pub(crate) type Head;
    #[wasm_bindgen(js_namespace = host, js_name = readHead)]
    pub(crate) fn read_head(answer: &JsValue, secrets: &str) -> Head;
    /// Lower-case names and values, a line each, secret or not.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn lines(this: &Head) -> String;
    /// The date in `Retry-After`, in Unix milliseconds; or NaN.
    #[wasm_bindgen(method, structural, getter, js_name = retryAfter)]
    pub(crate) fn retry_after(this: &Head) -> f64;
    /// As a plain object of texts by lower-case name, without secrets.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn shown(this: &Head) -> JsValue;

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

    /// Of what was thrown and of its causes: name, code and message in turn, empty where there is none.
    #[wasm_bindgen(js_namespace = host, js_name = causesOf)]
    fn causes_of(thrown: &JsValue) -> Vec<String>;
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
    pub(crate) fn host(this: &Arguments) -> Option<String>;
    #[wasm_bindgen(method, structural, getter, js_name = isPlain)]
    pub(crate) fn is_plain(this: &Arguments) -> Option<bool>;
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
async fn settled(promise: JsValue) -> JsValue {
    JsFuture::from(promise.unchecked_into::<Promise>()).await.unwrap_or_default()
}

/// A copy of what was parsed from JSON: at once as text, since a call into JavaScript for each field
/// takes longer.
pub(crate) fn from_js<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    serde_json::from_str(&stringify(value)?).ok()
}

/// What was thrown, and its causes after it.
pub(crate) fn causes(thrown: &JsValue) -> Vec<Cause> {
    let mut texts = causes_of(thrown).into_iter();
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    core::iter::from_fn(|| {
        let (name, code) = (given(texts.next()?), given(texts.next()?));
        Some(Cause { name, code, message: texts.next()? })
    })
    .collect()
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
