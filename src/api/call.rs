//! One call of the Rust API: tries, deadline, abort, as src/entry/call.js makes those of the npm package.

use wasm_bindgen::prelude::*;

use crate::api::host::{
    Ended, Head, Step, causes, describe, first_of, from_js, hold, now, parse_json, random,
    read_error_body, read_head, status_of,
};
use crate::api::{Error, HttpError};
use crate::model::{Account, check_accounts};
use crate::options::Request;
use crate::rate_limit::RateLimit;
use crate::verdict::{Answer, Failed, Try, Verdict, header};

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

/// A failed try: the error, and after how many milliseconds another one may help.
struct Failure {
    error: Error,
    wait: Option<f64>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, wait: None }
    }
}

impl Call<'_> {
    pub(crate) async fn list_accounts(&self) -> Result<Vec<Account>, Error> {
        let mut attempt = 1;
        let mut left = self.left();
        if left < 0.0 {
            return Err(self.ended(Ended::TimedOut, attempt, left).error);
        }
        loop {
            let Failure { error, wait } = match self.attempt(attempt, left).await {
                Ok(accounts) => return Ok(accounts),
                Err(failure) => failure,
            };
            let Some(wait) = wait else { return Err(error) };
            match Step::open(self.signal, wait).sleep().await {
                Err(Ended::TimedOut) => {}
                Err(Ended::Aborted(reason) | Ended::Deaf(reason)) => return Err(aborted(&reason)),
                _ => return Err(error),
            }
            left = self.left();
            if left < 0.0 {
                return Err(error);
            }
            attempt = attempt.saturating_add(1);
        }
    }

    /// What is left of the call's time, in milliseconds.
    fn left(&self) -> f64 {
        self.started + self.request.limits.timeout - now()
    }

    /// One try, of whose call so much is left.
    async fn attempt(&self, attempt: u32, left: f64) -> Result<Vec<Account>, Failure> {
        let started = now();
        let failed = |ended| self.ended(ended, attempt, left);
        let step = Step::open(self.signal, self.request.limits.attempt_timeout.min(left));
        let sent = step.send(self.fetch, &self.request.url, &self.request.headers);
        let answer = &sent.await.map_err(failed)?;
        let Ok(status) = u16::try_from(status_of(answer)) else {
            let cause = JsError::new("fetch returned no Response").into();
            return Err(self.network(cause, |said| Failed::NoResponse(said), attempt, left));
        };
        let is_success = (200..300).contains(&status);
        if is_success && self.on_response.is_none() {
            return accounts(&step.text(answer).await.map_err(failed)?);
        }
        let answered = now();
        let head = read_head(answer, &self.request.secrets);
        let lines = head.lines();
        let rate_limit =
            || RateLimit::read(|name| header(&lines, name), (answered / 1000.0) as u32);
        if let Some(on_response) = self.on_response {
            let duration = (answered - started).max(0.0);
            let rate_limit = rate_limit();
            on_response(ResponseInfo { status, head: &head, attempt, duration, rate_limit });
        }
        let text = step.text(answer).await;
        if is_success {
            return accounts(&text.map_err(failed)?);
        }
        // The status says more than the reason why the rest of the answer is missing.
        let text = match text {
            Ok(text) => text,
            Err(Ended::Aborted(reason)) => return Err(aborted(&reason).into()),
            Err(_) => JsValue::UNDEFINED,
        };
        let body = read_error_body(&text, &self.request.secrets);
        let rate_limit = rate_limit();
        let said = body.said();
        let failed = Failed::Status(Answer {
            status,
            head: &lines,
            said: &said,
            reset: rate_limit.as_ref().and_then(|limit| limit.reset),
            now: answered,
            retry_after: head.retry_after(),
        });
        let Verdict { message, wait, .. } = self.judge(&failed, attempt, left);
        let error = HttpError::new(
            status,
            from_js(&body.errors()).unwrap_or_default(),
            from_js(&head.shown()).unwrap_or_default(),
            rate_limit,
            body.body().as_string(),
            &message,
        );
        Err(Failure { error: Error::Http(Box::new(error)), wait })
    }

    fn ended(&self, ended: Ended, attempt: u32, left_before: f64) -> Failure {
        match ended {
            Ended::Failed(cause) => {
                self.network(cause, |said| Failed::Network(said), attempt, left_before)
            }
            Ended::TimedOut => {
                let Verdict { message, timeout, wait } =
                    self.judge(&Failed::TimedOut, attempt, left_before);
                Failure { error: Error::timed_out(&message, timeout.unwrap_or_default()), wait }
            }
            // Nothing was sent yet.
            Ended::Deaf(_) if attempt == 1 => {
                Error::refused("signal", "listening to `signal` threw").into()
            }
            Ended::Aborted(reason) | Ended::Deaf(reason) => aborted(&reason).into(),
        }
    }

    /// What `fetch` threw, as an error that shows no secret and says what it can.
    fn network(
        &self,
        thrown: JsValue,
        failed: for<'a> fn(&'a str) -> Failed<'a>,
        attempt: u32,
        left_before: f64,
    ) -> Failure {
        let thrown = describe(&thrown, &self.request.secrets);
        let said = thrown.message();
        let Verdict { message, wait, .. } = self.judge(&failed(&said), attempt, left_before);
        Failure { error: Error::Network { message, causes: causes(&thrown.value()) }, wait }
    }

    fn judge(&self, failed: &Failed<'_>, attempt: u32, left_before: f64) -> Verdict {
        let Request { host, asker, limits, .. } = self.request;
        let written = [limits.timeout.to_string(), limits.attempt_timeout.to_string()];
        Try {
            host,
            asker: *asker,
            in_browser: self.in_browser,
            limits: *limits,
            written: written.each_ref().map(String::as_str),
            attempt,
            left_before,
            left: self.left(),
            random: random(),
        }
        .judge(failed)
    }
}

fn accounts(text: &JsValue) -> Result<Vec<Account>, Failure> {
    let answer = parse_json(text);
    hold(&answer);
    let checked = check_accounts(first_of(text));
    hold(&JsValue::UNDEFINED);
    checked.map_err(Error::from)?;
    Ok(accounts_of(&answer).ok_or_else(Error::too_deep)?)
}

/// A list of one, of the bare account.
fn accounts_of(answer: &JsValue) -> Option<Vec<Account>> {
    if answer.is_array() { from_js(answer) } else { Some(vec![from_js(answer)?]) }
}

fn aborted(reason: &JsValue) -> Error {
    Error::Aborted { reason: causes(reason) }
}
