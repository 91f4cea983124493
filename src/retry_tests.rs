use super::*;

const NOW: f64 = 1_790_000_000_000.0;

fn after_response(status: u16, headers: &[(&str, &'static str)], reset: Option<u32>) -> Retry {
    let header =
        |name: &str| headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let date = match header("retry-after") {
        Some("Mon, 21 Sep 2026 14:13:25 GMT") => NOW + 5000.0,
        Some("Mon, 21 Sep 2026 14:13:15 GMT" | "-5") => NOW - 5000.0,
        _ => f64::NAN,
    };
    let retry_after = header("retry-after").and_then(|value| retry_after(value, NOW, date));
    Retry::after_response(status, header, reset, retry_after)
}

#[test]
fn only_some_statuses_are_retried() {
    for status in [0, 201, 301, 308, 400, 401, 403, 404, 407, 409, 422, 425, 428, 499, 600, 999] {
        let retry = after_response(status, &[("retry-after", "1")], Some(1));
        assert_eq!(retry, Retry::Never, "{status}");
    }
    for status in [408, 429, 500, 501, 502, 503, 504, 599] {
        assert_eq!(after_response(status, &[], None), Retry::Backoff, "{status}");
    }
}

#[test]
fn a_response_can_forbid_a_retry() {
    for (value, expected) in [
        ("false", Retry::Never),
        (" FALSE ", Retry::Never),
        ("true", Retry::Backoff),
        ("", Retry::Backoff),
        ("falsehood", Retry::Backoff),
    ] {
        for status in [408, 429, 500, 503] {
            assert_eq!(after_response(status, &[("x-should-retry", value)], None), expected);
        }
    }
}

#[test]
fn a_429_waits_for_the_reset_or_else_for_retry_after() {
    let after = [("retry-after", "9")];
    assert_eq!(after_response(429, &after, Some(7)), Retry::AfterReset(7000.0));
    assert_eq!(after_response(429, &after, Some(0)), Retry::AfterReset(0.0));
    assert_eq!(after_response(429, &after, None), Retry::AfterReset(9000.0));
    assert_eq!(after_response(503, &after, Some(7)), Retry::After(9000.0));
    assert_eq!(after_response(500, &after, Some(7)), Retry::Backoff);
}

#[test]
fn retry_after_is_understood_or_ignored() {
    for (value, expected) in [
        ("0", Retry::After(0.0)),
        ("7, 7", Retry::After(7000.0)),
        (" 7 ", Retry::After(7000.0)),
        ("Mon, 21 Sep 2026 14:13:25 GMT", Retry::After(5000.0)),
        ("Mon, 21 Sep 2026 14:13:15 GMT", Retry::After(0.0)),
        ("", Retry::Backoff),
        ("soon", Retry::Backoff),
        ("-5", Retry::Backoff),
        ("1.5", Retry::Backoff),
        ("1e309", Retry::Backoff),
        ("99999999999999999999", Retry::Backoff),
        ("99:99", Retry::Backoff),
    ] {
        assert_eq!(after_response(503, &[("retry-after", value)], None), expected, "{value:?}");
    }
}

#[test]
fn backoff_is_random_and_doubles_up_to_eight_seconds() {
    let longest: Vec<_> =
        (1..=8).map(|attempt| Retry::Backoff.delay(attempt, 1.0).unwrap_or_default()).collect();
    assert_eq!(longest, [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0, 8000.0, 8000.0]);
    assert_eq!(Retry::Backoff.delay(u32::MAX, 1.0), Some(8000.0));
    assert_eq!(Retry::Backoff.delay(2, 0.25), Some(250.0));
    assert_eq!(Retry::Backoff.delay(2, 0.0), Some(0.0));
}

#[test]
fn a_reset_is_spread_over_a_second_and_retry_after_is_exact() {
    assert_eq!(Retry::AfterReset(7000.0).delay(1, 0.0), Some(7000.0));
    assert_eq!(Retry::AfterReset(7000.0).delay(2, 0.75), Some(7750.0));
    assert_eq!(Retry::After(7000.0).delay(1, 0.75), Some(7000.0));
    assert_eq!(Retry::Never.delay(1, 0.5), None);
}

#[test]
fn the_last_attempt_and_a_delay_past_the_deadline_are_final() {
    let policy = RetryPolicy { max_retries: 2, ..RetryPolicy::default() };
    let delay = |attempt, left| policy.delay(Retry::After(1000.0), attempt, left, 0.5);
    assert_eq!(delay(1, f64::INFINITY), Some(1000.0));
    assert_eq!(delay(2, 1001.0), Some(1000.0));
    assert_eq!(delay(2, 1000.0), None);
    assert_eq!(delay(2, -1.0), None);
    assert_eq!(delay(3, f64::INFINITY), None);
    let once = RetryPolicy { max_retries: 0, ..policy };
    assert_eq!(once.delay(Retry::Backoff, 1, f64::INFINITY, 0.5), None);
}
