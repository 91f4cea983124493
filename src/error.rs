//! Why a call failed.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::rate_limit::RateLimit;
use crate::response_info::ResponseHeaders;
use crate::text::join;

/// Why a call failed.
///
/// The message says what to do next where that is known. No key, token or header value that was passed
/// appears in any part of an error: where a response or the runtime echoed one, there is `[redacted]`
/// instead.
///
/// It holds no JavaScript value, so that it is `Send`, `Sync` and `'static`.
///
/// ```
/// use datadog_llm_accounts::Error;
///
/// fn describe(error: &Error) -> String {
///     match error {
///         Error::Http(http) if http.status == 429 => {
///             let reset = http.rate_limit.as_ref().and_then(|limit| limit.reset);
///             format!("try again in {} s", reset.unwrap_or(60))
///         }
///         Error::Decode { path, expected, .. } => format!("{path} is not a {expected}"),
///         error => format!("{}: {error}", error.code()),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// An argument is invalid; nothing was sent.
    #[non_exhaustive]
    InvalidArgument {
        /// The name of the argument, or of the method of [`Options`](crate::Options).
        argument: &'static str,
        /// What is wrong and what to do; never the value.
        message: String,
    },
    /// A response outside 2xx, redirects included: they are never followed.
    Http(Box<HttpError>),
    /// No response, or it broke off, or `fetch` returned something that is not a response.
    #[non_exhaustive]
    Network {
        /// The runtime's message, and a possible reason.
        message: String,
        /// What `fetch` threw, followed by its causes; at most four.
        causes: Vec<Cause>,
    },
    /// The time limit of the call or of its last attempt passed.
    #[non_exhaustive]
    Timeout {
        /// Which host did not respond, and which limit passed.
        message: String,
        /// That limit.
        timeout: Duration,
    },
    /// A 2xx response that does not match the documented schema.
    #[non_exhaustive]
    Decode {
        /// The JSON path, such as `$[3].vertex_ai_metadata.project_ids[1]`.
        path: String,
        /// The expected type, such as `string`.
        expected: &'static str,
        /// The type found there, such as `number` or `nothing`.
        found: &'static str,
    },
    /// The [`signal`](crate::Options::signal) aborted the call.
    #[non_exhaustive]
    Aborted {
        /// The signal's reason, followed by its causes; at most four.
        reason: Vec<Cause>,
    },
}

/// A value that JavaScript threw: what `fetch` or a signal rejected with, or one of its causes.
///
/// ```
/// use datadog_llm_accounts::Error;
///
/// fn was_refused(error: &Error) -> bool {
///     let Error::Network { causes, .. } = error else { return false };
///     causes.iter().any(|cause| cause.code.as_deref() == Some("ECONNREFUSED"))
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cause {
    /// Its `name`, such as `TypeError` or `AbortError`.
    pub name: Option<String>,
    /// Its `code`, such as Node's `ECONNREFUSED`.
    pub code: Option<String>,
    /// Its message, or its text where it is not an error.
    pub message: String,
}

/// A response outside 2xx. Displays as a message that names the host, the status, Datadog's first error
/// and, where it is known, what to do next.
///
/// ```
/// use datadog_llm_accounts::HttpError;
///
/// fn first_detail(error: &HttpError) -> Option<&str> {
///     error.errors.first()?.detail.as_deref()
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HttpError {
    /// The HTTP status; 0 for a redirect that a browser hides.
    pub status: u16,
    /// Datadog's errors, in one shape for both of its error formats; at most 100.
    pub errors: Vec<ErrorDetail>,
    /// The response headers, secrets redacted.
    pub headers: ResponseHeaders,
    /// The rate limit, if the headers describe one.
    pub rate_limit: Option<RateLimit>,
    /// The delay that the `Retry-After` header asks for.
    pub retry_after: Option<Duration>,
    /// The start of the body (at most 2 KB) when `errors` is empty.
    pub body: Option<String>,
    pub(crate) message: String,
}

/// One of Datadog's errors. Datadog sends plain strings or [JSON:API error objects]: a string becomes a
/// `detail`; fields of a wrong type are left out, and so is everything else that Datadog does not
/// document.
///
/// [JSON:API error objects]: https://jsonapi.org/format/#error-objects
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// Short summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The status, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The part of the request that caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<ErrorSource>,
    /// Anything else, as Datadog sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Map<String, Value>>,
}

/// The part of a request that caused an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorSource {
    /// The name of a header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The name of a parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// A JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

impl Error {
    /// The code that tells the kinds apart, as in JavaScript: `invalid_argument`, `http`, `network`,
    /// `timeout`, `decode`; or `aborted`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidArgument { .. } => "invalid_argument",
            Self::Http(_) => "http",
            Self::Network { .. } => "network",
            Self::Timeout { .. } => "timeout",
            Self::Decode { .. } => "decode",
            Self::Aborted { .. } => "aborted",
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidArgument { message, .. }
            | Self::Network { message, .. }
            | Self::Timeout { message, .. } => f.write_str(message),
            Self::Http(error) => error.fmt(f),
            Self::Decode { path, expected, found } => {
                f.write_str(&mismatch_message(path, expected, found))
            }
            Self::Aborted { reason } => {
                f.write_str("the call was aborted")?;
                reason.iter().try_for_each(|cause| write!(f, ": {cause}"))
            }
        }
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// An argument is invalid; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidArgument {
    /// The name of the argument or option, as in JavaScript.
    pub(crate) argument: &'static str,
    /// What is wrong and what to do; never the value.
    pub(crate) message: String,
}

impl InvalidArgument {
    /// With the message "`argument` must ...".
    pub(crate) fn new(argument: &'static str, why: &str) -> Self {
        Self { argument, message: join(&["`", argument, "` ", why]) }
    }

    /// With a message that names the argument itself, or more than one.
    pub(crate) fn with(argument: &'static str, message: &str) -> Self {
        Self { argument, message: message.to_owned() }
    }
}

impl From<InvalidArgument> for Error {
    fn from(InvalidArgument { argument, message }: InvalidArgument) -> Self {
        Self::InvalidArgument {
            argument: name_in_rust(argument),
            message: message_in_rust(&message),
        }
    }
}

/// A 2xx response that does not match the documented schema.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SchemaMismatch {
    /// The JSON path, such as `$[3].vertex_ai_metadata.project_ids[1]`.
    pub(crate) path: String,
    /// The expected type.
    pub(crate) expected: &'static str,
    /// The type found there.
    pub(crate) found: &'static str,
}

impl SchemaMismatch {
    #[cfg(any(feature = "npm", test))]
    pub(crate) fn message(&self) -> String {
        mismatch_message(&self.path, self.expected, self.found)
    }
}

impl From<SchemaMismatch> for Error {
    fn from(SchemaMismatch { path, expected, found }: SchemaMismatch) -> Self {
        Self::Decode { path, expected, found }
    }
}

fn mismatch_message(path: &str, expected: &str, found: &str) -> String {
    join(&[
        "the response does not match the documented schema: expected ",
        expected,
        " at ",
        path,
        ", found ",
        found,
    ])
}

/// Names that differ: in JavaScript, in Rust.
const NAMES: [(&str, &str); 8] = [
    ("apiKey", "api_key"),
    ("appKey", "app_key"),
    ("accessToken", "access_token"),
    ("baseUrl", "base_url"),
    ("attemptTimeout", "attempt_timeout"),
    ("maxRetries", "max_retries"),
    ("dangerouslyAllowBrowser", "dangerously_allow_browser"),
    ("dangerouslyAllowBrowser: true", "dangerously_allow_browser(true)"),
];

/// Rust's name for a name in JavaScript.
fn name_in_rust(name: &str) -> &str {
    NAMES.iter().find(|(javascript, _)| *javascript == name).map_or(name, |(_, rust)| *rust)
}

/// A message with Rust's names of the options.
pub(crate) fn message_in_rust(message: &str) -> String {
    let mut text = String::with_capacity(message.len());
    for (index, part) in message.split('`').enumerate() {
        text.push_str(if index > 0 { "`" } else { "" });
        text.push_str(name_in_rust(part));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_send_sync_and_static() {
        fn requires<T: std::error::Error + Clone + Send + Sync + 'static>() {}
        requires::<Error>();
    }

    #[test]
    fn messages_use_the_names_of_rust() {
        for (argument, message, name, expected) in [
            ("appKey", "`appKey` is missing", "app_key", "`app_key` is missing"),
            ("site", "`site` must not be empty", "site", "`site` must not be empty"),
            (
                "dangerouslyAllowBrowser",
                "pass its `baseUrl`, or set `dangerouslyAllowBrowser: true` if",
                "dangerously_allow_browser",
                "pass its `base_url`, or set `dangerously_allow_browser(true)` if",
            ),
        ] {
            let expected = Error::InvalidArgument { argument: name, message: expected.to_owned() };
            assert_eq!(Error::from(InvalidArgument::with(argument, message)), expected);
        }
    }

    #[test]
    fn a_schema_mismatch_names_the_json_path() {
        let path = "$[3].id".to_owned();
        assert_eq!(
            SchemaMismatch { path, expected: "string", found: "number" }.message(),
            "the response does not match the documented schema: expected string at $[3].id, found number"
        );
    }
}
