use super::*;

const API_KEY: &str = "SECRET-api";
const APP_KEY: &str = "SECRET-app";
const MISSING: &str = "credentials are missing: pass `apiKey` and `appKey`, or `accessToken`, or the \
                       `baseUrl` of an edge function that holds the keys";

fn keys() -> Options {
    Options::new().api_key(API_KEY).app_key(APP_KEY)
}

/// The credentials, or "argument: message".
#[track_caller]
fn credentials(options: &Options, in_browser: bool) -> Result<Credentials<'_>, String> {
    options.credentials(in_browser).map_err(shown)
}

#[track_caller]
fn shown(InvalidArgument { argument, message }: InvalidArgument) -> String {
    assert!(!message.contains("SECRET"), "{message}");
    format!("{argument}: {message}")
}

#[test]
fn both_keys_or_a_token_or_a_base_url_are_credentials() {
    let both = Credentials::Keys { api_key: API_KEY, app_key: APP_KEY };
    assert_eq!(credentials(&keys(), false), Ok(both));
    let token = Options::new().access_token("SECRET-token");
    assert_eq!(credentials(&token, false), Ok(Credentials::Token("SECRET-token")));
    let edge = Options::new().base_url("https://edge.example");
    assert_eq!(credentials(&edge, false), Ok(Credentials::Anonymous));
    assert_eq!(credentials(&keys().base_url("https://edge.example"), false), Ok(both));
}

#[test]
fn surrounding_white_space_is_trimmed_from_credentials() {
    let pasted = |text: &str| format!("\u{feff}\u{a0} {text}\r\n\u{b}");
    let options = Options::new().api_key(pasted(API_KEY)).app_key(pasted(APP_KEY));
    let both = Credentials::Keys { api_key: API_KEY, app_key: APP_KEY };
    assert_eq!(credentials(&options, false), Ok(both));
    let options = Options::new().access_token(pasted("SECRET a"));
    assert_eq!(credentials(&options, false), Ok(Credentials::Token("SECRET a")));
}

#[test]
fn incomplete_or_contradictory_credentials_are_rejected() {
    let instead = "accessToken: `accessToken` must not be combined with `apiKey` and `appKey`";
    for (options, expected) in [
        (Options::new(), format!("apiKey: {MISSING}")),
        (Options::new().site("datadoghq.eu"), format!("apiKey: {MISSING}")),
        (
            Options::new().api_key("SECRET"),
            "appKey: `appKey` is missing: Datadog requires both keys".to_owned(),
        ),
        (
            Options::new().app_key("SECRET"),
            "apiKey: `apiKey` is missing: Datadog requires both keys".to_owned(),
        ),
        (
            Options::new().app_key("SECRET").base_url("https://edge.example"),
            "apiKey: `apiKey` is missing: Datadog requires both keys".to_owned(),
        ),
        (keys().access_token("SECRET"), instead.to_owned()),
        (Options::new().api_key("SECRET").access_token("SECRET"), instead.to_owned()),
        (Options::new().app_key("SECRET").access_token("SECRET"), instead.to_owned()),
    ] {
        assert_eq!(credentials(&options, false), Err(expected), "{options:?}");
    }
}

#[test]
fn a_credential_must_be_a_header_value() {
    type Set = fn(Options, &str) -> Options;
    let options: [(&str, Set); 3] = [
        ("apiKey", |options, value| options.api_key(value)),
        ("appKey", |options, value| options.app_key(value)),
        ("accessToken", |_, value| Options::new().access_token(value)),
    ];
    for (argument, set) in options {
        for empty in ["", " ", "\t\r\n", "\u{feff}"] {
            let expected = format!("{argument}: `{argument}` must not be empty");
            assert_eq!(credentials(&set(keys(), empty), false), Err(expected), "{empty:?}");
        }
        for broken in [
            "SECRET\nX: y",
            "SECRET\u{e9}",
            "SECRET\0",
            "SECRET\u{7f}",
            "SECRET\tx",
            "SECRET\u{200b}",
        ] {
            let expected = format!("{argument}: `{argument}` contains an invalid character");
            assert_eq!(credentials(&set(keys(), broken), false), Err(expected), "{broken:?}");
        }
    }
}

#[test]
fn keys_in_a_browser_are_rejected_unless_allowed() {
    let expected = "dangerouslyAllowBrowser: every visitor of a page can read its keys: pass the \
                    `baseUrl` of an edge function that holds the keys, or set \
                    `dangerouslyAllowBrowser: true`";
    let with_base_url = keys().base_url("https://edge.example");
    for options in [&keys(), &with_base_url] {
        assert_eq!(credentials(options, true), Err(expected.to_owned()));
        assert!(credentials(options, false).is_ok());
    }
    assert!(credentials(&with_base_url.dangerously_allow_browser(true), true).is_ok());
    let token = Options::new().access_token("SECRET");
    assert_eq!(credentials(&token, true), Ok(Credentials::Token("SECRET")));
    let edge = Options::new().base_url("/datadog");
    assert_eq!(credentials(&edge, true), Ok(Credentials::Anonymous));
}

#[test]
fn time_limits_are_positive_numbers_of_milliseconds() {
    let default = RetryPolicy { timeout: 30_000.0, attempt_timeout: 10_000.0, max_retries: 2 };
    assert_eq!(Options::new().retry_policy(), Ok(default));
    for limit in [f64::MIN_POSITIVE, 0.5, 1.0, 1e21, f64::MAX, f64::INFINITY] {
        let options = Options { timeout: Some(limit), ..Options::new() };
        assert_eq!(options.retry_policy(), Ok(RetryPolicy { timeout: limit, ..default }));
        let options = Options { attempt_timeout: Some(limit), ..Options::new() };
        assert_eq!(options.retry_policy(), Ok(RetryPolicy { attempt_timeout: limit, ..default }));
    }
    for limit in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY, -f64::MIN_POSITIVE] {
        let message = |name| format!("{name}: `{name}` must be a positive number of milliseconds");
        let options = Options { timeout: Some(limit), ..Options::new() };
        assert_eq!(options.retry_policy().map_err(shown), Err(message("timeout")), "{limit}");
        let options = Options { attempt_timeout: Some(limit), ..Options::new() };
        assert_eq!(
            options.retry_policy().map_err(shown),
            Err(message("attemptTimeout")),
            "{limit}"
        );
    }
}

#[test]
fn max_retries_is_an_integer_from_0_to_10() {
    let max_retries = |number| {
        let options = Options { max_retries: Some(number), ..Options::new() };
        options.retry_policy().map(|policy| policy.max_retries).map_err(shown)
    };
    for (number, expected) in [(0.0, 0), (-0.0, 0), (1.0, 1), (10.0, 10)] {
        assert_eq!(max_retries(number), Ok(expected));
    }
    for number in [-1.0, 11.0, 0.5, 9.999, 1e21, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let message = "maxRetries: `maxRetries` must be an integer from 0 to 10";
        assert_eq!(max_retries(number), Err(message.to_owned()), "{number}");
    }
}

#[test]
fn durations_become_milliseconds_and_none_is_no_limit() {
    let options = Options::new().timeout(Duration::from_secs(5)).attempt_timeout(None);
    let limits = options.retry_policy().map(|policy| (policy.timeout, policy.attempt_timeout));
    assert_eq!(limits, Ok((5000.0, f64::INFINITY)));
    let options = Options::new().timeout(Duration::from_micros(1500)).max_retries(7);
    let limits = options.retry_policy().map(|policy| (policy.timeout, policy.max_retries));
    assert_eq!(limits, Ok((1.5, 7)));
    assert!(Options::new().timeout(Duration::ZERO).retry_policy().is_err());
    assert!(Options::new().max_retries(11).retry_policy().is_err());
    assert!(Options::new().max_retries(u32::MAX).retry_policy().is_err());
}

#[test]
fn headers_of_several_calls_add_up() {
    let options = Options::new().headers([("A", "1")]).headers(vec![("B".to_owned(), "2")]);
    let headers: Vec<_> =
        options.headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    assert_eq!(headers, [("A", "1"), ("B", "2")]);
}

#[test]
fn debug_shows_no_secret() {
    let options = keys().access_token("SECRET").headers([("X-A", "SECRET")]).site("datadoghq.eu");
    let shown = format!("{options:?}");
    assert!(!shown.contains("SECRET") && shown.contains("X-A"), "{shown}");
    assert!(shown.contains("datadoghq.eu"), "{shown}");
}

/// Without the secrets.
impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keys { .. } => "Keys",
            Self::Token(_) => "Token",
            Self::Anonymous => "Anonymous",
        })
    }
}
