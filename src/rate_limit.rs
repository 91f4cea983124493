//! What Datadog says about its rate limit.

use alloc::string::String;

use crate::options::before;

/// The rate limit as an answer's `X-RateLimit-*` headers tell it. A header that is missing or makes
/// no sense leaves its field out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "api", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "api", serde(default))]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests allowed in one period (`X-RateLimit-Limit`).
    #[cfg_attr(feature = "api", serde(skip_serializing_if = "Option::is_none"))]
    pub limit: Option<u32>,
    /// Length of the period, in seconds (`X-RateLimit-Period`).
    #[cfg_attr(feature = "api", serde(skip_serializing_if = "Option::is_none"))]
    pub period: Option<u32>,
    /// Requests left in this period (`X-RateLimit-Remaining`).
    #[cfg_attr(feature = "api", serde(skip_serializing_if = "Option::is_none"))]
    pub remaining: Option<u32>,
    /// Seconds until the period ends (`X-RateLimit-Reset`).
    #[cfg_attr(feature = "api", serde(skip_serializing_if = "Option::is_none"))]
    pub reset: Option<u32>,
    /// The limit's name (`X-RateLimit-Name`).
    #[cfg_attr(feature = "api", serde(skip_serializing_if = "Option::is_none"))]
    pub name: Option<String>,
}

/// No period of Datadog's is near as long, so a larger "seconds left" is a Unix timestamp.
const FIRST_TIMESTAMP: u32 = 1_000_000_000;

impl RateLimit {
    /// Reads the headers through `get` (by lower-case name); `now` is in Unix seconds. `None` when
    /// no header says anything.
    pub(crate) fn read<T: Into<String> + AsRef<str>>(
        get: impl Fn(&str) -> Option<T>,
        now: u32,
    ) -> Option<Self> {
        let number = |name| get(name).and_then(|value| whole_number(value.as_ref()));
        let rate_limit = Self {
            limit: number("x-ratelimit-limit"),
            period: number("x-ratelimit-period"),
            remaining: number("x-ratelimit-remaining"),
            reset: number("x-ratelimit-reset").map(|reset| {
                if reset < FIRST_TIMESTAMP { reset } else { reset.saturating_sub(now) }
            }),
            name: get("x-ratelimit-name").filter(|name| !name.as_ref().is_empty()).map(T::into),
        };
        (rate_limit != Self::default()).then_some(rate_limit)
    }
}

/// The first of a list, because a proxy that repeats a header makes `7, 7` of `7`.
pub(crate) fn whole_number(value: &str) -> Option<u32> {
    let digits = before(value, |byte| byte == b',').trim_ascii().as_bytes();
    let mut number = None;
    for byte in digits.strip_prefix(b"+").unwrap_or(digits) {
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
