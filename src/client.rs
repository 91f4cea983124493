//! One call: tries, deadline, abort. Nothing else has anything sent.

use wasm_bindgen::prelude::*;

use crate::answer::{accounts, http_error, rate_limit};
use crate::error::{Error, joined};
use crate::host::{Ended, Head, List, Step, decimal, describe, now, random, read_head, status_of};
use crate::options::Request;
use crate::rate_limit::RateLimit;
use crate::retry::{Limits, Retry};

/// Why a call, or one try of it, ended without accounts.
pub(crate) enum Failure {
    /// The caller's signal: its reason, handed back as it is.
    Aborted(JsValue),
    /// Everything else.
    Error(Error),
}

/// What is told of each answer, as soon as its headers are there.
pub(crate) struct ResponseInfo<'a> {
    pub(crate) status: u16,
    pub(crate) head: &'a Head,
    /// From 1.
    pub(crate) attempt: u32,
    /// From the start of this try to the headers, in milliseconds.
    pub(crate) duration: f64,
    pub(crate) rate_limit: Option<RateLimit>,
}

/// One call, ready to be made.
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request,
    /// When the caller began to wait, in Unix milliseconds.
    pub(crate) started: f64,
    /// A function like `fetch`, or an object that has one as a method.
    pub(crate) fetch: &'a JsValue,
    /// The caller's `AbortSignal`, or `undefined`.
    pub(crate) signal: &'a JsValue,
    pub(crate) on_response: Option<&'a dyn Fn(ResponseInfo<'_>)>,
    pub(crate) in_browser: bool,
}

impl Call<'_> {
    /// Lists the accounts: the very objects that the runtime parsed, checked where they lie.
    pub(crate) async fn list_accounts(&self) -> Result<List, Failure> {
        let limits = &self.request.limits;
        let deadline = self.started + limits.timeout;
        let mut attempt = 1;
        let mut left = deadline - now();
        if left < 0.0 {
            return Err(Failure::Error(self.timed_out("timeout", limits.timeout)));
        }
        loop {
            let (failure, retry) = match self.attempt(attempt, left).await {
                Ok(accounts) => return Ok(accounts),
                Err(failed) => failed,
            };
            left = deadline - now();
            let Some(wait) = limits.wait(retry, attempt, left, random()) else {
                return Err(failure);
            };
            match Step::open(self.signal, wait).sleep().await {
                Err(Ended::TimedOut) => {}
                Err(Ended::Aborted(reason) | Ended::Deaf(reason)) => {
                    return Err(Failure::Aborted(reason));
                }
                _ => return Err(failure),
            }
            left = deadline - now();
            if left < 0.0 {
                return Err(failure);
            }
            attempt = attempt.saturating_add(1);
        }
    }

    /// One try, of whose call `left` milliseconds are left. A failure says what it means for the
    /// next one.
    async fn attempt(&self, attempt: u32, left: f64) -> Result<List, (Failure, Retry)> {
        let started = now();
        let failed = |ended| self.failed(ended, attempt, left);
        let step = Step::open(self.signal, self.request.limits.attempt_timeout.min(left));
        let sent = step.send(self.fetch, &self.request.url, &self.request.headers);
        let answer = &sent.await.map_err(failed)?;
        let Ok(status) = u16::try_from(status_of(answer)) else {
            let error = self.network(&JsError::new("fetch returned no Response").into());
            return Err((Failure::Error(error), Retry::Never));
        };
        let is_success = (200..300).contains(&status);
        let head = (!is_success || self.on_response.is_some())
            .then(|| read_head(answer, &self.request.secrets));
        if let (Some(head), Some(on_response)) = (&head, self.on_response) {
            let duration = (now() - started).max(0.0);
            let rate_limit = rate_limit(head);
            on_response(ResponseInfo { status, head, attempt, duration, rate_limit });
        }
        let text = step.text(answer).await;
        match head.filter(|_| !is_success) {
            None => accounts(&text.map_err(failed)?)
                .map_err(|error| (Failure::Error(error), Retry::Never)),
            Some(head) => {
                // The status says more than the reason why the rest of the answer is missing.
                let text = match text {
                    Ok(text) => text,
                    Err(Ended::Aborted(reason)) => {
                        return Err((Failure::Aborted(reason), Retry::Never));
                    }
                    Err(_) => JsValue::UNDEFINED,
                };
                let (error, retry) = http_error(status, &head, &text, self.request);
                Err((Failure::Error(error), retry))
            }
        }
    }

    fn failed(&self, ended: Ended, attempt: u32, left: f64) -> (Failure, Retry) {
        let Limits { timeout, attempt_timeout, .. } = self.request.limits;
        let (error, retry) = match ended {
            Ended::Failed(cause) => (self.network(&cause), Retry::Backoff),
            Ended::TimedOut if left <= attempt_timeout => {
                (self.timed_out("timeout", timeout), Retry::Never)
            }
            Ended::TimedOut => (self.timed_out("attemptTimeout", attempt_timeout), Retry::Backoff),
            // Nothing was sent yet.
            Ended::Deaf(_) if attempt == 1 => {
                (Error::invalid("signal", "listening to `signal` threw"), Retry::Never)
            }
            Ended::Aborted(reason) | Ended::Deaf(reason) => {
                return (Failure::Aborted(reason), Retry::Never);
            }
        };
        (Failure::Error(error), retry)
    }

    fn timed_out(&self, option: &str, timeout: f64) -> Error {
        let host = &self.request.host;
        let time = &decimal(timeout);
        Error::Timeout {
            message: joined(&[
                "no complete answer from ",
                host,
                " within ",
                time,
                " ms (`",
                option,
                "`)",
            ]),
            timeout,
        }
    }

    /// What `fetch` threw, as an error that shows no secret and says what it can.
    fn network(&self, thrown: &JsValue) -> Error {
        let thrown = describe(thrown, &self.request.secrets);
        let hint = if self.in_browser {
            " (in a page, CORS or the page's Content-Security-Policy may have refused it)"
        } else {
            ""
        };
        Error::Network {
            message: joined(&[
                "no answer from ",
                &self.request.host,
                ": ",
                &thrown.message(),
                hint,
            ]),
            cause: thrown.value(),
        }
    }
}
