//! The caller's own headers.

use super::*;

fn with(headers: &[(&str, &str)]) -> Options<'static> {
    let texts = headers.iter().flat_map(|(name, value)| [*name, *value]);
    Options { headers: texts.collect::<Vec<_>>().join("\0").leak(), ..keys() }
}

#[test]
fn own_headers_are_sent_after_ours_and_trimmed() {
    let options = with(&[("X-A", " \tSECRET 1\r\n"), ("x-a", "2"), ("X-B", "3\t\u{e9}")]);
    let headers =
        Request::new("openai", &options).map(|request| request.headers).unwrap_or_default();
    let own = headers.strip_prefix(HEADERS_OF_KEYS);
    assert_eq!(own, Some("\nX-A\nSECRET 1\nx-a\n2\nX-B\n3\t\u{e9}"));
}

#[test]
fn the_value_of_an_own_header_is_a_secret() {
    let options = Options {
        base_url: Some(base_url("https", "edge.example")),
        headers: "X-A\0 SECRET ",
        ..Default::default()
    };
    let secrets =
        Request::new("openai", &options).map(|request| request.secrets).unwrap_or_default();
    assert_eq!(secrets, "SECRET");
    let plain = Options { base_url: Some(base_url("http", "edge.example")), ..options };
    let message = "`baseUrl` is http:, which would send secrets unencrypted: use https:";
    assert_refused("openai", &plain, "baseUrl", message);
}

#[test]
fn our_own_headers_cannot_be_set() {
    for ours in ["accept", "authorization", "dd-api-key", "dd-application-key"] {
        let message = format!("`headers` cannot set `{ours}`, which this client sets itself");
        for name in [ours.to_owned(), ours.to_uppercase(), ours.replacen('a', "A", 1)] {
            let options = with(&[("X-A", "1"), (&name, "SECRET")]);
            assert_refused("openai", &options, "headers", &message);
        }
    }
    assert!(
        Request::new("openai", &with(&[("accept-language", "de"), ("x-dd-api-key", "1")])).is_ok()
    );
}

#[test]
fn what_no_header_can_carry_is_refused() {
    let name = "`headers` holds a name that no header can have";
    for broken in
        ["", " ", "X A", "X-A ", "X-A:", "X\n", "X\u{1}", "\u{e9}", "X(A)", "X@A", "\"X\""]
    {
        assert_refused("openai", &with(&[(broken, "SECRET")]), "headers", name);
    }
    let value = "`headers` holds a value that no header can carry";
    for broken in
        ["SECRET\nX: y", "SECRET\u{1}", "SECRET\u{7f}x", "\u{1}", "SECRET\u{100}", "\u{20ac}"]
    {
        assert_refused("openai", &with(&[("X-A", broken)]), "headers", value);
    }
    let empty = "`headers` holds an empty value";
    for nothing in ["", " ", "\t\r\n "] {
        assert_refused("openai", &with(&[("X-A", nothing)]), "headers", empty);
    }
    assert!(Request::new("openai", &with(&[("!#$%&'*+-.^_`|~09AZaz", "1")])).is_ok());
}
