//! Tables of what is accepted, what is refused, and what exactly is said.

use super::*;

const KEY: &str = "SECRET-api";
const APP: &str = "SECRET-app";
const HEADERS_OF_KEYS: &str =
    "Accept\napplication/json\nDD-API-KEY\nSECRET-api\nDD-APPLICATION-KEY\nSECRET-app";

fn keys() -> Options<'static> {
    Options { api_key: Some(KEY), app_key: Some(APP), ..Default::default() }
}

/// The base URL of a host; `scheme` is `https` or `http`.
fn base_url(scheme: &str, host: &'static str) -> BaseUrl<'static> {
    let url = format!("{scheme}://{host}").leak();
    BaseUrl { url, host, is_plain: scheme == "http" }
}

#[track_caller]
fn url(integration: &str, options: &Options) -> String {
    match Request::new(integration, options) {
        Ok(request) => request.url,
        Err(refusal) => refusal.message,
    }
}

#[track_caller]
fn assert_refused(integration: &str, options: &Options, argument: &str, message: &str) {
    let outcome = match Request::new(integration, options) {
        Ok(request) => format!("accepted: {}", request.url),
        Err(Refusal { argument, message }) => format!("{argument}: {message}"),
    };
    assert_eq!(outcome, format!("{argument}: {message}"));
    assert!(!outcome.contains("SECRET"), "{outcome}");
}

#[test]
fn keys_go_into_their_headers() {
    let sent = Request::new("openai", &keys()).map(|request| (request.headers, request.secrets));
    assert_eq!(sent.unwrap_or_default(), (HEADERS_OF_KEYS.to_owned(), format!("{KEY}\n{APP}")));
}

#[test]
fn a_token_goes_into_authorization() {
    let options = Options { access_token: Some("SECRET-token"), ..Default::default() };
    let headers =
        Request::new("openai", &options).map(|request| request.headers).unwrap_or_default();
    assert_eq!(headers, "Accept\napplication/json\nAuthorization\nBearer SECRET-token");
}

#[test]
fn credentials_are_complete_or_refused() {
    let missing = "credentials are missing: pass `apiKey` and `appKey`, or `accessToken`, or the \
                   `baseUrl` of an edge function that holds the keys";
    assert_refused("openai", &Options::default(), "apiKey", missing);
    assert_refused(
        "openai",
        &Options { app_key: None, ..keys() },
        "appKey",
        "`appKey` is missing: Datadog wants both keys",
    );
    assert_refused(
        "openai",
        &Options { api_key: None, ..keys() },
        "apiKey",
        "`apiKey` is missing: Datadog wants both keys",
    );
    assert_refused(
        "openai",
        &Options { access_token: Some("SECRET"), ..keys() },
        "accessToken",
        "`accessToken` takes the place of `apiKey` and `appKey`: pass one or the other",
    );
    assert_refused(
        "openai",
        &Options { api_key: Some(""), ..keys() },
        "apiKey",
        "`apiKey` is empty",
    );
    for broken in ["SECRET\nX: y", "SECRET\u{e9}", "SECRET\0", "SECRET\u{7f}"] {
        assert_refused(
            "openai",
            &Options { app_key: Some(broken), ..keys() },
            "appKey",
            "`appKey` holds a character that no header can carry",
        );
    }
}

#[test]
fn keys_in_a_browser_are_refused_unless_allowed_by_name() {
    let in_browser = Options { in_browser: true, ..keys() };
    let message = "keys in a browser can be read by every visitor: keep them in an edge function and \
                   pass its `baseUrl`, or set `dangerouslyAllowBrowser: true` if no one else opens this page";
    assert_refused("openai", &in_browser, "dangerouslyAllowBrowser", message);
    let with_base = Options { base_url: Some(base_url("https", "edge.example")), ..in_browser };
    assert_refused("openai", &with_base, "dangerouslyAllowBrowser", message);
    assert!(
        Request::new("openai", &Options { dangerously_allow_browser: true, ..with_base }).is_ok()
    );
    let token = Options { access_token: Some("SECRET"), in_browser: true, ..Default::default() };
    assert!(Request::new("openai", &token).is_ok());
}

#[test]
fn the_integration_is_one_encoded_segment() {
    for (integration, segment) in [
        ("openai", "openai"),
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("a?b#c", "a%3Fb%23c"),
        ("a%2Fb", "a%252Fb"),
        ("ü ;", "%C3%BC%20%3B"),
        ("...", "..."),
    ] {
        assert_eq!(
            url(integration, &keys()),
            format!("https://api.datadoghq.com/api/v2/llm-obs/v1/integrations/{segment}/accounts")
        );
    }
    assert_refused("", &keys(), "integration", "`integration` is empty");
    assert_refused(".", &keys(), "integration", "`integration` cannot be `.` or `..`");
    assert_refused("..", &keys(), "integration", "`integration` cannot be `.` or `..`");
}

#[test]
fn every_documented_site_is_served_by_its_api_host() {
    for site in SITES {
        let options = Options { site: Some(site), ..keys() };
        assert!(url("openai", &options).starts_with(&format!("https://api.{site}/api/v2/")));
    }
}

#[test]
fn a_site_beside_a_base_url_is_looked_at_too() {
    let base_url = Some(base_url("https", "edge.example"));
    let options = Options { base_url, site: Some(""), ..keys() };
    assert_refused("openai", &options, "site", "`site` is empty");
    let options = Options { site: Some("datadoghq.eu"), ..options };
    assert!(url("openai", &options).starts_with("https://edge.example/api/"));
}

#[test]
fn a_site_may_be_pasted_with_its_first_label() {
    for (site, host) in [
        ("app.datadoghq.eu", "api.datadoghq.eu"),
        ("api.us5.datadoghq.com", "api.us5.datadoghq.com"),
        ("uk1.datadoghq.com", "api.uk1.datadoghq.com"),
        ("DATADOGHQ.EU", "api.datadoghq.eu"),
    ] {
        let options = Options { site: Some(site), ..keys() };
        assert!(url("openai", &options).starts_with(&format!("https://{host}/")), "{site}");
    }
}

#[test]
fn another_host_is_never_given_a_key() {
    let message = "`site` is no Datadog site: pass one of datadoghq.com, us3.datadoghq.com, \
                   us5.datadoghq.com, ap1.datadoghq.com, ap2.datadoghq.com, datadoghq.eu, \
                   ddog-gov.com, us2.ddog-gov.com";
    for site in [
        "example.com",
        "evildatadoghq.com",
        "datadoghq.com.evil.example",
        "datadoghq.com@evil.example",
        "evil.example/.datadoghq.com",
        "evil.example\\.datadoghq.com",
        "evil.example:1.datadoghq.com",
        ".datadoghq.com",
        "xn--a.datadoghq.com",
        "https://evil.example/",
    ] {
        assert_refused("openai", &Options { site: Some(site), ..keys() }, "site", message);
    }
    assert_refused("openai", &Options { site: Some(""), ..keys() }, "site", "`site` is empty");
}

#[test]
fn a_url_as_site_is_refused_with_the_bare_site() {
    for site in ["https://app.datadoghq.eu/", "https://api.datadoghq.eu", "datadoghq.eu/logs?x#y"] {
        assert_refused(
            "openai",
            &Options { site: Some(site), ..keys() },
            "site",
            "`site` is a bare host: pass \"datadoghq.eu\"",
        );
    }
}

#[test]
fn a_base_url_takes_the_sites_place() {
    let base_url = BaseUrl {
        url: "https://edge.example:8443/a/b",
        host: "edge.example:8443",
        is_plain: false,
    };
    let both = Options { base_url: Some(base_url), site: Some("datadoghq.eu"), ..keys() };
    let asked = Request::new("openai", &both).map(|request| (request.url, request.host));
    let url =
        "https://edge.example:8443/a/b/api/v2/llm-obs/v1/integrations/openai/accounts".to_owned();
    assert_eq!(asked.ok(), Some((url, "edge.example:8443".to_owned())));
}

#[test]
fn plain_http_is_refused_where_secrets_could_be_overheard() {
    for host in [
        "edge.example",
        "127.evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "any.localhost",
        "127.0.0.1..",
        "128.0.0.1",
        "10.127.0.1",
        "[::2]",
        "[::1",
        "[::10]",
        "",
    ] {
        let options = Options { base_url: Some(base_url("http", host)), ..keys() };
        let message = "`baseUrl` is http:, which would send secrets unencrypted: use https:";
        assert_refused("openai", &options, "baseUrl", message);
    }
}

#[test]
fn plain_http_is_fine_on_loopback_to_the_own_origin_and_without_secrets() {
    for host in ["localhost:8787", "localhost", "127.0.0.1:1", "127.9.9.9", "[::1]", "[::1]:80"] {
        let base_url = Some(base_url("http", host));
        assert!(Request::new("openai", &Options { base_url, ..keys() }).is_ok(), "{host}");
    }
    let own = BaseUrl { is_plain: false, ..base_url("http", "intranet:8080") };
    assert!(Request::new("openai", &Options { base_url: Some(own), ..keys() }).is_ok());
    let open = Options { base_url: Some(base_url("http", "intranet")), ..Default::default() };
    assert!(Request::new("openai", &open).is_ok());
}

#[test]
fn limits_have_defaults_and_ranges() {
    let limits =
        |options: &Options| Request::new("openai", options).map(|request| request.limits).ok();
    let default = Limits { timeout: 30_000.0, attempt_timeout: 10_000.0, max_retries: 2 };
    assert_eq!(limits(&keys()), Some(default));
    for time in [f64::MIN_POSITIVE, 0.5, 1.0, 1e21, f64::MAX, f64::INFINITY] {
        let longer = Options { timeout: Some(time), ..keys() };
        assert_eq!(limits(&longer), Some(Limits { timeout: time, ..default }));
        let longer = Options { attempt_timeout: Some(time), ..keys() };
        assert_eq!(limits(&longer), Some(Limits { attempt_timeout: time, ..default }));
    }
    for (number, max_retries) in [(0.0, 0), (-0.0, 0), (1.0, 1), (10.0, 10)] {
        let options = Options { max_retries: Some(number), ..keys() };
        assert_eq!(limits(&options), Some(Limits { max_retries, ..default }));
    }
    for time in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY, -f64::MIN_POSITIVE] {
        let message = |name| format!("`{name}` is no time in milliseconds above 0");
        let options = Options { timeout: Some(time), ..keys() };
        assert_refused("openai", &options, "timeout", &message("timeout"));
        let options = Options { attempt_timeout: Some(time), ..keys() };
        assert_refused("openai", &options, "attemptTimeout", &message("attemptTimeout"));
    }
    for number in [-1.0, 11.0, 0.5, 9.999, 1e21, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let options = Options { max_retries: Some(number), ..keys() };
        let message = "`maxRetries` is no whole number from 0 to 10";
        assert_refused("openai", &options, "maxRetries", message);
    }
}

#[path = "headers_tests.rs"]
mod headers;
