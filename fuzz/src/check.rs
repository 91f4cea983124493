//! What must hold of the pure modules for any input.

use arbitrary::Arbitrary;

use crate::error::InvalidArgument;
use crate::options::Options;
use crate::rate_limit::RateLimit;
use crate::request::{BaseUrl, Request};
use crate::retry::{Retry, RetryPolicy, retry_after};
use crate::secret::Secret;

#[derive(Debug, Arbitrary)]
pub struct Arguments<'a> {
    integration: &'a str,
    api_key: Option<&'a str>,
    app_key: Option<&'a str>,
    access_token: Option<&'a str>,
    site: Option<&'a str>,
    base_url: Option<Url<'a>>,
    headers: Vec<(&'a str, &'a str)>,
    timeout: Option<f64>,
    max_retries: Option<f64>,
    in_browser: bool,
    dangerously_allow_browser: bool,
}

#[derive(Debug, Arbitrary)]
struct Url<'a> {
    is_http: bool,
    host: &'a str,
    path: &'a str,
    /// Whether the page has the same origin.
    is_own: bool,
}

impl Url<'_> {
    fn origin(&self) -> String {
        [if self.is_http { "http://" } else { "https://" }, self.host].concat()
    }

    fn href(&self) -> String {
        [&self.origin(), "/", self.path].concat()
    }

    /// In a URL that the runtime has serialized, these characters end the host.
    fn is_serialized(&self) -> bool {
        !self.host.contains(['/', '?', '#', '\\'])
    }

    fn is_loopback(&self) -> bool {
        let (name, _) = self.host.split_once(':').unwrap_or((self.host, ""));
        let is_named = name == "localhost" || name.ends_with(".localhost");
        is_named || name.starts_with("127.") || self.host.starts_with("[::1]")
    }
}

/// A request goes to Datadog or to the base URL, its headers are valid, and no error shows a secret.
pub fn request(given: Arguments<'_>) {
    if given.base_url.as_ref().is_some_and(|url| !url.is_serialized()) {
        return;
    }
    let href = given.base_url.as_ref().map(Url::href);
    let options = Options {
        api_key: given.api_key.map(Secret::from),
        app_key: given.app_key.map(Secret::from),
        access_token: given.access_token.map(Secret::from),
        site: given.site.map(str::to_owned),
        base_url: href.clone(),
        headers: given
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect(),
        timeout: given.timeout,
        max_retries: given.max_retries,
        dangerously_allow_browser: given.dangerously_allow_browser,
        ..Options::default()
    };
    if let Ok(policy) = options.retry_policy() {
        assert!(policy.timeout > 0.0 && policy.max_retries <= 10);
    }
    match build(&given, &options, href.as_deref()) {
        Ok(request) => check_request(&given, &request),
        Err(InvalidArgument { argument, message }) => {
            assert!(!argument.is_empty() && !message.is_empty());
            let headers = given.headers.iter().map(|(_, value)| *value);
            let credentials = [given.api_key, given.app_key, given.access_token];
            for secret in credentials.into_iter().flatten().chain(headers) {
                // No message has a `%`. Without one the fuzzer learns the words of the messages, and
                // makes secrets of them.
                assert!(!secret.contains('%') || !message.contains(secret.trim()), "{message}");
            }
        }
    }
}

fn build<'a>(
    given: &Arguments<'_>,
    options: &'a Options,
    href: Option<&str>,
) -> Result<Request<'a>, InvalidArgument> {
    let own = given.base_url.as_ref().filter(|url| url.is_own).map(Url::origin);
    let base_url = href.map(|href| BaseUrl::new(href, own.as_deref())).transpose()?;
    Request::new(given.integration, options, base_url, given.in_browser)
}

fn check_request(given: &Arguments<'_>, request: &Request<'_>) {
    for (name, value) in request.headers.iter() {
        assert!(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()));
        assert!(!value.is_empty() && !value.contains(['\r', '\n', '\0']));
    }
    let (start, end) =
        request.url.split_at(request.url.rfind("/api/v2/llm-obs/v1/").expect("a path"));
    assert_eq!(end.split('/').count(), 8, "{end}");
    assert!(end.ends_with("/accounts"));
    match &given.base_url {
        Some(url) => {
            assert!(url.href().starts_with(start), "{start}");
            assert!(!start.contains(['?', '#']), "{start}");
            let is_safe = !url.is_http || url.is_own || url.is_loopback();
            assert!(is_safe || request.headers.secrets.is_empty(), "{start}");
        }
        None => {
            let host = start.strip_prefix("https://api.").expect("https");
            let is_under = |domain: &&str| host == *domain || host.ends_with(&format!(".{domain}"));
            let domains = ["datadoghq.com", "datadoghq.eu", "ddog-gov.com"];
            assert!(domains.iter().any(is_under), "{host}");
            assert!(!host.contains(['/', '@', ':', '?', '#', '\\']), "{host}");
        }
    }
    if given.in_browser && !given.dangerously_allow_browser {
        assert!(given.api_key.is_none());
    }
}

#[derive(Debug, Arbitrary)]
pub struct Failure<'a> {
    status: u16,
    headers: Vec<(u8, &'a str)>,
    now: u32,
    date: f64,
    attempt: u32,
    time_left: f64,
    timeout: f64,
    max_retries: u32,
    random: u16,
}

/// A delay ends before the deadline, and there are no more attempts than allowed.
pub fn retry(given: Failure<'_>) {
    const NAMES: [&str; 7] = [
        "retry-after",
        "x-should-retry",
        "x-ratelimit-limit",
        "x-ratelimit-period",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-ratelimit-name",
    ];
    let header = |name: &str| {
        let named = |index: u8| NAMES.get(usize::from(index)) == Some(&name);
        given.headers.iter().find(|(index, _)| named(*index)).map(|(_, value)| *value)
    };
    let limit = RateLimit::read(header, given.now);
    let reset = limit.and_then(|limit| limit.reset);
    let now = f64::from(given.now) * 1000.0;
    let retry_after = header("retry-after").and_then(|value| retry_after(value, now, given.date));
    let retry = Retry::after_response(given.status, header, reset, retry_after);
    let policy = RetryPolicy {
        timeout: given.timeout,
        max_retries: given.max_retries,
        ..RetryPolicy::default()
    };
    let random = f64::from(given.random) / 65_536.0;
    if let Some(delay) = policy.delay(retry, given.attempt, given.time_left, random) {
        assert!(delay >= 0.0 && delay < given.time_left, "{delay}");
        assert!(given.attempt <= given.max_retries);
        assert!(matches!(given.status, 408 | 429 | 500..=599));
        assert!(!header("x-should-retry").is_some_and(|value| value.trim() == "false"));
    }
}
