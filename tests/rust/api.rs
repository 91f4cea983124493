//! The Rust API as a program outside the crate uses it, in Node and in Chromium.
#![cfg(target_family = "wasm")]
#![expect(clippy::panic, reason = "a test fails by it")]

mod answers;
mod dropped;

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

/// What came of a call, in one line.
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
async fn what_is_sent_is_one_get_to_the_site() {
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
    let expected = format!("network: no answer from api.datadoghq.eu: {sent}");
    assert!(outcome.starts_with(&expected), "{outcome}");
}

#[wasm_bindgen_test]
async fn what_is_refused_is_named_as_rust_names_it() {
    let fine = || fetching("throw 'it was sent'");
    let keyless = || Options::new().fetch(Function::new_no_args("throw 'it was sent'"));
    let refused = async |integration, options: Options| match list_accounts(integration, &options)
        .await
    {
        Err(Error::InvalidArgument { argument, message, .. }) => format!("{argument}: {message}"),
        other => shown(other),
    };
    for (integration, options, expected) in [
        ("", fine(), "integration: `integration` is empty"),
        (
            "openai",
            keyless(),
            "api_key: credentials are missing: pass `api_key` and `app_key`, or `access_token`, or \
             the `base_url` of an edge function that holds the keys",
        ),
        (
            "openai",
            keyless().api_key("SECRET"),
            "app_key: `app_key` is missing: Datadog wants both keys",
        ),
        (
            "openai",
            fine().access_token("SECRET"),
            "access_token: `access_token` takes the place of `api_key` and `app_key`: pass one or \
             the other",
        ),
        (
            "openai",
            fine().site("https://app.datadoghq.eu"),
            "site: `site` is a bare host: pass \"datadoghq.eu\"",
        ),
        ("openai", fine().base_url(""), "base_url: `base_url` is empty"),
        (
            "openai",
            fine().base_url("http://proxy.example"),
            "base_url: `base_url` is http:, which would send secrets unencrypted: use https:",
        ),
        (
            "openai",
            fine().base_url("https://a.example/?b"),
            "base_url: `base_url` has a query or a fragment",
        ),
        (
            "openai",
            fine().headers([("a b", "SECRET")]),
            "headers: `headers` holds a name that no header can have",
        ),
        (
            "openai",
            fine().fetch(7),
            "fetch: `fetch` is neither a function nor an object with a `fetch` method",
        ),
        (
            "openai",
            fine().timeout(Duration::ZERO),
            "timeout: `timeout` is no time in milliseconds above 0",
        ),
        (
            "openai",
            fine().attempt_timeout(Duration::ZERO),
            "attempt_timeout: `attempt_timeout` is no time in milliseconds above 0",
        ),
        (
            "openai",
            fine().max_retries(11),
            "max_retries: `max_retries` is no whole number from 0 to 10",
        ),
    ] {
        assert_eq!(refused(integration, options).await, expected);
    }
}

#[wasm_bindgen_test]
async fn each_answer_is_told() {
    let options = fetching(
        "this.calls = (this.calls ?? 0) + 1;
        const headers = { 'X-RateLimit-Reset': '0', 'X-Echo': init.headers[0]?.[1] ?? 'SECRET-api' };
        return new Response('[]', { status: this.calls === 1 ? 503 : 200, headers })",
    );
    let told = Rc::new(RefCell::new(vec![]));
    let options = options.max_retries(1).on_response({
        let told = Rc::clone(&told);
        move |answer| told.borrow_mut().push(answer.clone())
    });
    assert_eq!(outcome("openai", &options).await, "0 accounts");
    let told = told.borrow();
    let seen: Vec<_> = told.iter().map(|answer| (answer.attempt, answer.status)).collect();
    assert_eq!(seen, [(1, 503), (2, 200)]);
    for answer in told.iter() {
        assert!(answer.duration < Duration::from_secs(60));
        assert_eq!(answer.rate_limit.as_ref().and_then(|limit| limit.reset), Some(0));
        assert!(!format!("{answer:?}").contains("SECRET"));
    }
}

#[wasm_bindgen_test]
async fn what_fetch_threw_is_told_with_its_causes() {
    let options = fetching(
        "const cause = Object.assign(new Error('refused SECRET-api'), { code: 'ECONNREFUSED' });
        throw new TypeError('fetch failed', { cause })",
    );
    let Err(Error::Network { message, causes, .. }) = list_accounts("openai", &options).await
    else {
        panic!("it was no network error");
    };
    let said = "no answer from api.datadoghq.com: fetch failed: refused [redacted]";
    assert!(message.starts_with(said), "{message}");
    let causes: Vec<_> = causes
        .iter()
        .map(|it| (it.name.as_deref(), it.code.as_deref(), it.message.as_str()))
        .collect();
    assert_eq!(
        causes,
        [
            (Some("TypeError"), None, "fetch failed"),
            (Some("Error"), Some("ECONNREFUSED"), "refused [redacted]")
        ]
    );
}

#[wasm_bindgen_test]
async fn a_try_that_takes_too_long_is_a_timeout() {
    let stalled = || fetching("return new Promise(() => {})");
    let time = Duration::from_millis(20);
    for (options, option) in [
        (stalled().timeout(time), "timeout"),
        (stalled().attempt_timeout(time), "attempt_timeout"),
        (stalled().attempt_timeout(time).timeout(None), "attempt_timeout"),
    ] {
        let outcome = list_accounts("openai", &options).await;
        let Err(Error::Timeout { timeout, .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(timeout, time);
        assert_eq!(
            shown(outcome),
            format!("timeout: no complete answer from api.datadoghq.com within 20 ms (`{option}`)")
        );
    }
}

#[wasm_bindgen_test]
async fn fetch_can_be_an_object_with_that_method() {
    let binding = js_sys::Object::new();
    let fetch = Function::new_no_args("return this.answer");
    let answer = Function::new_no_args("return new Response('[]')").call0(&binding);
    _ = js_sys::Reflect::set(&binding, &"answer".into(), &answer.unwrap_or_default());
    _ = js_sys::Reflect::set(&binding, &"fetch".into(), &fetch);
    assert_eq!(outcome("openai", &fetching("").fetch(binding)).await, "0 accounts");
}
