use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use js_sys::{Array, Error as JsError, JSON, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use super::js;
use crate::client::call;
use crate::failure::Failure;
use crate::options::Options;
use crate::platform::now;

const ACCOUNT: &str = r#"{"id":"1","account_id":"2","account_name":"3","integration":"4"}"#;

/// Options whose `fetch` is what the body of a JavaScript function returns.
fn options(body: &str) -> Options {
    Options::new()
        .api_key("SECRET-api")
        .app_key("SECRET-app")
        .fetch(js(body))
        .max_retries(0)
        .dangerously_allow_browser(true)
}

async fn run(options: &Options) -> Result<Array, Failure> {
    call("openai", options, now()).await
}

/// The accounts as JSON, or the error in one line, in which no secret may be.
async fn outcome(options: &Options) -> String {
    let shown = match run(options).await {
        Ok(accounts) => json(&accounts),
        Err(Failure::InvalidArgument(error)) => format!("{}: {}", error.argument, error.message),
        Err(Failure::Http(error)) => {
            let headers: Vec<_> = error.headers.iter().map(|it| format!("{it:?}")).collect();
            format!("{} | {} | {:?} | {headers:?}", error.message, json(&error.errors), error.body)
        }
        Err(Failure::Network { message, cause }) => format!("{message} | {cause:?}"),
        Err(Failure::Timeout { message, .. }) => message,
        Err(Failure::Decode(mismatch)) => mismatch.message(),
        Err(Failure::Aborted(reason)) => format!("aborted: {reason:?}"),
    };
    assert!(!shown.contains("SECRET"), "{shown}");
    shown
}

fn json(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

/// The message and the cause of a network error.
async fn network_error(options: &Options) -> (String, JsValue) {
    let Err(Failure::Network { message, cause }) = run(options).await else {
        return ("not a network error".to_owned(), JsValue::UNDEFINED);
    };
    assert!(!message.contains("SECRET"), "{message}");
    let message = message.strip_prefix("no response from api.datadoghq.com: ").unwrap_or(&message);
    // Chromium only.
    let hint = " (in a page, CORS or the Content-Security-Policy may have blocked it)";
    (message.strip_suffix(hint).unwrap_or(message).to_owned(), cause)
}

/// Polls a future once, and lets the promises that have settled by then run their reactions.
async fn poll_once<T>(mut future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
    let poll = poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await;
    _ = Promise::resolve(&JsValue::UNDEFINED).await;
    poll
}

#[wasm_bindgen_test]
async fn the_accounts_of_a_response_are_returned() {
    for response in [
        &format!("new Response('[{ACCOUNT}]')"),
        &format!("Promise.resolve(new Response('[{ACCOUNT}]', {{ status: 299 }}))"),
        &format!("({{ status: 200, json: () => [{ACCOUNT}] }})"),
        &format!("({{ status: 200, headers: null, json: async () => [{ACCOUNT}] }})"),
        &format!("({{ status: 200, headers: null, text: () => '[{ACCOUNT}]' }})"),
        &format!("({{ then: (resolve) => resolve(new Response('[{ACCOUNT}]')) }})"),
    ] {
        let options = options(&format!("return () => {response}"));
        assert_eq!(outcome(&options).await, format!("[{ACCOUNT}]"), "{response}");
    }
}

#[wasm_bindgen_test]
async fn fetch_receives_a_url_and_a_plain_object() {
    let options = options(
        "return (url, init, ...rest) => {
            const isPlain = (value) => Object.getPrototypeOf(value) === Object.prototype;
            if (typeof url !== 'string' || !isPlain(init) || !isPlain(init.headers)) throw url;
            if (!(init.signal instanceof AbortSignal) || rest.length > 0) throw rest;
            throw [url, ...Object.keys(init), init.method, init.redirect, ...Object.keys(init.headers)].join()
        }",
    );
    let url = "https://api.datadoghq.com/api/v2/llm-obs/v1/integrations/openai/accounts";
    let init = "method,headers,redirect,signal,GET,manual,Accept,DD-API-KEY,DD-APPLICATION-KEY";
    assert_eq!(network_error(&options).await.0, format!("{url},{init}"));
}

#[wasm_bindgen_test]
async fn fetch_can_be_an_object_with_that_method() {
    let options = options("return { body: '[]', fetch() { return new Response(this.body) } }");
    assert_eq!(outcome(&options).await, "[]");
    for invalid in ["7", "null", "{}", "'https://api.datadoghq.com'", "{ fetch: 7 }"] {
        let options = Options { fetch: js(&format!("return ({invalid})")), ..options.clone() };
        let message = "fetch: `fetch` must be a function or an object with a `fetch` method";
        assert_eq!(outcome(&options).await, message, "{invalid}");
    }
}

#[wasm_bindgen_test]
async fn an_http_error_is_redacted() {
    let options = options(
        "return (url, { headers }) => {
            const key = headers['DD-API-KEY'];
            const errors = [`Bad ${key}`, { title: encodeURIComponent(key + '/'), meta: { [key]: [key] } }];
            return new Response(JSON.stringify({ errors }), { status: 400, headers: { 'X-Echo': key } });
        }",
    );
    let shown = outcome(&options).await;
    let start = "api.datadoghq.com responded with 400: Bad [redacted] | \
                 [{\"detail\":\"Bad [redacted]\"},\
                 {\"title\":\"[redacted]%2F\",\"meta\":{\"[redacted]\":[\"[redacted]\"]}}] | None | ";
    assert!(shown.starts_with(start), "{shown}");
    assert!(shown.contains(r#"(\"x-echo\", \"[redacted]\")"#), "{shown}");
}

#[wasm_bindgen_test]
async fn a_body_without_errors_is_shown() {
    let options =
        options("return () => ({ status: 500, headers: null, text: () => '<h1>SECRET-app</h1>' })");
    let expected = "api.datadoghq.com responded with 500 | [] | Some(\"<h1>[redacted]</h1>\") | []";
    assert_eq!(outcome(&options).await, expected);
}

#[wasm_bindgen_test]
async fn an_http_error_does_not_need_a_body() {
    let options =
        options("return () => ({ status: 500, text: () => { throw new Error('broken') } })");
    let expected = "api.datadoghq.com responded with 500 | [] | None | []";
    assert_eq!(outcome(&options).await, expected);
}

#[wasm_bindgen_test]
async fn a_failed_attempt_is_retried_and_every_response_reported() {
    let seen = Rc::new(RefCell::new(vec![]));
    let options = options(
        "let calls = 0;
        return (url, { headers }) => {
            const echo = { 'Retry-After': '0', 'X-RateLimit-Reset': '7', 'X-Echo': headers['DD-API-KEY'] };
            return new Response('[]', { status: ++calls < 3 ? 503 : 200, headers: echo });
        }",
    )
    .max_retries(2)
    .on_response({
        let seen = Rc::clone(&seen);
        move |info| seen.borrow_mut().push(info.clone())
    });
    assert_eq!(outcome(&options).await, "[]");
    let seen = seen.borrow();
    let numbers: Vec<_> = seen.iter().map(|info| (info.attempt, info.status)).collect();
    assert_eq!(numbers, [(1, 503), (2, 503), (3, 200)]);
    for info in seen.iter() {
        assert_eq!(info.headers.get("x-echo"), Some("[redacted]"));
        assert_eq!(info.rate_limit.as_ref().and_then(|limit| limit.reset), Some(7));
        assert!(info.duration < Duration::from_secs(60));
    }
}

#[wasm_bindgen_test]
async fn the_last_error_is_final_where_a_retry_would_miss_the_deadline() {
    let options = options(
        "let calls = 0;
        return () => new Response(String(++calls), { status: 503, headers: { 'Retry-After': '60' } })",
    );
    let options = options.max_retries(2).timeout(Duration::from_secs(5));
    let shown = outcome(&options).await;
    let expected = "api.datadoghq.com responded with 503 | [] | Some(\"1\") | ";
    assert!(shown.starts_with(expected), "{shown}");
}

#[wasm_bindgen_test]
async fn whatever_fetch_throws_is_a_network_error_with_that_cause() {
    for (thrown, message) in [
        ("new TypeError('fetch failed')", "fetch failed"),
        ("new Error('outer', { cause: new Error('inner') })", "outer: inner"),
        ("new DOMException('gone', 'NetworkError')", "gone"),
        ("'text'", "text"),
        ("undefined", "undefined"),
        ("null", "null"),
        ("{ code: 'ECONNRESET' }", "ECONNRESET"),
        ("Symbol('symbol')", "Symbol(symbol)"),
    ] {
        for throwing in ["throw", "return Promise.reject"] {
            let body = format!("const thrown = {thrown}; return () => {{ {throwing} (thrown) }}");
            assert_eq!(network_error(&options(&body)).await.0, message, "{body}");
        }
    }
    let thrown = js("return new TypeError('fetch failed')");
    let fetch = js("return (thrown) => async () => { throw thrown }");
    let fetch = fetch.unchecked_into::<js_sys::Function>();
    let fetch = fetch.call1(&JsValue::UNDEFINED, &thrown).unwrap_or_default();
    assert_eq!(network_error(&options("").fetch(fetch)).await.1, thrown);
}

#[wasm_bindgen_test]
async fn a_cause_with_a_secret_is_replaced() {
    let options = options(
        "return (url, init) => {
            const cause = new Error('inner ' + init.headers['DD-API-KEY']);
            throw Object.assign(new TypeError('SECRET-app', { cause }), { init, code: 'EFAIL' });
        }",
    );
    let (message, cause) = network_error(&options).await;
    assert_eq!(message, "[redacted]: inner [redacted]");
    let field = |value: &JsValue, name: &str| Reflect::get(value, &name.into()).unwrap_or_default();
    assert_eq!(field(&cause, "message"), "[redacted]");
    assert_eq!(field(&cause, "code"), "EFAIL");
    assert!(field(&cause, "init").is_undefined());
    assert_eq!(field(&field(&cause, "cause"), "message"), "inner [redacted]");
}

#[wasm_bindgen_test]
async fn what_is_not_a_response_is_a_network_error() {
    for returned in [
        "undefined",
        "null",
        "7",
        "({})",
        "({ status: 200 })",
        "({ status: '200', text: () => '[]' })",
        "({ status: 0, text: () => '[]' })",
        "({ status: 70000, text: () => '[]' })",
        "({ get status() { throw new Error('SECRET-api') }, text: () => '[]' })",
        "new Proxy({}, { get() { throw new Error('SECRET-api') } })",
    ] {
        let options = options(&format!("return async () => {returned}")).max_retries(2);
        let message = network_error(&options).await.0;
        // An async function's own look for a `then` throws before this client sees the value.
        let expected = match returned {
            _ if returned.starts_with("new Proxy") => "[redacted]",
            _ => "`fetch` must return a `status` and `text()` or `json()`",
        };
        assert_eq!(message, expected, "{returned}");
    }
    let used = "const used = new Response('[]'); used.text(); return () => used";
    let message = network_error(&options(used)).await.0;
    assert_eq!(message, "the body of the response was already read");
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_a_network_error() {
    for text in
        ["async text() { throw new Error('broken') }", "text() { throw new Error('broken') }"]
    {
        let options = options(&format!("return () => ({{ status: 200, {text} }})"));
        assert_eq!(network_error(&options).await.0, "broken", "{text}");
    }
    let number = options("return () => ({ status: 200, text: () => 7 })");
    let expected =
        "the response does not match the documented schema: expected array at $, found number";
    assert_eq!(outcome(&number).await, expected);
}

#[wasm_bindgen_test]
async fn an_attempt_and_a_call_have_time_limits() {
    let limit = Duration::from_millis(20);
    for stalled in ["new Promise(() => {})", "({ status: 200, text: () => new Promise(() => {}) })"]
    {
        let options = options(&format!("return () => {stalled}"));
        for (options, option) in [
            (options.clone().timeout(limit), "timeout"),
            (options.clone().attempt_timeout(limit), "attemptTimeout"),
            (options.clone().attempt_timeout(limit).timeout(None), "attemptTimeout"),
        ] {
            let expected =
                format!("no complete response from api.datadoghq.com within 20 ms (`{option}`)");
            assert_eq!(outcome(&options).await, expected);
        }
    }
}

#[wasm_bindgen_test]
async fn a_stalled_attempt_is_retried() {
    let options = options(
        "let calls = 0; return () => (++calls === 1 ? new Promise(() => {}) : new Response('[]'))",
    );
    let options = options.attempt_timeout(Duration::from_millis(20)).max_retries(1);
    assert_eq!(outcome(&options).await, "[]");
}

#[wasm_bindgen_test]
async fn a_call_whose_deadline_has_passed_sends_nothing() {
    let options =
        options("return () => { throw 'it was sent' }").timeout(Duration::from_millis(20));
    let Err(Failure::Timeout { timeout, .. }) = call("openai", &options, now() - 30.0).await else {
        panic!("not a timeout");
    };
    assert_eq!(timeout, 20.0);
}

#[wasm_bindgen_test]
async fn a_signal_aborts_with_its_reason() {
    let Ok(controller) = AbortController::new() else { panic!("no AbortController") };
    let binding = js(
        "return { fetch(url, init) { this.signal = init.signal; return new Promise(() => {}) } }",
    );
    let options = options("").fetch(binding.clone()).signal(&controller.signal());
    let mut running = pin!(run(&options));
    assert!(poll_once(running.as_mut()).await.is_pending());
    let reason: JsValue = JsError::new("enough").into();
    controller.abort_with_reason(&reason);
    let Err(Failure::Aborted(given)) = running.await else { panic!("not aborted") };
    assert_eq!(given, reason);
    assert!(is_aborted(&binding));
    // Aborted before the call.
    let Err(Failure::Aborted(given)) = run(&options).await else { panic!("not aborted") };
    assert_eq!(given, reason);
}

#[wasm_bindgen_test]
async fn a_polyfilled_signal_aborts_with_an_abort_error() {
    let mut options = options("return () => new Promise(() => {})");
    options.signal = js("const listeners = new Set();
        return {
            aborted: false,
            addEventListener: (type, listener) => listeners.add(listener),
            removeEventListener: (type, listener) => listeners.delete(listener),
            abort() { this.aborted = true; for (const each of listeners) each() },
        }");
    let mut running = pin!(run(&options));
    assert!(poll_once(running.as_mut()).await.is_pending());
    let abort = Reflect::get(&options.signal, &"abort".into()).unwrap_or_default();
    _ = abort.unchecked_into::<js_sys::Function>().call0(&options.signal);
    let Err(Failure::Aborted(reason)) = running.await else { panic!("not aborted") };
    assert_eq!(Reflect::get(&reason, &"name".into()).ok(), Some("AbortError".into()));
}

#[wasm_bindgen_test]
async fn a_dropped_call_aborts_its_fetch() {
    let binding = js(
        "return { fetch(url, init) { this.signal = init.signal; return new Promise(() => {}) } }",
    );
    let options = options("").fetch(binding.clone());
    {
        let mut running = pin!(run(&options));
        assert!(poll_once(running.as_mut()).await.is_pending());
        assert!(!is_aborted(&binding));
    }
    assert!(is_aborted(&binding));
}

#[wasm_bindgen_test]
async fn a_complete_response_is_not_aborted() {
    let binding =
        js("return { fetch(url, init) { this.signal = init.signal; return new Response('[]') } }");
    assert_eq!(outcome(&options("").fetch(binding.clone())).await, "[]");
    assert!(!is_aborted(&binding));
}

/// Whether the signal that `fetch` received has aborted.
fn is_aborted(binding: &JsValue) -> bool {
    let signal = Reflect::get(binding, &"signal".into()).unwrap_or_default();
    Reflect::get(&signal, &"aborted".into()).is_ok_and(|aborted| aborted.is_truthy())
}
