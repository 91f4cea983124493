use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::error::{Refusal, Undocumented};
use crate::rate_limit::RateLimit;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Why a call brought no accounts.
///
/// Its text says what to do next where that is known. No key, token or header that was passed is in
/// any part of it: where an answer or the runtime echoed one, it says `[redacted]`.
///
/// It holds no JavaScript value, so that it can go wherever an error goes in Rust.
///
/// ```no_run
/// use datadog_llm_accounts::{Error, Options, list_accounts};
///
/// # async fn example(options: Options) {
/// match list_accounts("anthropic", &options).await {
///     Ok(accounts) => println!("{} accounts", accounts.len()),
///     Err(Error::Http(error)) if error.status == 429 => println!("{:?}", error.rate_limit),
///     Err(Error::Decode { path, .. }) => println!("Datadog's answer has changed at {path}"),
///     Err(error) => println!("{}: {error}", error.code()),
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// An argument was refused before anything was sent.
    #[non_exhaustive]
    InvalidArgument {
        /// The name of the argument, or of the method of [`Options`](crate::Options).
        argument: &'static str,
        /// What is wrong and what to do; never the value.
        message: String,
    },
    /// An answer outside 2xx, a redirect included: redirects are never followed.
    Http(Box<HttpError>),
    /// No answer, or it broke off; also what a `fetch` returned that is no response.
    #[non_exhaustive]
    Network {
        /// What the runtime said, and what may be behind it.
        message: String,
        /// What `fetch` threw, and its causes after it; at most four.
        causes: Vec<Cause>,
    },
    /// The time for the call, or for its last try, passed.
    #[non_exhaustive]
    Timeout {
        /// Who did not answer in how long.
        message: String,
        /// That time.
        timeout: Duration,
    },
    /// 2xx, but not the documented JSON.
    #[non_exhaustive]
    Decode {
        /// The place, as `$[3].vertex_ai_metadata.project_ids[1]`.
        path: String,
        /// What belongs there, such as `string`.
        expected: &'static str,
        /// What was there, such as `number` or `nothing`.
        found: &'static str,
    },
    /// The [`signal`](crate::Options::signal) aborted the call.
    #[non_exhaustive]
    Aborted {
        /// The signal's reason, and its causes after it; at most four.
        reason: Vec<Cause>,
    },
}

/// Something that JavaScript threw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cause {
    /// Its `name`, such as `TypeError` or `AbortError`.
    pub name: Option<String>,
    /// Its `code`, such as Node's `ECONNREFUSED`.
    pub code: Option<String>,
    /// Its message, or its text where it is no error.
    pub message: String,
}

/// An answer outside 2xx.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HttpError {
    /// The HTTP status; 0 where a browser hides a redirect.
    pub status: u16,
    /// Datadog's errors, whichever of its two styles they came in; 100 at most.
    pub errors: Vec<ErrorDetail>,
    /// The answer's headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// What the headers say about the rate limit.
    pub rate_limit: Option<RateLimit>,
    /// The start of the body (2 KB at most) when `errors` is empty.
    pub body: Option<String>,
    message: String,
}

/// One of Datadog's errors; a plain string becomes a `detail`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// Short summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The status, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What in the request caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ErrorSource>,
    /// Anything else, as Datadog sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Map<String, Value>>,
}

/// Which part of the request an error is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorSource {
    /// A header's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// A parameter's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// A JSON pointer into the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

impl Error {
    /// The code that tells the kinds of failure apart: `invalid_argument`, `http`, `network`,
    /// `timeout`, `decode`, as in JavaScript, or `aborted`.
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

    /// An argument that was refused, with the name that JavaScript has for it.
    pub(crate) fn refused(argument: &str, message: &str) -> Self {
        Self::InvalidArgument { argument: argument_in_rust(argument), message: in_rust(message) }
    }

    pub(crate) fn timed_out(message: &str, milliseconds: f64) -> Self {
        Self::Timeout {
            message: in_rust(message),
            timeout: Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or(Duration::MAX),
        }
    }

    /// The accounts are as documented, but what lies in a field that is not is more than can be read.
    pub(crate) fn too_deep() -> Self {
        Self::Decode { path: "$".to_owned(), expected: "at most 127 levels", found: "more" }
    }

    /// Where there is no JavaScript.
    pub(crate) fn no_runtime() -> Self {
        let message = "a call needs a JavaScript runtime: build it for wasm32-unknown-unknown";
        Self::Network { message: message.to_owned(), causes: vec![] }
    }
}

impl HttpError {
    pub(crate) fn new(
        status: u16,
        errors: Vec<ErrorDetail>,
        headers: BTreeMap<String, String>,
        rate_limit: Option<RateLimit>,
        body: Option<String>,
        message: &str,
    ) -> Self {
        Self { status, errors, headers, rate_limit, body, message: in_rust(message) }
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
                write!(
                    f,
                    "the answer is not as documented: expected {expected} at {path}, found {found}"
                )
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

impl From<Refusal> for Error {
    fn from(Refusal { argument, message }: Refusal) -> Self {
        Self::refused(argument, &message)
    }
}

impl From<Undocumented> for Error {
    fn from(Undocumented { path, expected, found }: Undocumented) -> Self {
        Self::Decode { path, expected, found }
    }
}

/// Names that JavaScript spells in its own way, and ours.
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

/// Those that are spelled alike.
const ALIKE: [&str; 6] = ["integration", "site", "headers", "fetch", "signal", "timeout"];

fn argument_in_rust(argument: &str) -> &'static str {
    let other = NAMES.iter().find(|(theirs, _)| *theirs == argument).map(|(_, ours)| *ours);
    other.or_else(|| ALIKE.into_iter().find(|name| *name == argument)).unwrap_or("options")
}

/// A message with our names of the options.
fn in_rust(message: &str) -> String {
    let mut parts = message.split('`');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = NAMES.iter().find(|(theirs, _)| *theirs == part).map(|(_, ours)| *ours);
        text.push('`');
        text.push_str(name.unwrap_or(part));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_goes_wherever_errors_go() {
        fn goes_anywhere<T: std::error::Error + Clone + Send + Sync + 'static>() {}
        goes_anywhere::<Error>();
    }

    #[test]
    fn messages_have_the_names_that_rust_has() {
        for (argument, message, name, expected) in [
            ("appKey", "`appKey` is missing", "app_key", "`app_key` is missing"),
            ("site", "`site` is empty", "site", "`site` is empty"),
            (
                "dangerouslyAllowBrowser",
                "pass its `baseUrl`, or set `dangerouslyAllowBrowser: true` if",
                "dangerously_allow_browser",
                "pass its `base_url`, or set `dangerously_allow_browser(true)` if",
            ),
        ] {
            let expected = Error::InvalidArgument { argument: name, message: expected.to_owned() };
            assert_eq!(Error::refused(argument, message), expected);
        }
    }
}
