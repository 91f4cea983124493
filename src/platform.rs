//! The few things that only JavaScript can do (platform.js, redaction.js), and the two globals that
//! a call depends on. Whatever throws is imported with `catch`, and nothing here is `async`: an
//! `async` import would not catch what is thrown synchronously.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The time in Unix milliseconds.
    #[wasm_bindgen(js_namespace = Date)]
    pub(crate) fn now() -> f64;
    /// From 0 to 1.
    #[wasm_bindgen(js_namespace = Math)]
    pub(crate) fn random() -> f64;
    /// A date in Unix milliseconds, or NaN.
    #[wasm_bindgen(js_namespace = Date, js_name = parse)]
    pub(crate) fn parse_date(text: &str) -> f64;
}

#[wasm_bindgen(module = "/src/platform.js")]
extern "C" {
    /// Whether this is a page or a browser's worker, where every visitor can read a key.
    #[wasm_bindgen(js_name = inBrowser)]
    pub(crate) fn in_browser() -> bool;
    /// The absolute URL that `fetch` would request.
    #[wasm_bindgen(js_name = resolveUrl)]
    pub(crate) fn resolve_url(text: &str) -> Option<String>;
    #[wasm_bindgen(js_name = pageOrigin)]
    pub(crate) fn page_origin() -> Option<String>;
    /// A `HeadersInit` as a list of names, each followed by its value, if it is one.
    #[wasm_bindgen(js_name = headerPairs)]
    pub(crate) fn header_pairs(headers: &JsValue) -> Option<Array>;

    /// The values of an object's fields with these names, up to one that throws.
    #[wasm_bindgen(js_name = readFields)]
    pub(crate) fn read_fields(object: &JsValue, names: &JsValue) -> Array;
    /// The end of a message about a missing credential: the options that were passed under other names.
    #[wasm_bindgen(js_name = nearMisses)]
    pub(crate) fn near_misses(argument: &str, options: &JsValue) -> String;
    /// Whether a value has what an `AbortSignal` is used for here.
    #[wasm_bindgen(js_name = isSignal)]
    pub(crate) fn is_signal(value: &JsValue) -> bool;
    /// Whether `send` can send with this.
    #[wasm_bindgen(js_name = canSend)]
    pub(crate) fn can_send(fetch: &JsValue) -> bool;
    /// Calls a function like `fetch`, the `fetch` method of an object or, for `undefined`, the runtime's.
    pub(crate) fn send(fetch: &JsValue, url: &str, init: &JsValue) -> JsValue;
    /// What gloo-net can read without a trap, if the value is a response.
    #[wasm_bindgen(js_name = asResponse)]
    pub(crate) fn as_response(value: &JsValue) -> Option<web_sys::Response>;
    /// A promise, or whatever a mock returns in its place.
    #[wasm_bindgen(js_name = readText)]
    pub(crate) fn read_text(response: &JsValue) -> JsValue;
    /// The value of a JSON text, or `undefined`.
    #[wasm_bindgen(js_name = parseJson)]
    pub(crate) fn parse_json(text: &JsValue) -> JsValue;
    /// Calls `onResponse`, and ignores what it throws or rejects with.
    pub(crate) fn notify(on_response: &Function, info: &JsValue);

    /// The code of the first character that is not white space; 0 where there is none.
    #[wasm_bindgen(js_name = firstCharCode)]
    pub(crate) fn first_char_code(text: &JsValue) -> u32;
    /// The type of a parsed JSON value, as `Kind` numbers them.
    #[wasm_bindgen(js_name = kindOf)]
    pub(crate) fn kind_of(value: &JsValue) -> u32;
    /// The kinds of the fields with these names, as `FieldKinds` has them.
    #[wasm_bindgen(js_name = fieldKinds)]
    pub(crate) fn field_kinds(value: &JsValue, names: &JsValue) -> u32;
    /// The value of the field that has its name at that place.
    pub(crate) fn field(object: &JsValue, names: &JsValue, place: u32) -> JsValue;
    /// The index of the first element that is not a string; at least the length where there is none.
    #[wasm_bindgen(js_name = firstNonString)]
    pub(crate) fn first_non_string(list: &Array) -> u32;
    /// `field_kinds` of an element of a list, in one call.
    #[wasm_bindgen(js_name = elementKinds)]
    pub(crate) fn element_kinds(list: &Array, index: u32, names: &JsValue) -> u32;

    /// Ends an attempt or a delay early: on the caller's signal or when its time limit has passed.
    pub(crate) type Cancellation;
    #[wasm_bindgen(constructor, catch)]
    pub(crate) fn new(signal: &JsValue, milliseconds: f64) -> Result<Cancellation, JsValue>;
    #[wasm_bindgen(method, getter, js_name = timedOut)]
    pub(crate) fn timed_out(this: &Cancellation) -> bool;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn aborted(this: &Cancellation) -> bool;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn reason(this: &Cancellation) -> JsValue;
    /// The `AbortSignal` for `fetch`.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn signal(this: &Cancellation) -> JsValue;
    /// Fulfilled on either.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn ended(this: &Cancellation) -> Promise;
    /// A promise of the engine's own for whatever comes first: the value, which may be a foreign
    /// promise, or the end.
    #[wasm_bindgen(method)]
    pub(crate) fn race(this: &Cancellation, value: &JsValue) -> Promise;
    /// Removes the timer and the listener, and aborts what is not complete.
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Cancellation, complete: bool);
}

#[wasm_bindgen(module = "/src/redaction.js")]
extern "C" {
    /// Redacts the secrets of one call, a line each, in whatever an error shows.
    pub(crate) type Redactor;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new(secrets: &str) -> Redactor;
    /// The redacted start of a text; `undefined` of what is not a text.
    #[wasm_bindgen(method)]
    pub(crate) fn text(this: &Redactor, value: &JsValue) -> JsValue;
    /// A redacted copy of a parsed JSON object, or `undefined`.
    #[wasm_bindgen(method)]
    pub(crate) fn object(this: &Redactor, value: &JsValue) -> JsValue;
    /// What a `fetch` threw, as it may be shown.
    #[wasm_bindgen(method)]
    pub(crate) fn thrown(this: &Redactor, value: &JsValue) -> Thrown;

    pub(crate) type Thrown;
    /// Its message and those of its causes.
    #[wasm_bindgen(method, getter, js_name = text)]
    pub(crate) fn message(this: &Thrown) -> String;
    /// The very value, or an error in its place.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &Thrown) -> JsValue;

    /// The message of whatever was thrown, or its code or text.
    #[wasm_bindgen(js_name = messageOf)]
    pub(crate) fn message_of(thrown: &JsValue) -> String;
}
