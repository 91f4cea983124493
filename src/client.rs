//! One call: attempts, deadline, abort. The only file that sends.
//!
//! gloo-net's `RequestBuilder` and `send` are not used: `send` never settles where `fetch` throws
//! synchronously, rejects with something that is not an `Error` or returns something that is not a
//! `Response`, and mocks and polyfills of `fetch` do not understand a `Request`. So `fetch` is called
//! as people call it, with a URL and a plain object.

use std::time::Duration;

use js_sys::Array;
use js_sys::futures::JsFuture;
use wasm_bindgen::JsValue;

use crate::check::parse_accounts;
use crate::error::{Error, InvalidArgument};
use crate::failure::Failure;
use crate::from_js::from_json;
use crate::model::Account;
use crate::options::Options;
use crate::platform::{
    Cancellation, Redactor, can_send, in_browser, now, page_origin, random, read_text, resolve_url,
    send,
};
use crate::request::{BaseUrl, Request};
use crate::response::Response;
use crate::retry::{Retry, RetryPolicy};
use crate::to_js::Plain;

/// Lists the accounts that are configured for an LLM integration in Datadog.
///
/// `integration` is one of [`INTEGRATIONS`](crate::INTEGRATIONS), an
/// [`Integration`](crate::Integration), or any other non-empty string, which is sent as one segment of
/// the path. The list is in Datadog's order and may be empty; the endpoint has no pages.
///
/// Nothing happens before the future is polled. Dropping it aborts the request, and leaves no timer and
/// no listener.
///
/// # Errors
///
/// Every failure is an [`Error`]. Failures that another attempt may fix have been retried by then, as
/// described at [`Options::max_retries`]. No key, token or header value that was passed appears in any
/// part of an error.
///
/// A call requires a JavaScript runtime with `fetch`: on other targets than `wasm32-unknown-unknown`
/// everything compiles, and a call ends with [`Error::Network`].
///
/// # Examples
///
/// ```no_run
/// use datadog_llm_accounts::{Account, Error, Integration, Options, list_accounts};
///
/// /// The Vertex AI accounts in a region, through an edge function that holds the keys.
/// async fn accounts_in(region: &str, token: &str) -> Result<Vec<Account>, Error> {
///     let options = Options::new().base_url("/datadog").access_token(token);
///     let accounts = list_accounts(Integration::VERTEX_AI, &options).await?;
///     let is_there = |account: &Account| account.account_region.as_deref() == Some(region);
///     Ok(accounts.into_iter().filter(is_there).collect())
/// }
/// ```
pub async fn list_accounts(
    integration: impl AsRef<str>,
    options: &Options,
) -> Result<Vec<Account>, Error> {
    if !cfg!(target_family = "wasm") {
        let message = "a call requires a JavaScript runtime: build for wasm32-unknown-unknown";
        return Err(Error::Network { message: message.to_owned(), causes: vec![] });
    }
    let accounts = call(integration.as_ref(), options, now()).await?;
    // The accounts match the schema, but an unknown field may nest too deep to be copied.
    from_json(&accounts).ok_or_else(|| Error::Decode {
        path: "$".to_owned(),
        expected: "at most 127 levels",
        found: "more",
    })
}

/// The same call, with the accounts as the engine parsed them. `started` is when the caller began to
/// wait, in Unix milliseconds.
pub(crate) async fn call(
    integration: &str,
    options: &Options,
    started: f64,
) -> Result<Array, Failure> {
    let retry_policy = options.retry_policy()?;
    if !can_send(&options.fetch) {
        return Err(invalid_fetch(&options.fetch).into());
    }
    let base_url = options.base_url.as_deref().map(base_url).transpose()?;
    let call = Call {
        request: Request::new(integration, options, base_url, in_browser())?,
        options,
        deadline: started + retry_policy.timeout,
        retry_policy,
    };
    call.run().await
}

fn invalid_fetch(fetch: &JsValue) -> InvalidArgument {
    let why = if fetch.is_undefined() {
        "is missing: this runtime has no global `fetch`"
    } else {
        "must be a function or an object with a `fetch` method"
    };
    InvalidArgument::new("fetch", why)
}

fn base_url(text: &str) -> Result<BaseUrl, InvalidArgument> {
    if text.is_empty() {
        return Err(InvalidArgument::new("baseUrl", "must not be empty"));
    }
    match resolve_url(text) {
        Some(href) => BaseUrl::new(&href, page_origin().as_deref()),
        None => {
            Err(InvalidArgument::new("baseUrl", "must be a valid URL, and absolute outside a page"))
        }
    }
}

/// One call, ready to run.
struct Call<'a> {
    request: Request<'a>,
    options: &'a Options,
    retry_policy: RetryPolicy,
    /// In Unix milliseconds; infinite for none.
    deadline: f64,
}

/// A failed attempt, and whether another one may help.
struct FailedAttempt {
    failure: Failure,
    retry: Retry,
}

impl<T: Into<Failure>> From<T> for FailedAttempt {
    fn from(failure: T) -> Self {
        Self { failure: failure.into(), retry: Retry::Never }
    }
}

impl Call<'_> {
    async fn run(&self) -> Result<Array, Failure> {
        let mut number = 1;
        let mut time_left = self.time_left();
        if time_left < 0.0 {
            return Err(self.timed_out(time_left).failure);
        }
        loop {
            let failed = match self.attempt(number, time_left).await {
                Ok(accounts) => return Ok(accounts),
                Err(failed) => failed,
            };
            let delay = self.retry_policy.delay(failed.retry, number, self.time_left(), random());
            let Some(delay) = delay else { return Err(failed.failure) };
            Step::begin(&self.options.signal, delay)?.sleep().await?;
            time_left = self.time_left();
            if time_left < 0.0 {
                return Err(failed.failure);
            }
            number = number.saturating_add(1);
        }
    }

    /// Until the deadline, in milliseconds.
    fn time_left(&self) -> f64 {
        self.deadline - now()
    }

    /// Attempt `number` (from 1), with so much time left until the deadline.
    async fn attempt(&self, number: u32, time_left: f64) -> Result<Array, FailedAttempt> {
        let started = now();
        let limit = self.retry_policy.attempt_timeout.min(time_left);
        let mut step = Step::begin(&self.options.signal, limit)?;
        let interrupted = |interruption| self.interrupted(interruption, time_left);

        let value = step.race(&self.send(step.cancellation.signal())).await.map_err(interrupted)?;
        let Some(response) = Response::from_js(value) else {
            return Err(
                self.not_readable("`fetch` must return a `status` and `text()` or `json()`")
            );
        };
        if response.body_used() {
            return Err(self.not_readable("the body of the response was already read"));
        }
        let is_success = (200..300).contains(&response.status());
        if is_success && self.options.on_response.is_none() {
            let text = step.race(&read_text(&response.value)).await.map_err(interrupted)?;
            step.complete();
            return Ok(parse_accounts(&text)?);
        }

        let received_at = now();
        let redactor = self.redactor();
        let duration = Duration::from_millis((received_at - started) as u64);
        let head = response.head(number, received_at, duration, &redactor);
        if let Some(on_response) = &self.options.on_response {
            on_response(&head.info);
        }
        let text = step.race(&read_text(&response.value)).await;
        step.complete();
        if is_success {
            return Ok(parse_accounts(&text.map_err(interrupted)?)?);
        }
        let body = match text {
            Ok(text) => text,
            Err(Interruption::Aborted(reason)) => return Err(Failure::Aborted(reason).into()),
            // The status says more than the reason why the body is missing.
            Err(_) => JsValue::UNDEFINED,
        };
        let retry = head.retry;
        let failure = head.into_failure(&body, &redactor, &self.request.destination);
        Err(FailedAttempt { failure: Failure::Http(Box::new(failure)), retry })
    }

    fn send(&self, signal: JsValue) -> JsValue {
        // Nothing else may be set: workerd throws at some of the others, and mocks and polyfills
        // understand these.
        let init = Plain::Object(vec![
            ("method", "GET".into()),
            ("headers", (&self.request.headers).into()),
            ("redirect", "manual".into()),
            ("signal", signal.into()),
        ]);
        send(&self.options.fetch, &self.request.url, &init.to_js())
    }

    fn redactor(&self) -> Redactor {
        Redactor::new(&self.request.headers.secrets)
    }

    fn interrupted(&self, interruption: Interruption, time_left: f64) -> FailedAttempt {
        match interruption {
            Interruption::Aborted(reason) => Failure::Aborted(reason).into(),
            Interruption::TimedOut => self.timed_out(time_left),
            Interruption::Failed(thrown) => {
                let thrown = self.redactor().thrown(&thrown);
                let message = self.request.destination.network_message(&thrown.message());
                let failure = Failure::Network { message, cause: thrown.value() };
                FailedAttempt { failure, retry: Retry::Backoff }
            }
        }
    }

    /// The limit that passed is the call's, where an attempt had less time left than its own limit.
    fn timed_out(&self, time_left: f64) -> FailedAttempt {
        let RetryPolicy { timeout, attempt_timeout, .. } = self.retry_policy;
        let (option, timeout, retry) = if time_left <= attempt_timeout {
            ("timeout", timeout, Retry::Never)
        } else {
            ("attemptTimeout", attempt_timeout, Retry::Backoff)
        };
        let message = self.request.destination.timeout_message(timeout, option);
        FailedAttempt { failure: Failure::Timeout { message, timeout }, retry }
    }

    /// For what `fetch` would return again on another attempt.
    fn not_readable(&self, why: &str) -> FailedAttempt {
        let message = self.request.destination.network_message(why);
        Failure::Network { message, cause: JsValue::UNDEFINED }.into()
    }
}

/// One step of a call, an attempt or a delay, which the caller's signal or a time limit can interrupt.
/// Dropping it removes the timer and the listener, and aborts what is not complete.
struct Step {
    cancellation: Cancellation,
    is_complete: bool,
}

/// Why a step has no result.
enum Interruption {
    /// What was thrown.
    Failed(JsValue),
    TimedOut,
    /// The reason of the caller's signal.
    Aborted(JsValue),
}

impl Step {
    fn begin(signal: &JsValue, milliseconds: f64) -> Result<Self, Failure> {
        let cancellation = Cancellation::new(signal, milliseconds)
            .map_err(|_| InvalidArgument::new("signal", "must be an AbortSignal"))?;
        if cancellation.aborted() {
            return Err(Failure::Aborted(cancellation.reason()));
        }
        Ok(Self { cancellation, is_complete: false })
    }

    /// Waits for what a foreign function returned: a promise or any other value.
    async fn race(&self, value: &JsValue) -> Result<JsValue, Interruption> {
        let outcome = JsFuture::from(self.cancellation.race(value)).await;
        if self.cancellation.aborted() {
            return Err(Interruption::Aborted(self.cancellation.reason()));
        }
        if self.cancellation.timed_out() {
            return Err(Interruption::TimedOut);
        }
        outcome.map_err(Interruption::Failed)
    }

    /// Waits until the time limit passes.
    async fn sleep(mut self) -> Result<(), Failure> {
        _ = JsFuture::from(self.cancellation.ended()).await;
        self.complete();
        match self.cancellation.aborted() {
            true => Err(Failure::Aborted(self.cancellation.reason())),
            false => Ok(()),
        }
    }

    fn complete(&mut self) {
        self.is_complete = true;
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.cancellation.close(self.is_complete);
    }
}

#[cfg(all(test, not(target_family = "wasm")))]
#[path = "client_tests.rs"]
mod tests;
