//! The JavaScript face: what src/entry/core.js asks while a call is made. Each question is answered at once,
//! and leaves nothing in the memory.
//!
//! What goes in and comes out lies in a list that JavaScript holds, each in its place, which
//! src/entry/core.js gives it: names would be decoded, and objects handed over, at every call.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::error::Refusal;
use crate::model::check_accounts;
use crate::options::{Asker, BaseUrl, Options, Request};
use crate::rate_limit::RateLimit;
use crate::retry::Limits;
use crate::verdict::{Answer, Failed, Try, header};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// Nothing for what is `undefined`.
    #[wasm_bindgen(js_namespace = host, js_name = get)]
    fn text(place: u32) -> Option<String>;
    /// NaN for what is `undefined`, 1 for `true`.
    #[wasm_bindgen(js_namespace = host, js_name = get)]
    fn number(place: u32) -> f64;
    #[wasm_bindgen(js_namespace = host, js_name = set)]
    fn set_text(place: u32, value: &str);
    #[wasm_bindgen(js_namespace = host, js_name = set)]
    fn set_number(place: u32, value: f64);
}

/// Makes a request of what `listAccounts` was given; tells whether that is refused.
#[wasm_bindgen(skip_typescript)]
pub fn request() -> bool {
    let (integration, api_key, app_key, access_token) = (text(0), text(1), text(2), text(3));
    let (site, url, host, headers) = (text(4), text(5), text(6), text(7));
    let base_url = url.as_deref().zip(host.as_deref());
    let options = Options {
        api_key: api_key.as_deref(),
        app_key: app_key.as_deref(),
        access_token: access_token.as_deref(),
        site: site.as_deref(),
        base_url: base_url.map(|(url, host)| BaseUrl { url, host, is_plain: number(8) == 1.0 }),
        headers: headers.as_deref().unwrap_or_default(),
        timeout: Some(number(9)),
        attempt_timeout: Some(number(10)),
        max_retries: Some(number(11)),
        in_browser: number(12) == 1.0,
        dangerously_allow_browser: number(13) == 1.0,
    };
    match Request::new(&integration.unwrap_or_default(), &options) {
        Ok(request) => {
            set_text(0, &request.url);
            set_text(1, &request.host);
            set_text(2, &request.headers);
            set_text(3, &request.secrets);
            set_number(4, f64::from(request.asker as u32));
            false
        }
        Err(Refusal { argument, message }) => {
            set_text(0, &message);
            set_text(1, argument);
            true
        }
    }
}

/// Tells whether the headers of an answer say anything about the rate limit.
#[wasm_bindgen(js_name = rateLimit, skip_typescript)]
pub fn rate_limit() -> bool {
    let head = text(5).unwrap_or_default();
    let seconds = number(6) as u32;
    let Some(limit) = RateLimit::read(|name| header(&head, name), seconds) else { return false };
    let numbers = [limit.limit, limit.period, limit.remaining, limit.reset];
    for (place, number) in (0..).zip(numbers) {
        if let Some(number) = number {
            set_number(place, number.into());
        }
    }
    if let Some(name) = &limit.name {
        set_text(4, name);
    }
    true
}

/// What is said of a failed try, which time passed, and after how many milliseconds to try again.
#[wasm_bindgen(skip_typescript)]
pub fn judge() {
    let text = |place| text(place).unwrap_or_default();
    let (host, timeout, attempt_timeout) = (text(17), text(18), text(19));
    let (head, said) = (text(20), text(21));
    let reset = number(5);
    let failed = match number(3) as u32 {
        0 => Failed::TimedOut,
        1 => Failed::Network(&said),
        2 => Failed::NoResponse(&said),
        _ => Failed::Status(Answer {
            status: number(4) as u16,
            head: &head,
            said: &said,
            reset: (!reset.is_nan()).then_some(reset as u32),
            now: number(6),
            retry_after: number(7),
        }),
    };
    let verdict = Try {
        host: &host,
        asker: match number(8) as u32 {
            0 => Asker::Keys,
            1 => Asker::Token,
            _ => Asker::Nobody,
        },
        in_browser: number(9) == 1.0,
        limits: Limits {
            timeout: number(10),
            attempt_timeout: number(11),
            max_retries: number(12) as u32,
        },
        written: [&timeout, &attempt_timeout],
        attempt: number(13) as u32,
        left_before: number(14),
        left: number(15),
        random: number(16),
    }
    .judge(&failed);
    set_text(0, &verdict.message);
    if let Some(timeout) = verdict.timeout {
        set_number(1, timeout);
    }
    if let Some(wait) = verdict.wait {
        set_number(2, wait);
    }
}

/// Checks the answer that JavaScript holds, where it lies; tells whether it is refused. `first` as in
/// `model::check_accounts`.
#[wasm_bindgen(skip_typescript)]
pub fn check(first: u32) -> bool {
    let Err(wrong) = check_accounts(first) else { return false };
    set_text(0, &wrong.message());
    set_text(1, &wrong.path);
    set_text(2, wrong.expected);
    set_text(3, wrong.found);
    true
}
