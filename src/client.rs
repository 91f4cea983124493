//! One call: tries, deadline, abort. Nothing else has anything sent.

use gloo_net::http::Headers;
use js_sys::{Array, Date, Math};
use wasm_bindgen::prelude::*;

use crate::answer::{Head, accounts, http_error};
use crate::error::Error;
use crate::host::{Ended, Step, status};
use crate::options::Request;
use crate::rate_limit::RateLimit;
use crate::retry::{Limits, Retry};
use crate::thrown::{Thrown, text_of};

/// Why a call ended without accounts.
pub(crate) enum Failure {
    /// The caller's signal: its reason, handed back as it is.
    Aborted(JsValue),
    /// Everything else.
    Error(Error),
}

/// What is told of each answer, as soon as its headers are there.
pub(crate) struct ResponseInfo<'a> {
    pub(crate) status: u16,
    pub(crate) headers: &'a JsValue,
    /// From 1.
    pub(crate) attempt: u32,
    /// From the start of this try to the headers, in milliseconds.
    pub(crate) duration: f64,
    pub(crate) rate_limit: Option<&'a RateLimit>,
}

/// One call, ready to be made.
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request,
    /// A function like `fetch`, or an object that has one as a method.
    pub(crate) fetch: &'a JsValue,
    /// The caller's `AbortSignal`, or `undefined`.
    pub(crate) signal: &'a JsValue,
    pub(crate) on_response: Option<&'a dyn Fn(&ResponseInfo<'_>)>,
    pub(crate) in_browser: bool,
}

impl Call<'_> {
    /// Lists the accounts: the very objects that the runtime parsed, checked where they lie.
    pub(crate) async fn list_accounts(&self) -> Result<Array, Failure> {
        let limits = &self.request.limits;
        let deadline = Date::now() + limits.timeout;
        let mut attempt = 1;
        loop {
            let (error, retry) = match self.attempt(attempt, deadline - Date::now()).await {
                Ok(accounts) => return Ok(accounts),
                Err(Failed::Aborted(reason)) => return Err(Failure::Aborted(reason)),
                Err(Failed::Error(error, retry)) => (error, retry),
            };
            let left = deadline - Date::now();
            let Some(wait) = limits.wait(retry, attempt, left, Math::random()) else {
                return Err(Failure::Error(error));
            };
            match Step::open(self.signal, wait).sleep().await {
                Err(Ended::TimedOut) => {}
                Err(Ended::Aborted(reason)) => return Err(Failure::Aborted(reason)),
                _ => return Err(Failure::Error(error)),
            }
            attempt = attempt.saturating_add(1);
        }
    }

    /// One try, of whose call `left` milliseconds are left.
    async fn attempt(&self, attempt: u32, left: f64) -> Result<Array, Failed> {
        let started = Date::now();
        let limit = self.request.limits.attempt_timeout.min(left);
        let failed = |ended| self.failed(ended, left);
        let step = Step::open(self.signal, limit);

        // `Headers` traps on an invalid value: `Request` holds valid ones only.
        let headers = Headers::new();
        for (name, value) in &self.request.headers {
            headers.append(name, value);
        }
        let headers = headers.into_raw();
        let sent = step.send(self.fetch, &self.request.url, &headers);
        let answer = &sent.await.map_err(failed)?;
        let Ok(status) = u16::try_from(status(answer)) else {
            let error = self.network(JsError::new("fetch returned no Response").into());
            return Err(Failed::Error(error, Retry::Never));
        };
        let mut head = None;
        if self.on_response.is_some() || !(200..300).contains(&status) {
            let read = Head::read(answer, &self.request.secrets);
            if let Some(on_response) = self.on_response {
                on_response(&ResponseInfo {
                    status,
                    headers: &read.shown(&self.request.secrets),
                    attempt,
                    duration: (Date::now() - started).max(0.0),
                    rate_limit: read.rate_limit.as_ref(),
                });
            }
            head = Some(read);
        }
        let text = step.text(answer).await;
        match head.filter(|_| !(200..300).contains(&status)) {
            None => {
                accounts(&text.map_err(failed)?).map_err(|error| Failed::Error(error, Retry::Never))
            }
            Some(head) => {
                // The status says more than the reason why the rest of the answer is missing.
                let text = match text {
                    Ok(text) if text.is_string() => text,
                    Err(Ended::Aborted(reason)) => return Err(Failed::Aborted(reason)),
                    _ => JsValue::UNDEFINED,
                };
                let (error, retry) = http_error(status, &head, &text, self.request);
                Err(Failed::Error(error, retry))
            }
        }
    }

    fn failed(&self, ended: Ended, left: f64) -> Failed {
        match ended {
            Ended::Aborted(reason) => Failed::Aborted(reason),
            Ended::Failed(cause) => Failed::Error(self.network(cause), Retry::Backoff),
            Ended::TimedOut => {
                let Limits { timeout, attempt_timeout, .. } = self.request.limits;
                if left <= attempt_timeout {
                    Failed::Error(self.timed_out("timeout", timeout), Retry::Never)
                } else {
                    let error = self.timed_out("attemptTimeout", attempt_timeout);
                    Failed::Error(error, Retry::Backoff)
                }
            }
            Ended::Deaf => {
                let error = Error::invalid("signal", "listening to `signal` threw");
                Failed::Error(error, Retry::Never)
            }
        }
    }

    fn timed_out(&self, option: &str, timeout: f64) -> Error {
        // Written out by the engine: Rust's way to write a float is large.
        let milliseconds = text_of(&timeout.into()).unwrap_or_default();
        let host = &self.request.host;
        Error::Timeout {
            message: [
                "no complete answer from ",
                host,
                " within ",
                &milliseconds,
                " ms (`",
                option,
                "`)",
            ]
            .concat(),
            timeout,
        }
    }

    /// What `fetch` threw, as an error that shows no secret and says what it can.
    fn network(&self, cause: JsValue) -> Error {
        let Request { host, secrets, .. } = self.request;
        let thrown = Thrown::describe(cause, secrets);
        let hint = if self.in_browser {
            " (in a page, CORS or the page's Content-Security-Policy may have refused it)"
        } else {
            ""
        };
        Error::Network {
            message: ["no answer from ", host, ": ", &thrown.text, hint].concat(),
            cause: thrown.value,
        }
    }
}

/// Why a try brought no accounts, and what that means for the next one.
enum Failed {
    Aborted(JsValue),
    Error(Error, Retry),
}
