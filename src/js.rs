//! The JavaScript face: what src/entry/call.js asks while it makes a call. Each of these is over before
//! anything else happens, and leaves nothing in the memory.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::host::decimal;
use crate::model::check_accounts;
use crate::options::{Asker, BaseUrl, Options, Request};
use crate::rate_limit::RateLimit;
use crate::retry::Limits;
use crate::verdict::{Answer, Failed, Try, header};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// An object of ours in JavaScript: its fields are of the right kinds, or `undefined`.
    pub type Fields;
    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Fields;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn text(this: &Fields, name: &str) -> Option<String>;
    /// NaN for what is `undefined`, 1 for `true`.
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn number(this: &Fields, name: &str) -> f64;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_text(this: &Fields, name: &str, value: &str);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_number(this: &Fields, name: &str, value: f64);
    #[wasm_bindgen(method, structural, getter)]
    fn headers(this: &Fields) -> Texts;

    /// A list of strings, read from its start.
    type Texts;
    #[wasm_bindgen(method, structural, js_name = shift)]
    fn next(this: &Texts) -> Option<String>;
}

/// Makes a request of what `listAccounts` was given (src/entry/options.js), and adds it to that.
/// Otherwise the fields of an `AccountsError`.
#[wasm_bindgen(skip_typescript)]
pub fn request(given: Fields) -> JsValue {
    let integration = given.text("integration").unwrap_or_default();
    match Request::new(&integration, &read(&given)) {
        Ok(request) => {
            given.set_text("url", &request.url);
            given.set_text("host", &request.host);
            given.set_text("lines", &request.headers);
            given.set_text("secrets", &request.secrets);
            given.set_number("asker", f64::from(request.asker as u32));
            given.set_number("timeout", request.limits.timeout);
            given.set_number("attemptTimeout", request.limits.attempt_timeout);
            given.set_number("maxRetries", request.limits.max_retries.into());
            JsValue::UNDEFINED
        }
        Err(error) => fields(&error),
    }
}

fn read(given: &Fields) -> Options {
    let headers = given.headers();
    let number = |name| Some(given.number(name));
    Options {
        api_key: given.text("apiKey"),
        app_key: given.text("appKey"),
        access_token: given.text("accessToken"),
        site: given.text("site"),
        base_url: given.text("baseUrl").map(|url| BaseUrl {
            url,
            host: given.text("host").unwrap_or_default(),
            is_plain: given.number("isPlain") == 1.0,
        }),
        headers: core::iter::from_fn(|| Some((headers.next()?, headers.next()?))).collect(),
        timeout: number("timeout"),
        attempt_timeout: number("attemptTimeout"),
        max_retries: number("maxRetries"),
        in_browser: given.number("inBrowser") == 1.0,
        dangerously_allow_browser: given.number("dangerouslyAllowBrowser") == 1.0,
    }
}

/// What the headers of an answer say about the rate limit; `undefined` where they say nothing.
#[wasm_bindgen(js_name = rateLimit, skip_typescript)]
pub fn rate_limit(tried: Fields) -> JsValue {
    let head = tried.text("head").unwrap_or_default();
    let seconds = (tried.number("now") / 1000.0) as u32;
    let Some(limit) = RateLimit::read(|name| header(&head, name), seconds) else {
        return JsValue::UNDEFINED;
    };
    let shown = Fields::new();
    for (name, number) in [
        ("limit", limit.limit),
        ("period", limit.period),
        ("remaining", limit.remaining),
        ("reset", limit.reset),
    ] {
        if let Some(number) = number {
            shown.set_number(name, number.into());
        }
    }
    if let Some(name) = &limit.name {
        shown.set_text("name", name);
    }
    shown.into()
}

/// Adds to a failed try, and the call that it belongs to, what is said of it (`message`), which time
/// passed (`timeout`), and after how many milliseconds to try again (`wait`).
#[wasm_bindgen(skip_typescript)]
pub fn judge(tried: Fields) {
    let number = |name| tried.number(name);
    let host = tried.text("host").unwrap_or_default();
    let head = tried.text("head").unwrap_or_default();
    let said = tried.text("said");
    let reset = number("reset");
    let failed = match (number("status"), &said) {
        (_, None) => Failed::TimedOut,
        (status, Some(said)) if status.is_nan() => Failed::Network(said),
        (status, Some(said)) if status < 0.0 => Failed::NoResponse(said),
        (status, Some(said)) => Failed::Status(Answer {
            status: status as u16,
            head: &head,
            said,
            reset: (!reset.is_nan()).then_some(reset as u32),
            now: number("now"),
            retry_after: number("retryAfter"),
        }),
    };
    let verdict = Try {
        host: &host,
        asker: match number("asker") as u32 {
            0 => Asker::Keys,
            1 => Asker::Token,
            _ => Asker::Nobody,
        },
        in_browser: number("inBrowser") == 1.0,
        limits: Limits {
            timeout: number("timeout"),
            attempt_timeout: number("attemptTimeout"),
            max_retries: number("maxRetries") as u32,
        },
        attempt: number("attempt") as u32,
        left_before: number("leftBefore"),
        left: number("left"),
        random: number("random"),
    }
    .judge(&failed, decimal);
    tried.set_text("message", &verdict.message);
    if let Some(timeout) = verdict.timeout {
        tried.set_number("timeout", timeout);
    }
    if let Some(wait) = verdict.wait {
        tried.set_number("wait", wait);
    }
}

/// Checks an answer where it lies; `undefined` where it is as documented, otherwise the fields of an
/// `AccountsError`. Of a text that is no JSON, `answer` is `undefined` and `first` the code of its
/// first character, 0 where there is none.
#[wasm_bindgen(skip_typescript)]
pub fn check(answer: JsValue, first: u32) -> JsValue {
    check_accounts(&answer, first).map_or_else(|error| fields(&error), |()| JsValue::UNDEFINED)
}

fn fields(error: &Error) -> JsValue {
    let fields = Fields::new();
    fields.set_text("code", error.code());
    fields.set_text("message", &error.message());
    match error {
        Error::InvalidArgument { argument, .. } => fields.set_text("argument", argument),
        Error::Decode { path, expected, found } => {
            fields.set_text("path", path);
            fields.set_text("expected", expected);
            fields.set_text("found", found);
        }
    }
    fields.into()
}
