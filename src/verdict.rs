//! What a failed try means: what is said of it, and whether another one may help. Pure: nothing here
//! touches JavaScript.

use alloc::string::String;

use crate::error::{joined, push_decimal};
use crate::options::{Asker, part};
use crate::retry::{Limits, Retry};

/// One try of a call, when it has failed.
pub(crate) struct Try<'a> {
    pub(crate) host: &'a str,
    pub(crate) asker: Asker,
    pub(crate) in_browser: bool,
    pub(crate) limits: Limits,
    /// The call's time and that of a try as decimal numbers: Rust's own way to write a float is large.
    pub(crate) written: [&'a str; 2],
    /// From 1.
    pub(crate) attempt: u32,
    /// What was left of the call's time when the try began, in milliseconds.
    pub(crate) left_before: f64,
    /// What is left of it now.
    pub(crate) left: f64,
    /// From 0 to 1.
    pub(crate) random: f64,
}

/// How it failed.
pub(crate) enum Failed<'a> {
    /// An answer outside 2xx.
    Status(Answer<'a>),
    /// No answer, or it broke off: what the runtime said.
    Network(&'a str),
    /// What `fetch` returned is no answer.
    NoResponse(&'a str),
    /// Its time was up, or that of the whole call.
    TimedOut,
}

/// What is known of an answer outside 2xx.
pub(crate) struct Answer<'a> {
    /// 0 where a browser hides a redirect.
    pub(crate) status: u16,
    /// Its headers: lower-case names and values, a line each.
    pub(crate) head: &'a str,
    /// The texts of Datadog's first error.
    pub(crate) said: &'a str,
    /// When the rate limit resets, in seconds.
    pub(crate) reset: Option<u32>,
    /// The time of the answer, and of the date in `Retry-After` (NaN without one), in Unix milliseconds.
    pub(crate) now: f64,
    pub(crate) retry_after: f64,
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) message: String,
    /// The time that passed, in milliseconds.
    pub(crate) timeout: Option<f64>,
    /// After how many milliseconds to try again; the failure is the last word otherwise.
    pub(crate) wait: Option<f64>,
}

impl Try<'_> {
    pub(crate) fn judge(&self, failed: &Failed<'_>) -> Verdict {
        let mut timeout = None;
        let (message, retry) = match *failed {
            Failed::Status(ref answer) => (self.status_message(answer), answer.retry()),
            Failed::Network(said) => (self.network_message(said), Retry::Backoff),
            Failed::NoResponse(said) => (self.network_message(said), Retry::Never),
            Failed::TimedOut => {
                let Limits { timeout: whole, attempt_timeout, .. } = self.limits;
                let [whole_written, attempt_written] = self.written;
                let (option, time, within, retry) = if self.left_before <= attempt_timeout {
                    ("timeout", whole, whole_written, Retry::Never)
                } else {
                    ("attemptTimeout", attempt_timeout, attempt_written, Retry::Backoff)
                };
                timeout = Some(time);
                let parts = [
                    "no complete answer from ",
                    self.host,
                    " within ",
                    within,
                    " ms (`",
                    option,
                    "`)",
                ];
                (joined(&parts), retry)
            }
        };
        let wait = self.limits.wait(retry, self.attempt, self.left, self.random);
        Verdict { message, timeout, wait }
    }

    fn network_message(&self, said: &str) -> String {
        let hint = if self.in_browser {
            " (in a page, CORS or the page's Content-Security-Policy may have refused it)"
        } else {
            ""
        };
        joined(&["no answer from ", self.host, ": ", said, hint])
    }

    fn status_message(&self, answer: &Answer<'_>) -> String {
        let mut message = joined(&[self.host, " answered "]);
        match answer.status {
            0 => message.push_str("with a redirect"),
            status => push_decimal(&mut message, status.into()),
        }
        message.push_str(match answer.status {
            0 => ", which is never followed",
            301 | 302 | 303 | 307 | 308 => ", a redirect, which is never followed",
            _ => "",
        });
        if !answer.said.is_empty() {
            message.push_str(": ");
            message.push_str(answer.said);
        }
        message.push_str(match (answer.status, self.asker) {
            (401, Asker::Keys) => " (check both keys, and that `site` is the one they belong to)",
            (403, Asker::Keys) => {
                " (check that the application key may read LLM Observability, and that `site` is \
                 the one it belongs to)"
            }
            (401 | 403, Asker::Token) => " (check that `accessToken` is valid and may read this)",
            (401 | 403, Asker::Nobody) => " (it may want an `accessToken`)",
            _ => "",
        });
        if let (429, Some(reset)) = (answer.status, answer.reset) {
            message.push_str(" (the limit resets in ");
            push_decimal(&mut message, reset);
            message.push_str(" s)");
        }
        message
    }
}

impl Answer<'_> {
    fn retry(&self) -> Retry {
        let header = |name: &str| header(self.head, name);
        Retry::advised(self.status, header, self.reset, self.now, self.retry_after)
    }
}

/// The value of a header, of names and values, a line each.
pub(crate) fn header<'a>(mut head: &'a str, name: &str) -> Option<&'a str> {
    loop {
        let (found, rest) = part(head, b'\n')?;
        let (value, rest) = part(rest, b'\n')?;
        if found == name {
            return Some(value);
        }
        head = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(asker: Asker) -> Try<'static> {
        Try {
            host: "api.datadoghq.eu",
            asker,
            in_browser: false,
            limits: Limits::default(),
            written: ["30000", "10000"],
            attempt: 1,
            left_before: 30_000.0,
            left: 25_000.0,
            random: 0.5,
        }
    }

    fn answer(status: u16, said: &'static str, reset: Option<u32>) -> Failed<'static> {
        let head = "content-type\ntext/html\nretry-after\n3";
        Failed::Status(Answer { status, head, said, reset, now: 0.0, retry_after: f64::NAN })
    }

    #[test]
    fn a_message_says_who_what_and_the_next_step() {
        for (status, asker, text, reset, rest) in [
            (500, Asker::Keys, "", None, "500"),
            (
                401,
                Asker::Keys,
                "Unauthorized: No key",
                None,
                "401: Unauthorized: No key (check both keys, and that `site` is the one they belong to)",
            ),
            (
                403,
                Asker::Keys,
                "Forbidden",
                None,
                "403: Forbidden (check that the application key may read LLM Observability, and that \
                 `site` is the one it belongs to)",
            ),
            (
                401,
                Asker::Token,
                "",
                None,
                "401 (check that `accessToken` is valid and may read this)",
            ),
            (
                403,
                Asker::Token,
                "",
                None,
                "403 (check that `accessToken` is valid and may read this)",
            ),
            (401, Asker::Nobody, "", None, "401 (it may want an `accessToken`)"),
            (403, Asker::Nobody, "", None, "403 (it may want an `accessToken`)"),
            (
                429,
                Asker::Token,
                "Too many requests",
                Some(7),
                "429: Too many requests (the limit resets in 7 s)",
            ),
            (429, Asker::Token, "", None, "429"),
            (302, Asker::Keys, "", None, "302, a redirect, which is never followed"),
            (308, Asker::Keys, "", None, "308, a redirect, which is never followed"),
            (0, Asker::Keys, "", None, "with a redirect, which is never followed"),
            (304, Asker::Keys, "", None, "304"),
        ] {
            let verdict = tried(asker).judge(&answer(status, text, reset));
            assert_eq!(verdict.message, format!("api.datadoghq.eu answered {rest}"));
            assert_eq!(verdict.timeout, None);
        }
    }

    #[test]
    fn what_may_pass_is_worth_a_wait_that_the_call_has_time_for() {
        let wait = |failed, left| Try { left, ..tried(Asker::Keys) }.judge(&failed).wait;
        assert_eq!(wait(answer(500, "", None), 25_000.0), Some(250.0));
        assert_eq!(wait(answer(503, "", None), 25_000.0), Some(3000.0));
        assert_eq!(wait(answer(429, "", Some(7)), 25_000.0), Some(7500.0));
        assert_eq!(wait(answer(429, "", Some(7)), 7500.0), None);
        assert_eq!(wait(answer(404, "", None), 25_000.0), None);
        assert_eq!(wait(Failed::Network("refused"), 25_000.0), Some(250.0));
        assert_eq!(wait(Failed::NoResponse("fetch returned no Response"), 25_000.0), None);
    }

    #[test]
    fn a_network_failure_says_what_may_be_behind_it_in_a_page() {
        let failed = Failed::Network("Failed to fetch");
        let message = |in_browser| Try { in_browser, ..tried(Asker::Keys) }.judge(&failed).message;
        assert_eq!(message(false), "no answer from api.datadoghq.eu: Failed to fetch");
        assert_eq!(
            message(true),
            "no answer from api.datadoghq.eu: Failed to fetch (in a page, CORS or the page's \
             Content-Security-Policy may have refused it)"
        );
    }

    #[test]
    fn a_timeout_is_the_calls_or_that_of_a_try() {
        let timed_out = |left_before| {
            let verdict = Try { left_before, ..tried(Asker::Keys) }.judge(&Failed::TimedOut);
            (verdict.message, verdict.timeout, verdict.wait)
        };
        assert_eq!(
            timed_out(30_000.0),
            (
                "no complete answer from api.datadoghq.eu within 10000 ms (`attemptTimeout`)"
                    .to_owned(),
                Some(10_000.0),
                Some(250.0)
            )
        );
        assert_eq!(
            timed_out(10_000.0),
            (
                "no complete answer from api.datadoghq.eu within 30000 ms (`timeout`)".to_owned(),
                Some(30_000.0),
                None
            )
        );
    }

    #[test]
    fn a_header_is_found_by_its_name_alone() {
        let head = "a\n1\nb\n\nc\nb\na\n2\nlast\n";
        for (name, value) in [
            ("a", Some("1")),
            ("b", Some("")),
            ("c", Some("b")),
            ("1", None),
            ("last", None),
            ("", None),
        ] {
            assert_eq!(header(head, name), value, "{name}");
        }
        assert_eq!(header("", ""), None);
        assert_eq!(header("alone", "alone"), None);
    }
}
