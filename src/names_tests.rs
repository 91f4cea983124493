use super::*;

#[test]
fn a_name_parses_from_what_it_displays_as() {
    for name in INTEGRATIONS {
        let parsed = name.parse::<Integration>().map(|parsed| parsed.to_string());
        assert_eq!(parsed.as_deref(), Ok(*name));
    }
    for name in SITES {
        for text in [*name, &format!("\u{feff}\u{a0} {name}\n\u{b}")] {
            let parsed = text.parse::<Site>().map(|site| site.to_string());
            assert_eq!(parsed.as_deref(), Ok(*name));
        }
    }
    assert_eq!(Site::US1.as_str(), DEFAULT_SITE);
}

#[test]
fn an_integration_must_be_a_path_segment() {
    for (text, message) in [
        ("", "`integration` must not be empty"),
        (".", "`integration` must not be `.` or `..`"),
        ("..", "`integration` must not be `.` or `..`"),
    ] {
        assert_eq!(parse_integration(text).map_err(|error| error.message), Err(message.to_owned()));
    }
    for text in ["a/b ä", " a "] {
        assert_eq!(text.parse::<Integration>().map(|it| it.to_string()).as_deref(), Ok(text));
    }
}

#[test]
fn a_site_may_start_with_app_or_api_and_be_in_capitals() {
    for (text, site) in [
        ("app.datadoghq.eu", "datadoghq.eu"),
        ("api.us5.datadoghq.com", "us5.datadoghq.com"),
        ("US3.DATADOGHQ.COM", "us3.datadoghq.com"),
        ("us9.datadoghq.com", "us9.datadoghq.com"),
        ("app.us2.ddog-gov.com", "us2.ddog-gov.com"),
    ] {
        assert_eq!(parse_site(text).as_deref().ok(), Some(site));
    }
}

#[test]
fn a_host_outside_datadogs_domains_is_rejected() {
    let message = "`site` must be a Datadog site such as \"datadoghq.eu\": `SITES` lists them";
    for text in [
        "example.com",
        "datadoghq.com.evil.example",
        "evildatadoghq.com",
        "datadoghq.com:443",
        "user@datadoghq.com",
        "datadoghq.com\\@evil.example",
        ".datadoghq.com",
        "a b.datadoghq.com",
        "datadoghq.com.",
        "https://evil.example/datadoghq.com",
    ] {
        assert_eq!(
            parse_site(text).map_err(|error| error.message),
            Err(message.to_owned()),
            "{text}"
        );
    }
    assert_eq!(
        parse_site("").map_err(|error| error.message),
        Err("`site` must not be empty".to_owned())
    );
}

#[test]
fn a_url_is_rejected_with_the_bare_host_in_the_message() {
    let message = "`site` must be a bare host such as \"datadoghq.eu\", not a URL";
    for text in [
        "https://datadoghq.eu",
        "http://app.datadoghq.eu/",
        "https://app.datadoghq.eu/llm/settings",
        "api.datadoghq.eu/api/v2",
        "datadoghq.eu?a",
        "datadoghq.eu#a",
    ] {
        assert_eq!(
            parse_site(text).map_err(|error| error.message),
            Err(message.to_owned()),
            "{text}"
        );
    }
}
