//! Datadog's rate limit.

use serde::{Deserialize, Serialize};

use crate::text::split_before;

/// The rate limit, as the `X-RateLimit-*` headers of a response describe it ([Datadog's
/// documentation](https://docs.datadoghq.com/api/latest/rate-limits/)). Times are in whole seconds. A
/// header that is missing or malformed leaves its field out.
///
/// ```
/// use datadog_llm_accounts::RateLimit;
///
/// fn is_exhausted(limit: &RateLimit) -> bool {
///     limit.remaining == Some(0)
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests allowed in one period (`X-RateLimit-Limit`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Length of the period, in seconds (`X-RateLimit-Period`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// Requests left in this period (`X-RateLimit-Remaining`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u32>,
    /// Seconds until the period ends (`X-RateLimit-Reset`; a Unix timestamp there is converted).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset: Option<u32>,
    /// The limit's name (`X-RateLimit-Name`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// No period of Datadog's is near as long, so a larger "seconds left" is a Unix timestamp.
const FIRST_TIMESTAMP: u32 = 1_000_000_000;

impl RateLimit {
    /// Reads the headers through `header` (by lower-case name); `now` is in Unix seconds. `None` where
    /// no header describes a rate limit.
    pub(crate) fn read<'a>(header: impl Fn(&str) -> Option<&'a str>, now: u32) -> Option<Self> {
        let integer = |name| header(name).and_then(first_integer);
        let rate_limit = Self {
            limit: integer("x-ratelimit-limit"),
            period: integer("x-ratelimit-period"),
            remaining: integer("x-ratelimit-remaining"),
            reset: integer("x-ratelimit-reset").map(|reset| {
                if reset < FIRST_TIMESTAMP { reset } else { reset.saturating_sub(now) }
            }),
            name: header("x-ratelimit-name").filter(|name| !name.is_empty()).map(str::to_owned),
        };
        (rate_limit != Self::default()).then_some(rate_limit)
    }
}

/// The first of a list, because a proxy that repeats a header turns `7` into `7, 7`.
pub(crate) fn first_integer(value: &str) -> Option<u32> {
    let (first, _) = split_before(value, |byte| byte == b',');
    let mut number = None;
    for byte in first.trim_ascii().bytes() {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        if digit > 9 {
            return None;
        }
        number = Some(number.unwrap_or(0_u32).checked_mul(10)?.checked_add(digit)?);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u32 = 1_790_000_000;

    fn read(headers: &[(&str, &'static str)]) -> Option<RateLimit> {
        RateLimit::read(
            |name| headers.iter().find(|(key, _)| *key == name).map(|(_, value)| *value),
            NOW,
        )
    }

    #[test]
    fn all_five_headers_are_read() {
        assert_eq!(
            read(&[
                ("x-ratelimit-limit", "600"),
                ("x-ratelimit-period", "60"),
                ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", "7"),
                ("x-ratelimit-name", "llm_observability"),
            ]),
            Some(RateLimit {
                limit: Some(600),
                period: Some(60),
                remaining: Some(0),
                reset: Some(7),
                name: Some("llm_observability".to_owned()),
            })
        );
    }

    #[test]
    fn without_headers_there_is_no_rate_limit() {
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn broken_values_are_understood_or_left_out() {
        for (value, reset) in [
            ("7, 7", Some(7)),
            (" 7 ", Some(7)),
            ("1790000042", Some(42)),
            ("1700000000", Some(0)),
            ("-1", None),
            ("7.5", None),
            ("soon", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            let expected =
                reset.map(|seconds| RateLimit { reset: Some(seconds), ..Default::default() });
            assert_eq!(read(&[("x-ratelimit-reset", value)]), expected, "{value:?}");
        }
    }
}
