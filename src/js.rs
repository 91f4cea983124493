//! The JavaScript face: what src/entry/core.js asks while a call is made. Each question is answered at once,
//! and leaves nothing in the memory.
//!
//! What goes in and comes out lies in a list, each in its place: a name would be decoded at every call.

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
    /// A list of ours in JavaScript: what is in it is of the right kind, or `undefined`.
    pub type Places;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn text(this: &Places, place: u32) -> Option<String>;
    /// NaN for what is `undefined`, 1 for `true`.
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn number(this: &Places, place: u32) -> f64;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_text(this: &Places, place: u32, value: &str);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set_number(this: &Places, place: u32, value: f64);
}

/// Makes a request of what `listAccounts` was given; tells whether that is refused.
#[wasm_bindgen(skip_typescript)]
pub fn request(places: Places) -> bool {
    let text = |place| places.text(place);
    let number = |place| places.number(place);
    let options = Options {
        api_key: text(1),
        app_key: text(2),
        access_token: text(3),
        site: text(4),
        base_url: text(5).map(|url| BaseUrl {
            url,
            host: text(6).unwrap_or_default(),
            is_plain: number(7) == 1.0,
        }),
        headers: text(13).unwrap_or_default(),
        timeout: Some(number(8)),
        attempt_timeout: Some(number(9)),
        max_retries: Some(number(10)),
        in_browser: number(11) == 1.0,
        dangerously_allow_browser: number(12) == 1.0,
    };
    match Request::new(&text(0).unwrap_or_default(), &options) {
        Ok(request) => {
            places.set_text(0, &request.url);
            places.set_text(1, &request.host);
            places.set_text(2, &request.headers);
            places.set_text(3, &request.secrets);
            places.set_number(4, f64::from(request.asker as u32));
            false
        }
        Err(error) => refused(&error, &places),
    }
}

/// Tells whether the headers of an answer say anything about the rate limit.
#[wasm_bindgen(js_name = rateLimit, skip_typescript)]
pub fn rate_limit(places: Places) -> bool {
    let head = places.text(5).unwrap_or_default();
    let seconds = places.number(6) as u32;
    let Some(limit) = RateLimit::read(|name| header(&head, name), seconds) else { return false };
    let numbers = [limit.limit, limit.period, limit.remaining, limit.reset];
    for (place, number) in (0..).zip(numbers) {
        if let Some(number) = number {
            places.set_number(place, number.into());
        }
    }
    if let Some(name) = &limit.name {
        places.set_text(4, name);
    }
    true
}

/// What is said of a failed try, which time passed, and after how many milliseconds to try again.
#[wasm_bindgen(skip_typescript)]
pub fn judge(places: Places) {
    let number = |place| places.number(place);
    let text = |place| places.text(place).unwrap_or_default();
    let (said, head, host) = (places.text(4), text(5), text(9));
    let (status, reset) = (number(3), number(6));
    let failed = match &said {
        None => Failed::TimedOut,
        Some(said) if status.is_nan() => Failed::Network(said),
        Some(said) if status < 0.0 => Failed::NoResponse(said),
        Some(said) => Failed::Status(Answer {
            status: status as u16,
            head: &head,
            said,
            reset: (!reset.is_nan()).then_some(reset as u32),
            now: number(7),
            retry_after: number(8),
        }),
    };
    let verdict = Try {
        host: &host,
        asker: match number(10) as u32 {
            0 => Asker::Keys,
            1 => Asker::Token,
            _ => Asker::Nobody,
        },
        in_browser: number(11) == 1.0,
        limits: Limits {
            timeout: number(12),
            attempt_timeout: number(13),
            max_retries: number(14) as u32,
        },
        attempt: number(15) as u32,
        left_before: number(16),
        left: number(17),
        random: number(18),
    }
    .judge(&failed, decimal);
    places.set_text(0, &verdict.message);
    if let Some(timeout) = verdict.timeout {
        places.set_number(1, timeout);
    }
    if let Some(wait) = verdict.wait {
        places.set_number(2, wait);
    }
}

/// Checks an answer where it lies; tells whether it is refused. Of a text that is no JSON, `answer` is
/// `undefined` and `first` the code of its first character, 0 where there is none.
#[wasm_bindgen(skip_typescript)]
pub fn check(answer: JsValue, first: u32, places: Places) -> bool {
    check_accounts(&answer, first).is_err_and(|error| refused(&error, &places))
}

fn refused(error: &Error, places: &Places) -> bool {
    places.set_text(0, &error.message());
    match error {
        Error::InvalidArgument { argument, .. } => places.set_text(1, argument),
        Error::Decode { path, expected, found } => {
            places.set_text(1, path);
            places.set_text(2, expected);
            places.set_text(3, found);
        }
    }
    true
}
