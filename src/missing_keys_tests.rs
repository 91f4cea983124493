//! What is said where a key is missing.

use std::cell::Cell;

use super::*;

/// What is said of a missing credential when options of these names are there.
fn missing_beside(options: &Options, names: &[&str]) -> String {
    let names = || names.iter().map(|name| (*name).to_owned()).collect();
    Request::new("openai", options, names).map_or_else(|error| error.to_string(), |it| it.url)
}

#[test]
fn a_near_miss_of_a_missing_credential_is_named() {
    for (name, others) in [
        ("apiKey", &["api_key", "DD_API_KEY", "DD-API-KEY", "apikey", "apiKeyAuth"][..]),
        ("appKey", &["app_key", "DD_APP_KEY", "applicationKey", "DD-APPLICATION-KEY"]),
        ("accessToken", &["access_token", "token", "bearerToken", "DD_ACCESS_TOKEN"]),
    ] {
        for other in others {
            let said = missing_beside(&Options::default(), &["site", other]);
            let hint = format!(" (found `{other}`: write `{name}`)");
            assert!(said.starts_with("credentials are missing: "), "{said}");
            assert!(said.ends_with(&hint), "{said}");
        }
    }
    let without_app_key = Options { app_key: None, ..keys() };
    assert_eq!(
        missing_beside(&without_app_key, &["apiKey", "app_key", "APP_KEY"]),
        "`appKey` is missing: Datadog wants both keys (found `app_key`: write `appKey`, `APP_KEY`: \
         write `appKey`)"
    );
}

#[test]
fn other_names_are_no_near_misses() {
    for name in ["", "key", "keys", "apiKeys", "\u{e9}", "apiKey", "appKey", "accessToken"] {
        let said = missing_beside(&Options::default(), &[name]);
        assert!(!said.contains("found"), "{said}");
    }
}

#[test]
fn names_are_not_looked_at_where_nothing_is_missing() {
    let token = Options { access_token: Some("SECRET".into()), ..Default::default() };
    let base = Options { base_url: Some(base_url("https://edge.example/")), ..Default::default() };
    for options in [keys(), token, base] {
        let asked = Cell::new(false);
        let names = || {
            asked.set(true);
            vec![]
        };
        assert!(Request::new("openai", &options, names).is_ok());
        assert!(!asked.get());
    }
}
