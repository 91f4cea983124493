//! The options of a call and their validation.

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use crate::error::InvalidArgument;
use crate::names::trim;
use crate::response_info::ResponseInfo;
use crate::retry::RetryPolicy;
use crate::secret::Secret;

/// The options of a call: credentials, destination and limits.
///
/// A call requires both keys, or an access token, or the base URL of an edge function that holds the
/// keys. Everything else has a default. Nothing is validated before the call, which rejects what is
/// invalid with [`Error::InvalidArgument`](crate::Error::InvalidArgument).
///
/// Options are reused for any number of calls. They are not [`Send`], because they hold JavaScript
/// values.
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
    pub(crate) api_key: Option<Secret>,
    pub(crate) app_key: Option<Secret>,
    pub(crate) access_token: Option<Secret>,
    pub(crate) site: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) headers: Vec<(String, Secret)>,
    /// A function like `fetch` or an object with a `fetch` method; `undefined` for the runtime's own.
    pub(crate) fetch: JsValue,
    /// An `AbortSignal`, which may be a polyfill or come from another realm; or `undefined`.
    pub(crate) signal: JsValue,
    /// In milliseconds, like `attempt_timeout`.
    pub(crate) timeout: Option<f64>,
    pub(crate) attempt_timeout: Option<f64>,
    pub(crate) max_retries: Option<f64>,
    pub(crate) on_response: Option<OnResponse>,
    pub(crate) dangerously_allow_browser: bool,
}

pub(crate) type OnResponse = Rc<dyn Fn(&ResponseInfo)>;

impl Options {
    /// Options that are all left at their defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The Datadog API key, sent as `DD-API-KEY`; requires [`app_key`](Self::app_key) too.
    ///
    /// Surrounding white space is trimmed. In a page, where every visitor can read it, a key is
    /// rejected: see [`dangerously_allow_browser`](Self::dangerously_allow_browser).
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(trimmed(key));
        self
    }

    /// The Datadog application key, sent as `DD-APPLICATION-KEY`; requires
    /// [`api_key`](Self::api_key) too.
    pub fn app_key(mut self, key: impl Into<Secret>) -> Self {
        self.app_key = Some(trimmed(key));
        self
    }

    /// An access token instead of the keys, sent as `Authorization: Bearer`: an OAuth token, or the
    /// token of your own edge function. Surrounding white space is trimmed.
    ///
    /// ```
    /// # use datadog_llm_accounts::Options;
    /// let options = Options::new().base_url("/datadog").access_token("the dashboard's token");
    /// ```
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.access_token = Some(trimmed(token));
        self
    }

    /// The Datadog site: a [`Site`](crate::Site), or a host at or under one of Datadog's domains, with or
    /// without a leading `app.` or `api.`. Default: `datadoghq.com`.
    ///
    /// ```
    /// # use datadog_llm_accounts::{Options, Site};
    /// let options = Options::new().site(Site::US3);
    /// let options = Options::new().site("us3.datadoghq.com");
    /// ```
    pub fn site(mut self, site: impl AsRef<str>) -> Self {
        self.site = Some(trim(site.as_ref()).to_owned());
        self
    }

    /// The URL to use instead of the site: an edge function, a proxy or a test server. In a page it
    /// may be relative, such as `/datadog`. It may have a path, but no query, fragment or credentials;
    /// `http:` is rejected where a secret would be sent unencrypted beyond this machine or the page's
    /// own origin. The API's path is appended to it.
    ///
    /// ```
    /// # use datadog_llm_accounts::Options;
    /// let options = Options::new().base_url("https://dashboard.example/datadog");
    /// ```
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// More request headers, added to those of earlier calls of this method. Their values are treated
    /// as secrets. Names that this client sets itself are rejected, and so are invalid names and values.
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

    /// Sends the requests: a function like `fetch`, or an object with a `fetch` method, such as a
    /// service binding of a Worker. It is called with the URL as a string and a plain object with
    /// `method`, `headers`, `redirect` and `signal`. Default: the runtime's `fetch`.
    ///
    /// ```no_run
    /// # use datadog_llm_accounts::Options;
    /// let mock = js_sys::Function::new_no_args("return new Response('[]')");
    /// let options = Options::new().fetch(mock);
    /// ```
    pub fn fetch(mut self, fetch: impl Into<JsValue>) -> Self {
        self.fetch = fetch.into();
        self
    }

    /// Aborts the call with [`Error::Aborted`](crate::Error::Aborted) at once, in every phase.
    ///
    /// Dropping the future of a call aborts it too.
    ///
    /// ```no_run
    /// # use datadog_llm_accounts::Options;
    /// # fn example() -> Result<(), wasm_bindgen::JsValue> {
    /// let controller = web_sys::AbortController::new()?;
    /// let options = Options::new().signal(&controller.signal());
    /// controller.abort();
    /// # Ok(())
    /// # }
    /// ```
    pub fn signal(mut self, signal: &AbortSignal) -> Self {
        self.signal = signal.into();
        self
    }

    /// The time limit for the whole call, retries included; `None` for no limit. Default: 30 seconds.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use datadog_llm_accounts::Options;
    /// let options = Options::new().timeout(Duration::from_secs(60)).attempt_timeout(None);
    /// ```
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeout = Some(milliseconds(limit.into()));
        self
    }

    /// The time limit for one attempt, so that a stalled connection is retried; `None` for no limit.
    /// Default: 10 seconds.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = Some(milliseconds(limit.into()));
        self
    }

    /// How many attempts follow the first, from 0 to 10. Default: 2.
    ///
    /// Network failures, timed-out attempts and the statuses 408, 429 and 5xx are retried, unless the
    /// response has `x-should-retry: false`. A 429 waits for the reset of the rate limit, a 503 for its
    /// `Retry-After`, the rest for a random delay of up to 0.5 s, doubling to 8 s. If the delay would
    /// exceed the [`timeout`](Self::timeout), the call fails at once with the last error.
    pub fn max_retries(mut self, number: u32) -> Self {
        self.max_retries = Some(number.into());
        self
    }

    /// Called for every response, retried ones included, as soon as its headers have arrived.
    ///
    /// ```
    /// use std::{cell::Cell, rc::Rc};
    /// # use datadog_llm_accounts::Options;
    ///
    /// let attempts = Rc::new(Cell::new(0));
    /// let options = Options::new().on_response({
    ///     let attempts = Rc::clone(&attempts);
    ///     move |response| attempts.set(response.attempt)
    /// });
    /// ```
    pub fn on_response(mut self, callback: impl Fn(&ResponseInfo) + 'static) -> Self {
        self.on_response = Some(Rc::new(callback));
        self
    }

    /// Allows keys in a page and in a browser's workers, where every visitor can read them.
    /// Default: `false`.
    pub fn dangerously_allow_browser(mut self, allow: bool) -> Self {
        self.dangerously_allow_browser = allow;
        self
    }

    pub(crate) fn retry_policy(&self) -> Result<RetryPolicy, InvalidArgument> {
        let default = RetryPolicy::default();
        let limit = |argument, value: Option<f64>, default| match value {
            None => Ok(default),
            Some(limit) if limit > 0.0 => Ok(limit),
            Some(_) => {
                Err(InvalidArgument::new(argument, "must be a positive number of milliseconds"))
            }
        };
        let max_retries = match self.max_retries {
            None => default.max_retries,
            Some(number) if number <= 10.0 && f64::from(number as u32) == number => number as u32,
            Some(_) => {
                return Err(InvalidArgument::new("maxRetries", "must be an integer from 0 to 10"));
            }
        };
        Ok(RetryPolicy {
            timeout: limit("timeout", self.timeout, default.timeout)?,
            attempt_timeout: limit(
                "attemptTimeout",
                self.attempt_timeout,
                default.attempt_timeout,
            )?,
            max_retries,
        })
    }

    /// The credentials, if they are complete and may be used here.
    pub(crate) fn credentials(&self, in_browser: bool) -> Result<Credentials<'_>, InvalidArgument> {
        let api_key = credential("apiKey", &self.api_key)?;
        let app_key = credential("appKey", &self.app_key)?;
        let token = credential("accessToken", &self.access_token)?;
        if token.is_some() && (api_key.is_some() || app_key.is_some()) {
            let why = "must not be combined with `apiKey` and `appKey`";
            return Err(InvalidArgument::new("accessToken", why));
        }
        let credentials = match (api_key, app_key) {
            (Some(api_key), Some(app_key)) => Credentials::Keys { api_key, app_key },
            (Some(_), None) => return Err(missing_key("appKey")),
            (None, Some(_)) => return Err(missing_key("apiKey")),
            (None, None) => token.map_or(Credentials::Anonymous, Credentials::Token),
        };
        let is_keys = matches!(credentials, Credentials::Keys { .. });
        let (argument, message) = if is_keys && in_browser && !self.dangerously_allow_browser {
            (
                "dangerouslyAllowBrowser",
                "every visitor of a page can read its keys: pass the `baseUrl` of an edge function that \
                 holds the keys, or set `dangerouslyAllowBrowser: true`",
            )
        } else if matches!(credentials, Credentials::Anonymous) && self.base_url.is_none() {
            (
                "apiKey",
                "credentials are missing: pass `apiKey` and `appKey`, or `accessToken`, or the \
                 `baseUrl` of an edge function that holds the keys",
            )
        } else {
            return Ok(credentials);
        };
        Err(InvalidArgument::with(argument, message))
    }
}

fn trimmed(secret: impl Into<Secret>) -> Secret {
    let secret = secret.into();
    trim(secret.expose()).into()
}

/// The credentials of a request. Not `Debug`, as they are secrets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credentials<'a> {
    Keys { api_key: &'a str, app_key: &'a str },
    Token(&'a str),
    Anonymous,
}

fn missing_key(argument: &'static str) -> InvalidArgument {
    InvalidArgument::new(argument, "is missing: Datadog requires both keys")
}

/// A credential, if a header can hold it. White space around it is trimmed where it is set.
fn credential<'a>(
    argument: &'static str,
    secret: &'a Option<Secret>,
) -> Result<Option<&'a str>, InvalidArgument> {
    let Some(secret) = secret else { return Ok(None) };
    let text = secret.expose();
    if text.is_empty() {
        return Err(InvalidArgument::new(argument, "must not be empty"));
    }
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        let why = "contains an invalid character";
        return Err(InvalidArgument::new(argument, why));
    }
    Ok(Some(text))
}

fn milliseconds(limit: Option<Duration>) -> f64 {
    limit.map_or(f64::INFINITY, |limit| limit.as_secs_f64() * 1000.0)
}

/// Without the secrets, and without JavaScript values.
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

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
