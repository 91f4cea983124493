//! The Rust API as a program outside the crate uses it, in Node and in Chromium.
#![cfg(target_family = "wasm")]
#![expect(clippy::panic, reason = "a test fails by it")]

mod abort;
mod responses;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use datadog_llm_accounts::{Account, Error, Options, Site, list_accounts};
use js_sys::Function;
use wasm_bindgen_test::wasm_bindgen_test;

/// Options whose `fetch` is the body of this JavaScript function.
fn fetching(fetch: &str) -> Options {
    Options::new()
        .api_key("SECRET-api")
        .app_key("SECRET-app")
        .fetch(Function::new_with_args("url, init", fetch))
        .max_retries(0)
        .dangerously_allow_browser(true)
}

/// The outcome of a call in one line.
async fn outcome(integration: &str, options: &Options) -> String {
    shown(list_accounts(integration, options).await)
}

fn shown(outcome: Result<Vec<Account>, Error>) -> String {
    match outcome {
        Ok(accounts) => format!("{} accounts", accounts.len()),
        Err(error) => {
            assert!(!format!("{error:?}").contains("SECRET"), "{error:?}");
            format!("{}: {error}", error.code())
        }
    }
}

#[wasm_bindgen_test]
async fn a_request_is_one_get_to_the_site() {
    let options = fetching(
        "const { method, redirect, headers } = init;
        const sent = [...new Headers(headers)].map((header) => header.join(': '));
        throw [method, url, redirect, ...sent].join(' | ').replaceAll('SECRET', 'sent')",
    );
    let pasted = |text: &str| format!("\u{feff}\u{a0} {text}\n\u{b}");
    let options = options.api_key(pasted("SECRET-api")).site(pasted(Site::EU1.as_str()));
    let options = options.headers([("X-Team", "green")]);
    let outcome = outcome("a b", &options).await;
    let url = "https://api.datadoghq.eu/api/v2/llm-obs/v1/integrations/a%20b/accounts";
    let headers = "accept: application/json | dd-api-key: sent-api | dd-application-key: sent-app";
    let sent = format!("GET | {url} | manual | {headers} | x-team: [redacted]");
    let expected = format!("network: no response from api.datadoghq.eu: {sent}");
    assert!(outcome.starts_with(&expected), "{outcome}");
}

#[wasm_bindgen_test]
async fn an_invalid_argument_has_its_name_in_rust() {
    let valid = || fetching("throw 'it was sent'");
    let anonymous = || Options::new().fetch(Function::new_no_args("throw 'it was sent'"));
    let rejected = async |integration, options: Options| match list_accounts(integration, &options)
        .await
    {
        Err(Error::InvalidArgument { argument, message, .. }) => format!("{argument}: {message}"),
        other => shown(other),
    };
    for (integration, options, expected) in [
        ("", valid(), "integration: `integration` must not be empty"),
        (
            "openai",
            anonymous(),
            "api_key: credentials are missing: pass `api_key` and `app_key`, or `access_token`, or \
             the `base_url` of an edge function that holds the keys",
        ),
        (
            "openai",
            anonymous().api_key("SECRET"),
            "app_key: `app_key` is missing: Datadog requires both keys",
        ),
        (
            "openai",
            valid().access_token("SECRET"),
            "access_token: `access_token` must not be combined with `api_key` and `app_key`",
        ),
        (
            "openai",
            valid().site("https://app.datadoghq.eu"),
            "site: `site` must be a bare host such as \"datadoghq.eu\", not a URL",
        ),
        ("openai", valid().base_url(""), "base_url: `base_url` must not be empty"),
        (
            "openai",
            valid().base_url("http://proxy.example"),
            "base_url: `base_url` must use https: http: would send secrets unencrypted",
        ),
        (
            "openai",
            valid().base_url("https://a.example/?b"),
            "base_url: `base_url` must not have a query or a fragment",
        ),
        (
            "openai",
            valid().headers([("a b", "SECRET")]),
            "headers: `headers` contains an invalid header name",
        ),
        (
            "openai",
            valid().fetch(7),
            "fetch: `fetch` must be a function or an object with a `fetch` method",
        ),
        (
            "openai",
            valid().timeout(Duration::ZERO),
            "timeout: `timeout` must be a positive number of milliseconds",
        ),
        (
            "openai",
            valid().attempt_timeout(Duration::ZERO),
            "attempt_timeout: `attempt_timeout` must be a positive number of milliseconds",
        ),
        (
            "openai",
            valid().max_retries(11),
            "max_retries: `max_retries` must be an integer from 0 to 10",
        ),
    ] {
        assert_eq!(rejected(integration, options).await, expected);
    }
}

#[wasm_bindgen_test]
async fn every_response_is_reported() {
    let options = fetching(
        "this.calls = (this.calls ?? 0) + 1;
        const headers = { 'X-RateLimit-Reset': '0', 'X-Echo': init.headers['DD-API-KEY'] };
        return new Response('[]', { status: this.calls === 1 ? 503 : 200, headers })",
    );
    let seen = Rc::new(RefCell::new(vec![]));
    let options = options.max_retries(1).on_response({
        let seen = Rc::clone(&seen);
        move |response| seen.borrow_mut().push(response.clone())
    });
    assert_eq!(outcome("openai", &options).await, "0 accounts");
    let seen = seen.borrow();
    let numbers: Vec<_> = seen.iter().map(|info| (info.attempt, info.status)).collect();
    assert_eq!(numbers, [(1, 503), (2, 200)]);
    for info in seen.iter() {
        assert!(info.duration < Duration::from_secs(60));
        assert_eq!(info.rate_limit.as_ref().and_then(|limit| limit.reset), Some(0));
        assert!(!format!("{info:?}").contains("SECRET"));
    }
}

#[wasm_bindgen_test]
async fn an_http_error_has_the_delay_of_its_retry_after_header() {
    for (value, expected) in [("7", Some(Duration::from_secs(7))), ("soon", None)] {
        let init = format!("{{ status: 429, headers: {{ 'Retry-After': '{value}' }} }}");
        let options = fetching(&format!("return new Response('', {init})"));
        let outcome = list_accounts("openai", &options).await;
        let Err(Error::Http(error)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(error.retry_after, expected);
    }
}

#[wasm_bindgen_test]
async fn a_network_error_has_the_causes_of_what_fetch_threw() {
    let options = fetching(
        "const last = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
        const cause = Object.assign(new Error('refused SECRET-api', { cause: last }), { code: 'E_X' });
        throw new TypeError('fetch failed', { cause })",
    );
    let Err(Error::Network { message, causes, .. }) = list_accounts("openai", &options).await
    else {
        panic!("not a network error");
    };
    let start = "no response from api.datadoghq.com: fetch failed: refused [redacted]";
    assert!(message.starts_with(start), "{message}");
    let causes: Vec<_> = causes
        .iter()
        .map(|it| (it.name.as_deref(), it.code.as_deref(), it.message.as_str()))
        .collect();
    assert_eq!(
        causes,
        [
            (Some("TypeError"), None, "fetch failed"),
            (Some("Error"), Some("E_X"), "refused [redacted]"),
            // Node's has no message.
            (Some("AggregateError"), Some("ECONNREFUSED"), "ECONNREFUSED"),
        ]
    );
}

#[wasm_bindgen_test]
async fn a_time_limit_that_passes_is_a_timeout() {
    let stalled = || fetching("return new Promise(() => {})");
    let limit = Duration::from_millis(20);
    for (options, option) in [
        (stalled().timeout(limit), "timeout"),
        (stalled().attempt_timeout(limit), "attempt_timeout"),
        (stalled().attempt_timeout(limit).timeout(None), "attempt_timeout"),
    ] {
        let outcome = list_accounts("openai", &options).await;
        let Err(Error::Timeout { timeout, .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(timeout, limit);
        assert_eq!(
            shown(outcome),
            format!(
                "timeout: no complete response from api.datadoghq.com within 20 ms (`{option}`)"
            )
        );
    }
}

#[wasm_bindgen_test]
async fn fetch_can_be_an_object_with_that_method() {
    let binding = js_sys::Object::new();
    let fetch = Function::new_no_args("return this.response");
    let response = Function::new_no_args("return new Response('[]')").call0(&binding);
    _ = js_sys::Reflect::set(&binding, &"response".into(), &response.unwrap_or_default());
    _ = js_sys::Reflect::set(&binding, &"fetch".into(), &fetch);
    assert_eq!(outcome("openai", &fetching("").fetch(binding)).await, "0 accounts");
}
