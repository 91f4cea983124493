//! Whether another attempt may help, and how long to wait before it. Pure: the clock, randomness and
//! the parsing of dates come from outside.

use crate::rate_limit::first_integer;

/// The longest first delay where the response names none; it doubles with each attempt.
const FIRST_BACKOFF: f64 = 500.0;
/// The longest of those delays.
const LONGEST_BACKOFF: f64 = 8000.0;
/// How far the calls that a rate limit stopped are spread after its reset.
const JITTER: f64 = 1000.0;

/// How to go on after a failed attempt. Times are in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Retry {
    /// Not at all: the same would happen again.
    Never,
    /// After a random delay, so that clients that failed together do not come back together.
    Backoff,
    /// After exactly this delay.
    After(f64),
    /// After this delay plus up to a second of jitter.
    AfterReset(f64),
}

impl Retry {
    /// How to go on after a response outside 2xx. `header` looks up by lower-case name; `reset` is the
    /// rate limit's, in seconds; `retry_after` is the delay that this header asks for.
    pub(crate) fn after_response<'a>(
        status: u16,
        header: impl Fn(&str) -> Option<&'a str>,
        reset: Option<u32>,
        retry_after: Option<f64>,
    ) -> Self {
        let is_forbidden = header("x-should-retry")
            .is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case("false"));
        if is_forbidden || !matches!(status, 408 | 429 | 500..=599) {
            return Self::Never;
        }
        match status {
            429 => reset.map(milliseconds).or(retry_after).map_or(Self::Backoff, Self::AfterReset),
            503 => retry_after.map_or(Self::Backoff, Self::After),
            _ => Self::Backoff,
        }
    }

    /// The delay after attempt number `attempt` (from 1); `random` is from 0 to 1.
    fn delay(self, attempt: u32, random: f64) -> Option<f64> {
        match self {
            Self::Never => None,
            Self::Backoff => {
                let doublings = attempt.saturating_sub(1).min(16);
                let longest = FIRST_BACKOFF * f64::from(1_u32 << doublings);
                Some(random * longest.min(LONGEST_BACKOFF))
            }
            Self::After(delay) => Some(delay),
            Self::AfterReset(delay) => Some(delay + random * JITTER),
        }
    }
}

/// The delay that a `Retry-After` header asks for, in seconds or as a date; `None` where it is neither.
/// `now` and the `date` that it was parsed as, NaN for none, are in Unix milliseconds.
pub(crate) fn retry_after(value: &str, now: f64, date: f64) -> Option<f64> {
    if let Some(seconds) = first_integer(value) {
        return Some(milliseconds(seconds));
    }
    // Engines parse nonsense such as "-5" as a date; a date that HTTP allows has a time of day.
    (value.bytes().any(|byte| byte == b':') && date.is_finite()).then_some((date - now).max(0.0))
}

fn milliseconds(seconds: u32) -> f64 {
    f64::from(seconds) * 1000.0
}

/// How often and how long a call may try. Times are in milliseconds, infinite for no limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RetryPolicy {
    pub(crate) timeout: f64,
    pub(crate) attempt_timeout: f64,
    pub(crate) max_retries: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { timeout: 30_000.0, attempt_timeout: 10_000.0, max_retries: 2 }
    }
}

impl RetryPolicy {
    /// The delay before the next attempt, after attempt number `attempt` failed with `time_left` until
    /// the deadline; `None` when that failure is final.
    pub(crate) fn delay(
        &self,
        retry: Retry,
        attempt: u32,
        time_left: f64,
        random: f64,
    ) -> Option<f64> {
        let delay = retry.delay(attempt, random)?;
        (attempt <= self.max_retries && delay < time_left).then_some(delay)
    }
}

#[cfg(test)]
#[path = "retry_tests.rs"]
mod tests;
