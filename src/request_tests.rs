use super::*;
use crate::names::SITES;

const UNENCRYPTED: &str = "baseUrl: `baseUrl` must use https: http: would send secrets unencrypted";

fn keys() -> Options {
    Options::new().api_key("SECRET-api").app_key("SECRET-app")
}

fn edge() -> Options {
    Options::new().base_url("https://edge.example")
}

/// A request with the base URL `href`, if there is one.
#[track_caller]
fn request<'a>(
    integration: &str,
    options: &'a Options,
    href: Option<&str>,
) -> Result<Request<'a>, String> {
    let base_url = href.map(|href| BaseUrl::new(href, None)).transpose();
    base_url.and_then(|base_url| Request::new(integration, options, base_url, false)).map_err(shown)
}

#[track_caller]
fn shown(InvalidArgument { argument, message }: InvalidArgument) -> String {
    assert!(!message.contains("SECRET"), "{message}");
    format!("{argument}: {message}")
}

#[track_caller]
fn url(integration: &str, options: &Options) -> Result<String, String> {
    request(integration, options, None).map(|request| request.url)
}

/// The headers as lines.
#[track_caller]
fn headers(options: &Options) -> Result<Vec<String>, String> {
    let lines = |request: Request| {
        request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect()
    };
    request("openai", options, Some("https://edge.example")).map(lines)
}

#[test]
fn credentials_go_into_their_headers() {
    let accept = "Accept: application/json";
    for (options, expected) in [
        (keys(), &[accept, "DD-API-KEY: SECRET-api", "DD-APPLICATION-KEY: SECRET-app"][..]),
        (
            Options::new().access_token(" SECRET-token\n"),
            &[accept, "Authorization: Bearer SECRET-token"],
        ),
        (edge(), &[accept]),
    ] {
        assert_eq!(headers(&options), Ok(expected.iter().map(|it| (*it).to_owned()).collect()));
    }
}

#[test]
fn every_credential_and_header_value_is_a_secret() {
    for (options, expected) in [
        (keys(), "SECRET-api\nSECRET-app\n"),
        (Options::new().access_token("SECRET-token"), "SECRET-token\n"),
        (edge().headers([("X-A", " SECRET "), ("x-a", "2")]), "SECRET\n2\n"),
        (edge(), ""),
    ] {
        let request = request("openai", &options, Some("https://edge.example"));
        assert_eq!(request.map(|request| request.headers.secrets), Ok(expected.to_owned()));
    }
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
        ("-_.~", "-_.~"),
        ("\0\u{10ffff}", "%00%F4%8F%BF%BF"),
    ] {
        let expected =
            format!("https://api.datadoghq.com/api/v2/llm-obs/v1/integrations/{segment}/accounts");
        assert_eq!(url(integration, &keys()), Ok(expected));
    }
    for (integration, message) in [
        ("", "integration: `integration` must not be empty"),
        (".", "integration: `integration` must not be `.` or `..`"),
        ("..", "integration: `integration` must not be `.` or `..`"),
    ] {
        assert_eq!(url(integration, &keys()), Err(message.to_owned()));
    }
}

#[test]
fn a_site_is_served_by_its_api_host() {
    for site in SITES {
        let url = url("openai", &keys().site(site)).unwrap_or_default();
        assert!(url.starts_with(&format!("https://api.{site}/api/v2/")), "{url}");
    }
    for (site, host) in [
        ("app.datadoghq.eu", "api.datadoghq.eu"),
        ("api.us5.datadoghq.com", "api.us5.datadoghq.com"),
        (" DATADOGHQ.EU\n", "api.datadoghq.eu"),
    ] {
        let options = keys().site(site);
        let request = request("openai", &options, None);
        assert_eq!(request.map(|it| it.destination.host), Ok(host.to_owned()));
    }
}

#[test]
fn another_host_never_receives_a_key() {
    let message =
        "site: `site` must be a Datadog site such as \"datadoghq.eu\": `SITES` lists them";
    for site in [
        "example.com",
        "evildatadoghq.com",
        "datadoghq.com.evil.example",
        "datadoghq.com@evil.example",
        "evil.example/.datadoghq.com",
        "evil.example\\.datadoghq.com",
        "evil.example:1.datadoghq.com",
        "https://evil.example/",
    ] {
        assert_eq!(url("openai", &keys().site(site)), Err(message.to_owned()), "{site}");
    }
}

#[test]
fn a_site_beside_a_base_url_is_validated_too() {
    let url = |site| {
        let options = keys().site(site);
        request("openai", &options, Some("https://edge.example")).map(|request| request.url)
    };
    assert_eq!(url(""), Err("site: `site` must not be empty".to_owned()));
    let expected = "https://edge.example/api/v2/llm-obs/v1/integrations/openai/accounts";
    assert_eq!(url("datadoghq.eu"), Ok(expected.to_owned()));
}

#[test]
fn a_base_url_replaces_the_site_and_keeps_its_path() {
    let path = "/api/v2/llm-obs/v1/integrations/openai/accounts";
    for (href, host, prefix) in [
        ("https://edge.example/", "edge.example", ""),
        ("https://edge.example:8443/a/b", "edge.example:8443", "/a/b"),
        ("https://edge.example/a/b///", "edge.example", "/a/b"),
        ("http://[::1]:8787/datadog/", "[::1]:8787", "/datadog"),
    ] {
        let options = keys();
        let request = request("openai", &options, Some(href));
        let request = request.as_ref();
        let scheme = href.split("//").next().unwrap_or_default();
        let expected = format!("{scheme}//{host}{prefix}{path}");
        assert_eq!(request.map(|request| &request.url), Ok(&expected));
        let destination = request.map(|request| &request.destination);
        assert_eq!(destination.map(|it| it.host.as_str()), Ok(host));
        let shown_path = destination.map(|it| it.path_under_base_url.clone());
        assert_eq!(shown_path, Ok(Some(format!("{prefix}{path}"))));
    }
    let options = keys();
    let destination = request("openai", &options, None).map(|request| request.destination);
    assert_eq!(
        destination.map(|it| (it.host, it.path_under_base_url)),
        Ok(("api.datadoghq.com".to_owned(), None))
    );
}

#[test]
fn only_plain_http_urls_are_base_urls() {
    for (href, why) in [
        ("ftp://edge.example/", "must start with https: or http:"),
        ("data:text/plain,x", "must start with https: or http:"),
        ("https:edge.example", "must start with https: or http:"),
        ("", "must start with https: or http:"),
        ("https://SECRET@edge.example/", "must not contain a user name or password"),
        ("https://user:SECRET@edge.example/", "must not contain a user name or password"),
        ("https://edge.example/?SECRET", "must not have a query or a fragment"),
        ("https://edge.example/a?", "must not have a query or a fragment"),
        ("https://edge.example/#SECRET", "must not have a query or a fragment"),
    ] {
        let rejected = BaseUrl::new(href, None).map_err(shown).err();
        assert_eq!(rejected, Some(format!("baseUrl: `baseUrl` {why}")), "{href}");
    }
    assert!(BaseUrl::new("https://edge.example/a@b", None).is_ok());
}

#[test]
fn secrets_are_not_sent_unencrypted() {
    let with_header = edge().headers([("X-A", "SECRET")]);
    for options in [keys(), Options::new().access_token("SECRET"), with_header] {
        for host in [
            "edge.example",
            "127.evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "notlocalhost",
            "evil-localhost",
            "128.0.0.1",
            "10.127.0.1",
            "[::2]",
            "[::1",
            "[::10]",
            "",
        ] {
            let request = request("openai", &options, Some(&format!("http://{host}/")));
            assert_eq!(request.map(|it| it.url), Err(UNENCRYPTED.to_owned()), "{host}");
        }
    }
}

#[test]
fn http_is_fine_for_loopback_hosts() {
    for host in [
        "localhost:8787",
        "localhost",
        "any.localhost",
        "a.b.localhost:1",
        "127.0.0.1:1",
        "127.9.9.9",
        "[::1]",
        "[::1]:80",
    ] {
        assert!(request("openai", &keys(), Some(&format!("http://{host}/"))).is_ok(), "{host}");
    }
}

#[test]
fn http_is_fine_for_the_page_s_own_origin_and_without_secrets() {
    let with_keys = keys();
    let request = |href: &str, page_origin: &str| {
        let base_url = BaseUrl::new(href, Some(page_origin))?;
        Request::new("openai", &with_keys, Some(base_url), false)
    };
    let own = "http://intranet:8080";
    assert!(request("http://intranet:8080/datadog", own).is_ok());
    for (href, origin) in [
        ("http://intranet/datadog", own),
        ("http://intranet:80801/", own),
        ("http://intranet:8080.evil.example/", own),
        ("http://other:8080/", own),
        ("http://intranet:8080/", "https://intranet:8080"),
        ("http://intranet:8080/", "null"),
    ] {
        let rejected = request(href, origin).map_err(shown).err();
        assert_eq!(rejected.as_deref(), Some(UNENCRYPTED), "{href} from {origin}");
    }
    let anonymous = Options::new().base_url("http://intranet");
    let base_url = BaseUrl::new("http://intranet/", None).ok();
    assert!(Request::new("openai", &anonymous, base_url, false).is_ok());
}

#[test]
fn the_caller_s_headers_are_sent_trimmed_and_joined() {
    let more = [("X-A", " \tSECRET 1\r\n"), ("x-a", "2"), ("X-B", "3\t\u{e9}"), ("X-A", "4")];
    let expected = ["Accept: application/json", "X-A: SECRET 1, 2, 4", "X-B: 3\t\u{e9}"];
    assert_eq!(headers(&edge().headers(more)), Ok(expected.map(str::to_owned).to_vec()));
}

#[test]
fn the_client_s_own_headers_cannot_be_set() {
    for own in ["accept", "authorization", "dd-api-key", "dd-application-key"] {
        let message = format!("headers: `headers` must not set `{own}`: this client sets it");
        for name in [own.to_owned(), own.to_uppercase(), own.replacen('a', "A", 1)] {
            let options = edge().headers([("X-A", "1"), (&name, "SECRET")]);
            assert_eq!(headers(&options), Err(message.to_owned()), "{name}");
        }
    }
    let similar = [("accept-language", "de"), ("x-dd-api-key", "1"), ("dd-api-keys", "1")];
    assert!(headers(&keys().headers(similar)).is_ok());
}

#[test]
fn a_header_must_have_a_valid_name_and_value() {
    let message = |why| Err(format!("headers: `headers` contains {why}"));
    for name in ["", " ", "X A", "X-A ", "X-A:", "X\n", "X\u{1}", "\u{e9}", "X(A)", "X@A", "\"X\""]
    {
        let options = edge().headers([(name, "SECRET")]);
        assert_eq!(headers(&options), message("an invalid header name"), "{name:?}");
    }
    for value in
        ["SECRET\nX: y", "SECRET\u{1}", "SECRET\u{7f}x", "\u{1}", "SECRET\u{100}", "\u{20ac}"]
    {
        let options = edge().headers([("X-A", value)]);
        assert_eq!(headers(&options), message("an invalid header value"), "{value:?}");
    }
    for value in ["", " ", "\t\r\n "] {
        let options = edge().headers([("X-A", value)]);
        assert_eq!(headers(&options), message("an invalid header value"), "{value:?}");
    }
    assert!(headers(&edge().headers([("!#$%&'*+-.^_`|~09AZaz", "1")])).is_ok());
}
