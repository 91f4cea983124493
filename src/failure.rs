//! Why a call failed, with the JavaScript values that go with it. js.rs turns it into a JavaScript
//! error, `From` into an [`Error`].

use std::time::Duration;

use wasm_bindgen::JsValue;

use crate::error::{Error, HttpError, InvalidArgument, SchemaMismatch, message_in_rust};
use crate::from_js::{causes, from_json};
use crate::rate_limit::RateLimit;
use crate::response_info::ResponseHeaders;

/// Why a call failed. Messages have the names of the options in JavaScript.
pub(crate) enum Failure {
    InvalidArgument(InvalidArgument),
    Http(Box<HttpFailure>),
    /// `cause` is what `fetch` threw, or an error in its place where that may contain a secret.
    Network {
        message: String,
        cause: JsValue,
    },
    /// `timeout` is in milliseconds.
    Timeout {
        message: String,
        timeout: f64,
    },
    Decode(SchemaMismatch),
    /// With the signal's reason.
    Aborted(JsValue),
}

/// A response outside 2xx.
pub(crate) struct HttpFailure {
    pub(crate) message: String,
    pub(crate) status: u16,
    /// Datadog's errors: a list of plain objects, as `ErrorDetail` describes them.
    pub(crate) errors: JsValue,
    pub(crate) headers: ResponseHeaders,
    pub(crate) rate_limit: Option<RateLimit>,
    /// In milliseconds.
    pub(crate) retry_after: Option<f64>,
    pub(crate) body: Option<String>,
}

impl From<InvalidArgument> for Failure {
    fn from(error: InvalidArgument) -> Self {
        Self::InvalidArgument(error)
    }
}

impl From<SchemaMismatch> for Failure {
    fn from(mismatch: SchemaMismatch) -> Self {
        Self::Decode(mismatch)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::InvalidArgument(error) => error.into(),
            Failure::Decode(mismatch) => mismatch.into(),
            Failure::Network { message, cause } => {
                Self::Network { message: message_in_rust(&message), causes: causes(&cause) }
            }
            Failure::Timeout { message, timeout } => {
                Self::Timeout { message: message_in_rust(&message), timeout: duration(timeout) }
            }
            Failure::Aborted(reason) => Self::Aborted { reason: causes(&reason) },
            Failure::Http(http) => Self::Http(Box::new(HttpError {
                status: http.status,
                errors: from_json(&http.errors).unwrap_or_default(),
                headers: http.headers,
                rate_limit: http.rate_limit,
                retry_after: http.retry_after.map(duration),
                body: http.body,
                message: message_in_rust(&http.message),
            })),
        }
    }
}

fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or(Duration::MAX)
}
