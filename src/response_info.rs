//! What is known of a response once its headers have arrived.

use std::time::Duration;

use crate::rate_limit::RateLimit;

/// The headers of a response: lower-case names and values, secrets redacted.
///
/// ```
/// use datadog_llm_accounts::ResponseHeaders;
///
/// fn is_json(headers: &ResponseHeaders) -> bool {
///     headers.get("content-type").is_some_and(|value| value.contains("json"))
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseHeaders(pub(crate) Vec<(String, String)>);

impl ResponseHeaders {
    /// The value of a header, by its lower-case name. The values of a repeated header are joined with
    /// `, `, as `fetch` does.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// Every header, in the order of the runtime.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Passed to [`Options::on_response`](crate::Options::on_response) for every response, as soon as its
/// headers have arrived.
///
/// ```
/// use datadog_llm_accounts::ResponseInfo;
///
/// fn log_line(response: &ResponseInfo) -> String {
///     format!("attempt {}: {} in {:?}", response.attempt, response.status, response.duration)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseInfo {
    /// The HTTP status; 0 for a redirect that a browser hides.
    pub status: u16,
    /// The response headers, secrets redacted.
    pub headers: ResponseHeaders,
    /// Which attempt of the call this responds to, from 1.
    pub attempt: u32,
    /// From the start of that attempt to the headers, in whole milliseconds.
    pub duration: Duration,
    /// The rate limit, if the headers describe one.
    pub rate_limit: Option<RateLimit>,
}
