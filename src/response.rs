//! A response -> accounts or an error.
//!
//! gloo-net reads the status and the headers. Its own `text()` is not used: it panics on a response
//! whose method throws, so that the call would never settle; `platform::read_text` reads the body.

use std::time::Duration;

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::failure::HttpFailure;
use crate::from_js::field;
use crate::messages::Destination;
use crate::platform::{Redactor, as_response, parse_date, parse_json};
use crate::rate_limit::RateLimit;
use crate::response_info::{ResponseHeaders, ResponseInfo};
use crate::retry::{Retry, retry_after};
use crate::text::join;
use crate::to_js::Plain;

/// At most so many errors of one response are shown: a body can contain millions.
const MAX_ERRORS: u32 = 100;
/// At most so much of one of Datadog's texts is part of a message, in bytes.
const MAX_DETAIL: usize = 500;
/// The longest start of a body that an error shows, in bytes.
const MAX_BODY: usize = 2048;

/// What `fetch` returned, if it is a response.
pub(crate) struct Response {
    /// What it really is: the body is read from it.
    pub(crate) value: JsValue,
    response: gloo_net::http::Response,
}

impl Response {
    pub(crate) fn from_js(value: JsValue) -> Option<Self> {
        let response = as_response(&value)?.into();
        Some(Self { value, response })
    }

    /// 0 for a redirect that a browser hides.
    pub(crate) fn status(&self) -> u16 {
        self.response.status()
    }

    pub(crate) fn body_used(&self) -> bool {
        self.response.body_used()
    }

    /// Everything but the body. `attempt` is from 1, `received_at` in Unix milliseconds, `duration` from
    /// the start of the attempt.
    pub(crate) fn head(
        &self,
        attempt: u32,
        received_at: f64,
        duration: Duration,
        redactor: &Redactor,
    ) -> Head {
        let status = self.status();
        let mut headers = ResponseHeaders(self.response.headers().entries().collect());
        let header = |name: &str| headers.get(name);
        let mut rate_limit = RateLimit::read(header, (received_at / 1000.0) as u32);
        let reset = rate_limit.as_ref().and_then(|limit| limit.reset);
        let date = header("retry-after").map_or(f64::NAN, parse_date);
        let retry_after = header("retry-after").and_then(|it| retry_after(it, received_at, date));
        let retry = Retry::after_response(status, header, reset, retry_after);
        // Header names are left alone.
        let redact = |text: &mut String| {
            *text = redactor.text(&JsValue::from_str(text)).as_string().unwrap_or_default();
        };
        headers.0.iter_mut().for_each(|(_, value)| redact(value));
        rate_limit.iter_mut().filter_map(|limit| limit.name.as_mut()).for_each(redact);
        let info = ResponseInfo { status, headers, attempt, duration, rate_limit };
        Head { info, retry_after, retry }
    }
}

/// A response without its body, redacted.
pub(crate) struct Head {
    pub(crate) info: ResponseInfo,
    /// In milliseconds.
    retry_after: Option<f64>,
    /// How to go on, if the status is outside 2xx.
    pub(crate) retry: Retry,
}

impl Head {
    /// The error for this response, which is outside 2xx; `body` is its text, or `undefined` where it
    /// could not be read.
    pub(crate) fn into_failure(
        self,
        body: &JsValue,
        redactor: &Redactor,
        destination: &Destination<'_>,
    ) -> HttpFailure {
        let errors = error_details(&parse_json(body), redactor);
        let has_errors = errors.length() > 0;
        let body = if has_errors { None } else { redactor.text(body).as_string() };
        let ResponseInfo { status, headers, rate_limit, .. } = self.info;
        let reset = rate_limit.as_ref().and_then(|limit| limit.reset);
        HttpFailure {
            message: destination.status_message(status, &summary(&errors), reset),
            status,
            headers,
            rate_limit,
            retry_after: self.retry_after,
            body: body
                .map(|text| start_of(&text, MAX_BODY).to_owned())
                .filter(|text| !text.is_empty()),
            errors: errors.into(),
        }
    }
}

/// Datadog's errors, in whichever of its two formats they came, redacted. Fields of a wrong type are
/// left out.
fn error_details(body: &JsValue, redactor: &Redactor) -> Array {
    let details = Array::new();
    let errors = field(body, "errors");
    if !Array::is_array(&errors) {
        return details;
    }
    let errors: Array = errors.into();
    for index in 0..errors.length().min(MAX_ERRORS) {
        let detail = error_detail(&errors.get(index), redactor);
        if !detail.is_undefined() {
            details.push(&detail);
        }
    }
    details
}

/// An error as `ErrorDetail` describes it. `undefined` of an error that says nothing in a known way:
/// then the body is shown instead.
fn error_detail(error: &JsValue, redactor: &Redactor) -> JsValue {
    let texts = |object: &JsValue, names: &[&'static str]| -> Vec<_> {
        names.iter().map(|name| (*name, redactor.text(&field(object, name)).into())).collect()
    };
    if error.is_string() {
        return Plain::Object(vec![("detail", redactor.text(error).into())]).to_js();
    }
    let meta = redactor.object(&field(error, "meta"));
    let is_known = |name| field(error, name).is_string();
    if !is_known("title") && !is_known("detail") && meta.is_undefined() {
        return JsValue::UNDEFINED;
    }
    let mut detail = texts(error, &["title", "detail", "status"]);
    let source = Plain::Object(texts(&field(error, "source"), &["header", "parameter", "pointer"]));
    if !source.is_empty() {
        detail.push(("source", source));
    }
    detail.push(("meta", meta.into()));
    Plain::Object(detail).to_js()
}

/// The texts of the first error, for a message.
fn summary(details: &Array) -> String {
    let text = |name| field(&details.get(0), name).as_string().unwrap_or_default();
    let (title, detail) = (text("title"), text("detail"));
    let separator = if title.is_empty() || detail.is_empty() { "" } else { ": " };
    join(&[start_of(&title, MAX_DETAIL), separator, start_of(&detail, MAX_DETAIL)])
}

/// The start of a text, cut between two characters.
fn start_of(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}
