//! What must hold of the pure parts, whatever they are given.

use arbitrary::Arbitrary;

use crate::error::Refusal;
use crate::options::{BaseUrl, Options, Request};
use crate::rate_limit::RateLimit;
use crate::retry::{Limits, Retry};

#[derive(Debug, Arbitrary)]
pub struct Given<'a> {
    integration: &'a str,
    api_key: Option<&'a str>,
    app_key: Option<&'a str>,
    access_token: Option<&'a str>,
    site: Option<&'a str>,
    base_url: Option<(&'a str, &'a str, bool)>,
    headers: &'a str,
    timeout: Option<f64>,
    max_retries: Option<f64>,
    in_browser: bool,
    dangerously_allow_browser: bool,
}

/// A request goes to Datadog or to the base URL, in one line each, and no refusal shows a secret.
pub fn request(given: Given<'_>) {
    let url = given.base_url.map(|(path, host, is_plain)| {
        [if is_plain { "http://" } else { "https://" }, host, path].concat()
    });
    let base_url = url.as_deref().zip(given.base_url);
    let options = Options {
        api_key: given.api_key,
        app_key: given.app_key,
        access_token: given.access_token,
        site: given.site,
        base_url: base_url.map(|(url, (_, host, is_plain))| BaseUrl { url, host, is_plain }),
        headers: given.headers,
        timeout: given.timeout,
        attempt_timeout: None,
        max_retries: given.max_retries,
        in_browser: given.in_browser,
        dangerously_allow_browser: given.dangerously_allow_browser,
    };
    match Request::new(given.integration, &options) {
        Ok(request) => {
            let lines: Vec<_> = request.headers.split('\n').collect();
            for pair in lines.chunks(2) {
                let [name, value] = pair else { panic!("{lines:?}") };
                assert!(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()));
                assert!(!value.is_empty() && !value.contains(['\r', '\0']));
            }
            let (origin, rest) =
                request.url.split_at(request.url.find("/api/v2/llm-obs/v1/").expect("a path"));
            match &options.base_url {
                Some(base_url) => {
                    assert!(base_url.url.starts_with(origin));
                    let is_loopback = ["localhost", "127.", "[::1]"]
                        .iter()
                        .any(|start| base_url.host.starts_with(start));
                    assert!(!base_url.is_plain || is_loopback || request.secrets.is_empty());
                }
                None => {
                    let host = origin.strip_prefix("https://api.").expect("https");
                    assert!(
                        ["datadoghq.com", "datadoghq.eu", "ddog-gov.com"].iter().any(|domain| {
                            host == *domain || host.ends_with(&format!(".{domain}"))
                        }),
                        "{host}"
                    );
                    assert!(!host.contains(['/', '@', ':', '?', '#', '\\']));
                    assert_eq!(rest.split('/').count(), 8, "{rest}");
                }
            }
            assert!(request.url.ends_with("/accounts"));
            if given.in_browser && !given.dangerously_allow_browser {
                assert!(given.api_key.is_none());
            }
        }
        Err(Refusal { argument, message }) => {
            assert!(!argument.is_empty() && !message.is_empty());
            for secret in [given.api_key, given.app_key, given.access_token].into_iter().flatten() {
                // No message of ours has a `%`; the fuzzer learns their words and makes keys of them.
                assert!(!secret.contains('%') || !message.contains(secret.trim()), "{message}");
            }
        }
    }
}

#[derive(Debug, Arbitrary)]
pub struct Advice<'a> {
    status: u16,
    headers: Vec<(u8, &'a str)>,
    now: u32,
    date: f64,
    attempt: u32,
    left: f64,
    timeout: f64,
    max_retries: u32,
    random: u16,
}

/// A wait is a time, shorter than what is left, and after no more tries than there may be.
pub fn retry(given: Advice<'_>) {
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
    let retry = Retry::advised(given.status, header, reset, now, given.date);
    let limits =
        Limits { timeout: given.timeout, max_retries: given.max_retries, ..Limits::default() };
    let random = f64::from(given.random) / 65_536.0;
    if let Some(wait) = limits.wait(retry, given.attempt, given.left, random) {
        assert!(wait >= 0.0 && wait < given.left, "{wait}");
        assert!(given.attempt <= given.max_retries);
        assert!(matches!(given.status, 408 | 429 | 500..=599));
        assert!(!header("x-should-retry").is_some_and(|value| value.trim() == "false"));
    }
}
