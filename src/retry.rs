//! When another try may help, and how long to wait before it. Pure: clock, randomness and the
//! reading of dates come from outside.

use crate::rate_limit::whole_number;

/// The first wait where nobody says how long, at most; it doubles with each try.
const FIRST_BACKOFF: f64 = 500.0;
/// The longest of those.
const LONGEST_BACKOFF: f64 = 8000.0;
/// How far the calls that a rate limit stopped are spread after its reset.
const JITTER: f64 = 1000.0;

/// What a failed try means for the next one. Times are in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Retry {
    /// Vain: the same would come again.
    Never,
    /// After a random time, so that clients that failed together do not come back together.
    Backoff,
    /// After exactly this time.
    After(f64),
    /// After this time and a random bit more.
    AfterReset(f64),
}

impl Retry {
    /// What an answer outside 2xx asks for. `header` reads by lower-case name, `reset` is the rate
    /// limit's in seconds; `now` and the `date` in `Retry-After`, NaN without one, are in Unix
    /// milliseconds.
    pub(crate) fn advised<T: AsRef<str>>(
        status: u16,
        header: impl Fn(&str) -> Option<T>,
        reset: Option<u32>,
        now: f64,
        date: f64,
    ) -> Self {
        let forbidden = header("x-should-retry")
            .is_some_and(|value| value.as_ref().trim_ascii().eq_ignore_ascii_case("false"));
        if forbidden || !matches!(status, 408 | 429 | 500..=599) {
            return Self::Never;
        }
        let retry_after = || delay(header("retry-after")?.as_ref(), now, date);
        match status {
            429 => {
                reset.map(milliseconds).or_else(retry_after).map_or(Self::Backoff, Self::AfterReset)
            }
            503 => retry_after().map_or(Self::Backoff, Self::After),
            _ => Self::Backoff,
        }
    }

    /// The time to wait after try number `attempt` (from 1); `random` is from 0 to 1.
    pub(crate) fn wait(self, attempt: u32, random: f64) -> Option<f64> {
        match self {
            Self::Never => None,
            Self::Backoff => {
                let doublings = attempt.saturating_sub(1).min(16);
                let longest = FIRST_BACKOFF * f64::from(1_u32 << doublings);
                Some(random * longest.min(LONGEST_BACKOFF))
            }
            Self::After(time) => Some(time),
            Self::AfterReset(time) => Some(time + random * JITTER),
        }
    }
}

/// A `Retry-After`: seconds, or a date. `None` where it is neither.
fn delay(value: &str, now: f64, date: f64) -> Option<f64> {
    if let Some(seconds) = whole_number(value) {
        return Some(milliseconds(seconds));
    }
    // Engines make dates of nonsense such as "-5"; a date that HTTP allows has a time of day.
    (value.bytes().any(|byte| byte == b':') && date.is_finite()).then_some((date - now).max(0.0))
}

fn milliseconds(seconds: u32) -> f64 {
    f64::from(seconds) * 1000.0
}

/// How often and how long a call may try. Times are in milliseconds, infinite for no limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    pub(crate) timeout: f64,
    pub(crate) attempt_timeout: f64,
    pub(crate) max_retries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: 30_000.0, attempt_timeout: 10_000.0, max_retries: 2 }
    }
}

impl Limits {
    /// How long to wait after try number `attempt`, of whose call `left` is left; `None` when that
    /// failure is the last word.
    pub(crate) fn wait(&self, retry: Retry, attempt: u32, left: f64, random: f64) -> Option<f64> {
        let wait = retry.wait(attempt, random)?;
        (attempt <= self.max_retries && wait < left).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 1_790_000_000_000.0;

    fn advised(status: u16, headers: &[(&str, &'static str)], reset: Option<u32>) -> Retry {
        let header =
            |name: &str| headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        let date = match header("retry-after") {
            Some("Mon, 21 Sep 2026 14:13:25 GMT") => NOW + 5000.0,
            Some("Mon, 21 Sep 2026 14:13:15 GMT" | "-5") => NOW - 5000.0,
            _ => f64::NAN,
        };
        Retry::advised(status, header, reset, NOW, date)
    }

    #[test]
    fn only_some_statuses_are_worth_another_try() {
        for status in [0, 201, 301, 308, 400, 401, 403, 404, 407, 409, 422, 425, 428, 499, 600, 999]
        {
            assert_eq!(advised(status, &[("retry-after", "1")], Some(1)), Retry::Never, "{status}");
        }
        for status in [408, 429, 500, 501, 502, 503, 504, 599] {
            assert_eq!(advised(status, &[], None), Retry::Backoff, "{status}");
        }
    }

    #[test]
    fn an_answer_can_forbid_another_try() {
        for (value, expected) in [
            ("false", Retry::Never),
            (" FALSE ", Retry::Never),
            ("true", Retry::Backoff),
            ("", Retry::Backoff),
            ("falsehood", Retry::Backoff),
        ] {
            for status in [408, 429, 500, 503] {
                assert_eq!(advised(status, &[("x-should-retry", value)], None), expected);
            }
        }
    }

    #[test]
    fn a_rate_limit_waits_for_its_reset_or_else_as_retry_after_says() {
        let after = [("retry-after", "9")];
        assert_eq!(advised(429, &after, Some(7)), Retry::AfterReset(7000.0));
        assert_eq!(advised(429, &after, Some(0)), Retry::AfterReset(0.0));
        assert_eq!(advised(429, &after, None), Retry::AfterReset(9000.0));
        assert_eq!(advised(503, &after, Some(7)), Retry::After(9000.0));
        assert_eq!(advised(500, &after, Some(7)), Retry::Backoff);
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
            assert_eq!(advised(503, &[("retry-after", value)], None), expected, "{value:?}");
        }
    }

    #[test]
    fn backoff_is_random_and_doubles_up_to_eight_seconds() {
        let longest: Vec<_> =
            (1..=8).map(|attempt| Retry::Backoff.wait(attempt, 1.0).unwrap_or_default()).collect();
        assert_eq!(longest, [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0, 8000.0, 8000.0]);
        assert_eq!(Retry::Backoff.wait(u32::MAX, 1.0), Some(8000.0));
        assert_eq!(Retry::Backoff.wait(2, 0.25), Some(250.0));
        assert_eq!(Retry::Backoff.wait(2, 0.0), Some(0.0));
    }

    #[test]
    fn a_reset_is_spread_over_a_second_and_retry_after_is_exact() {
        assert_eq!(Retry::AfterReset(7000.0).wait(1, 0.0), Some(7000.0));
        assert_eq!(Retry::AfterReset(7000.0).wait(2, 0.75), Some(7750.0));
        assert_eq!(Retry::After(7000.0).wait(1, 0.75), Some(7000.0));
        assert_eq!(Retry::Never.wait(1, 0.5), None);
    }

    #[test]
    fn the_last_try_and_a_wait_past_the_deadline_end_the_call() {
        let limits = Limits { max_retries: 2, ..Limits::default() };
        let wait = |attempt, left| limits.wait(Retry::After(1000.0), attempt, left, 0.5);
        assert_eq!(wait(1, f64::INFINITY), Some(1000.0));
        assert_eq!(wait(2, 1001.0), Some(1000.0));
        assert_eq!(wait(2, 1000.0), None);
        assert_eq!(wait(2, -1.0), None);
        assert_eq!(wait(3, f64::INFINITY), None);
        let none = Limits { max_retries: 0, ..limits };
        assert_eq!(none.wait(Retry::Backoff, 1, f64::INFINITY, 0.5), None);
    }
}
