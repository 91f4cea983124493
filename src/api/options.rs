use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use crate::api::Secret;
use crate::api::call;
use crate::api::host::from_js;
use crate::options as given;
use crate::rate_limit::RateLimit;

/// How a call is made: who asks, where, and for how long.
///
/// A call needs both keys, or an access token, or the base URL of an edge function that has them.
/// Everything else has a default. Nothing is checked before the call, which refuses what is wrong as
/// [`Error::InvalidArgument`](crate::Error::InvalidArgument).
///
/// ```
/// use std::time::Duration;
/// use datadog_llm_accounts::{Options, Site};
///
/// let options = Options::new()
///     .api_key("0123456789abcdef")
///     .app_key("fedcba9876543210")
///     .site(Site::EU1)
///     .timeout(Duration::from_secs(5));
/// assert!(!format!("{options:?}").contains("0123456789abcdef"));
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Options {
    api_key: Option<Secret>,
    app_key: Option<Secret>,
    access_token: Option<Secret>,
    site: Option<String>,
    base_url: Option<String>,
    headers: Vec<(String, Secret)>,
    fetch: Option<JsValue>,
    signal: Option<AbortSignal>,
    /// Both in milliseconds.
    timeout: Option<f64>,
    attempt_timeout: Option<f64>,
    max_retries: Option<u32>,
    on_response: Option<OnResponse>,
    dangerously_allow_browser: bool,
}

type OnResponse = Rc<dyn Fn(&ResponseInfo)>;

impl Options {
    /// Options that are all left at their defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The API key, sent as `DD-API-KEY`; it wants [`app_key`](Self::app_key) beside it.
    ///
    /// In a page, where every visitor can read it, it is refused: see
    /// [`dangerously_allow_browser`](Self::dangerously_allow_browser). White space around a key is
    /// dropped.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// The application key, sent as `DD-APPLICATION-KEY`; it wants [`api_key`](Self::api_key) beside it.
    pub fn app_key(mut self, key: impl Into<Secret>) -> Self {
        self.app_key = Some(key.into());
        self
    }

    /// An access token in the place of both keys, sent as `Authorization: Bearer`: OAuth's, or your
    /// own edge function's.
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// The Datadog site: a [`Site`](crate::Site), or a host at or under one of Datadog's domains.
    /// Default: `datadoghq.com`.
    pub fn site(mut self, site: impl AsRef<str>) -> Self {
        self.site = Some(site.as_ref().to_owned());
        self
    }

    /// Whom to ask instead of the site: an edge function, a proxy, a fake. In a page it can be
    /// relative to it, as `/datadog`. It may have a path, but no query, no fragment and no
    /// credentials; `http:` is refused where secrets would leave the machine or the page's own origin
    /// unencrypted.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Further request headers, besides those that are there already. Their values are treated as
    /// secrets. Refused are names that this client sets itself, and what no header can carry.
    ///
    /// ```
    /// # use datadog_llm_accounts::Options;
    /// let options = Options::new().headers([("X-Team", "llm"), ("X-Request-Id", "7")]);
    /// ```
    pub fn headers<Name, Value>(mut self, headers: impl IntoIterator<Item = (Name, Value)>) -> Self
    where
        Name: Into<String>,
        Value: Into<Secret>,
    {
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.headers.extend(headers);
        self
    }

    /// What sends the request, called as the runtime's `fetch` is: a function, or an object with a
    /// `fetch` method, such as a service binding of a Worker. Default: the runtime's `fetch`.
    pub fn fetch(mut self, fetch: impl Into<JsValue>) -> Self {
        self.fetch = Some(fetch.into());
        self
    }

    /// Ends the call with [`Error::Aborted`](crate::Error::Aborted) at once, in whichever phase it is.
    ///
    /// Dropping the future of a call ends it too.
    pub fn signal(mut self, signal: &AbortSignal) -> Self {
        self.signal = Some(signal.clone());
        self
    }

    /// The time for the whole call, its retries included; `None` for no limit. Default: 30 seconds.
    pub fn timeout(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.timeout = Some(milliseconds(time.into()));
        self
    }

    /// The time for each try, so that a stalled connection is tried again; `None` for no limit.
    /// Default: 10 seconds.
    pub fn attempt_timeout(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = Some(milliseconds(time.into()));
        self
    }

    /// How often to try again after the first try, from 0 to 10. Default: 2.
    ///
    /// Tried again are network failures, a try's timeout, and the statuses 408, 429 and 5xx, unless
    /// the answer has `x-should-retry: false`. A 429 waits for the reset that its headers tell, a 503
    /// for its `Retry-After`, the rest for a random time of up to 0.5 s, doubling to 8 s. A wait that
    /// would pass the [`timeout`](Self::timeout) is not begun: the failure comes at once.
    pub fn max_retries(mut self, number: u32) -> Self {
        self.max_retries = Some(number);
        self
    }

    /// Called for each answer, those that are tried again too, as soon as its headers are there.
    ///
    /// ```
    /// # use datadog_llm_accounts::Options;
    /// let options = Options::new().on_response(|answer| {
    ///     println!("try {} took {:?}: {}", answer.attempt, answer.duration, answer.status);
    /// });
    /// ```
    pub fn on_response(mut self, called: impl Fn(&ResponseInfo) + 'static) -> Self {
        self.on_response = Some(Rc::new(called));
        self
    }

    /// Lets keys be used in a page and in a browser's workers, where every visitor can read them.
    /// Default: `false`.
    pub fn dangerously_allow_browser(mut self, allow: bool) -> Self {
        self.dangerously_allow_browser = allow;
        self
    }

    /// Those that JavaScript has to look into; `undefined` where they are not given.
    pub(crate) fn arguments(&self) -> [JsValue; 3] {
        [
            self.base_url.as_deref().map(JsValue::from).unwrap_or_default(),
            self.fetch.clone().unwrap_or_default(),
            self.signal.clone().map(JsValue::from).unwrap_or_default(),
        ]
    }

    pub(crate) fn given<'a>(
        &'a self,
        base_url: Option<given::BaseUrl<'a>>,
        headers: &'a str,
        in_browser: bool,
    ) -> given::Options<'a> {
        fn secret(secret: &Option<Secret>) -> Option<&str> {
            secret.as_ref().map(|it| trimmed(it.expose()))
        }
        given::Options {
            api_key: secret(&self.api_key),
            app_key: secret(&self.app_key),
            access_token: secret(&self.access_token),
            site: self.site.as_deref().map(trimmed),
            base_url,
            headers,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            max_retries: self.max_retries.map(f64::from),
            in_browser,
            dangerously_allow_browser: self.dangerously_allow_browser,
        }
    }

    /// The headers' names and values in turn, a NUL between each two: no header can hold one, nor what is
    /// put in its place.
    pub(crate) fn header_texts(&self) -> String {
        let texts = self.headers.iter().flat_map(|(name, value)| [name.as_str(), value.expose()]);
        // Room for all from the start: growing would leave copies of secrets behind.
        let mut all =
            String::with_capacity(texts.clone().map(|text| text.len().saturating_add(1)).sum());
        for (index, text) in texts.enumerate() {
            all.extend((index > 0).then_some('\0'));
            all.extend(text.chars().map(|char| if char == '\0' { '\u{1}' } else { char }));
        }
        all
    }

    pub(crate) fn wants_to_be_told(&self) -> bool {
        self.on_response.is_some()
    }

    /// Hands on what the call tells of an answer.
    pub(crate) fn tell(&self, info: call::ResponseInfo<'_>) {
        if let Some(on_response) = &self.on_response {
            on_response(&ResponseInfo {
                status: info.status,
                headers: from_js(&info.head.shown()).unwrap_or_default(),
                attempt: info.attempt,
                duration: Duration::try_from_secs_f64(info.duration / 1000.0).unwrap_or_default(),
                rate_limit: info.rate_limit,
            });
        }
    }
}

/// Without the white space that comes along when a value is pasted, a byte order mark too.
pub(crate) fn trimmed(value: &str) -> &str {
    value.trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}')
}

fn milliseconds(time: Option<Duration>) -> f64 {
    time.map_or(f64::INFINITY, |time| time.as_secs_f64() * 1000.0)
}

/// Without the secrets, and without what has no text.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("api_key", &self.api_key)
            .field("app_key", &self.app_key)
            .field("access_token", &self.access_token)
            .field("site", &self.site)
            .field("base_url", &self.base_url)
            .field("headers", &self.headers)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_retries", &self.max_retries)
            .field("dangerously_allow_browser", &self.dangerously_allow_browser)
            .finish_non_exhaustive()
    }
}

/// What [`Options::on_response`] is told of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseInfo {
    /// The HTTP status; 0 where a browser hides a redirect.
    pub status: u16,
    /// The answer's headers by lower-case name, without secrets.
    pub headers: BTreeMap<String, String>,
    /// Which try of the call it answers, from 1.
    pub attempt: u32,
    /// From the start of that try to the headers.
    pub duration: Duration,
    /// What the headers say about the rate limit.
    pub rate_limit: Option<RateLimit>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_around_a_value_is_dropped() {
        assert_eq!(trimmed("\u{feff}\u{a0} a b\n\u{b}"), "a b");
        assert_eq!(trimmed(" \u{2003}"), "");
    }

    #[test]
    fn a_header_cannot_hold_another() {
        let options = Options::new().headers([("X-A", "1\0X-B\x002"), ("", "")]);
        assert_eq!(options.header_texts(), "X-A\x001\u{1}X-B\u{1}2\0\0");
        assert_eq!(Options::new().header_texts(), "");
    }
}
