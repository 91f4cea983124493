//! What needs a JavaScript engine, run in Node and in Chromium: the check on parsed objects, error
//! bodies, thrown values, and one call over every kind of `fetch`.

use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::abort::Signal;
use crate::client::{Call, Failure, Fetch};
use crate::error_body::error_details;
use crate::model::check_accounts;
use crate::options::{Options, Request};
use crate::secrets::Secrets;
use crate::thrown::Thrown;

const ACCOUNT: &str = include_str!("../tests/fixtures/account.json");
const ACCOUNTS: &str = include_str!("../tests/fixtures/accounts.json");

fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or_default()
}

fn secrets() -> Secrets {
    let mut secrets = Secrets::default();
    secrets.add("SECRET");
    secrets
}

/// The verdict on an answer, as `path: expected, found`.
fn verdict(answer: &str) -> String {
    match check_accounts(json(answer)) {
        Ok(accounts) => format!("{} accounts", accounts.length()),
        Err(it) => format!("{}: {}, {}", it.path, it.expected, it.found),
    }
}

#[wasm_bindgen_test]
fn the_documented_example_is_accepted_alone_and_in_a_list() {
    assert_eq!(verdict(ACCOUNT), "1 accounts");
    assert_eq!(verdict(ACCOUNTS), "1 accounts");
    assert_eq!(verdict("[]"), "0 accounts");
}

#[wasm_bindgen_test]
fn the_very_list_is_handed_back() {
    let answer = json(ACCOUNTS);
    let accounts = check_accounts(answer.clone()).map_or(JsValue::NULL, JsValue::from);
    assert!(accounts == answer);
}

#[wasm_bindgen_test]
fn a_mismatch_names_its_place() {
    let with = |field: &str| {
        format!(r#"[{{"id":"1","account_id":"2","account_name":"3","integration":"4",{field}}}]"#)
    };
    for (answer, expected) in [
        ("null".to_owned(), "$: array, null"),
        ("7".to_owned(), "$: array, number"),
        ("true".to_owned(), "$: array, boolean"),
        (r#""text""#.to_owned(), "$: array, string"),
        ("{}".to_owned(), "$: array, object"),
        (r#"{"data":[]}"#.to_owned(), "$: array, object"),
        (r#"{"id":"1"}"#.to_owned(), "$.account_id: string, nothing"),
        ("[null]".to_owned(), "$[0]: object, null"),
        ("[[]]".to_owned(), "$[0]: object, array"),
        ("[{}]".to_owned(), "$[0].id: string, nothing"),
        (with(r#""id":null"#), "$[0].id: string, null"),
        (with(r#""account_id":2"#), "$[0].account_id: string, number"),
        (with(r#""account_name":[]"#), "$[0].account_name: string, array"),
        (with(r#""integration":{}"#), "$[0].integration: string, object"),
        (with(r#""account_region":false"#), "$[0].account_region: string, boolean"),
        (with(r#""azure_openai_metadata":"x""#), "$[0].azure_openai_metadata: object, string"),
        (
            with(r#""azure_openai_metadata":{"deployment_id":1}"#),
            "$[0].azure_openai_metadata.deployment_id: string, number",
        ),
        (
            with(r#""vertex_ai_metadata":{"project_ids":"x"}"#),
            "$[0].vertex_ai_metadata.project_ids: array, string",
        ),
        (
            with(r#""vertex_ai_metadata":{"project_ids":["x",null]}"#),
            "$[0].vertex_ai_metadata.project_ids[1]: string, null",
        ),
        (
            with(r#""account_region":null,"azure_openai_metadata":null,"vertex_ai_metadata":null"#),
            "1 accounts",
        ),
        (with(r#""vertex_ai_metadata":{"project_ids":null,"new":7},"new":{}"#), "1 accounts"),
    ] {
        assert_eq!(verdict(&answer), expected, "{answer}");
    }
}

#[wasm_bindgen_test]
fn both_error_styles_of_datadog_have_one_shape() {
    let details = |body: &str| {
        error_details(json(body), &secrets())
            .into_iter()
            .map(|error| {
                let source = error.source.and_then(|source| source.pointer);
                [error.title, error.detail, error.status, source]
                    .map(Option::unwrap_or_default)
                    .join("|")
            })
            .collect::<Vec<_>>()
    };
    for (body, expected) in [
        (include_str!("../tests/fixtures/errors/429.json"), "|Bad Request||"),
        (r#"{"errors":["a SECRET b"]}"#, "|a [redacted] b||"),
        (r#"{"errors":["a \u0053ECRET b"]}"#, "|a [redacted] b||"),
        (
            r#"{"errors":[{"title":"T","detail":"D","status":"400","source":{"pointer":"/p"}}]}"#,
            "T|D|400|/p",
        ),
        (r#"{"errors":[{"title":"T","detail":[],"status":403,"source":"x"}]}"#, "T|||"),
    ] {
        assert_eq!(details(body), [expected], "{body}");
    }
    for body in [
        "",
        "<html>",
        "null",
        "7",
        "[]",
        r#"{"errors":{}}"#,
        r#"{"errors":[7,null,[],{"code":"x"}]}"#,
    ] {
        assert!(details(body).is_empty(), "{body}");
    }
}

#[wasm_bindgen_test]
fn a_secret_in_meta_is_replaced_in_a_copy() {
    let meta = |body: &str| {
        let error = error_details(json(body), &secrets()).pop();
        error.and_then(|error| JSON::stringify(&error.meta?.into()).ok()?.as_string())
    };
    let body = r#"{"errors":[{"meta":{"a":["SECRET",{"SECRET":1}]}}]}"#;
    assert_eq!(meta(body).as_deref(), Some(r#"{"a":["[redacted]",{"[redacted]":1}]}"#));
    let nested = r#"{"errors":[{"meta":{"__proto__":{"a":null},"b":[1,true]}}]}"#;
    assert_eq!(meta(nested).as_deref(), Some(r#"{"__proto__":{"a":null},"b":[1,true]}"#));
    assert_eq!(meta(r#"{"errors":[{"detail":"d","meta":[1]}]}"#), None);
}

#[wasm_bindgen_test]
fn whatever_was_thrown_is_described_without_secrets() {
    for (source, text, kept) in [
        ("new Error('x')", "x", true),
        ("new Error('x', { cause: new Error('y') })", "x: y", true),
        ("new AggregateError([new Error('y')], 'x')", "x", true),
        ("Object.assign(new TypeError('x'), { code: 'E', errno: -1, list: [1] })", "x", true),
        ("new DOMException('x', 'NetworkError')", "x", true),
        ("new (class Mine extends TypeError {})('x')", "x", true),
        (
            "new (class Mine extends Error { #r = 'SECRET'; get r() { return this.#r } })('x')",
            "x",
            false,
        ),
        ("'text'", "text", true),
        ("undefined", "undefined", true),
        ("null", "null", true),
        ("Symbol('s')", "Symbol(s)", true),
        ("'SECRET'", "[redacted]", false),
        ("Symbol('SECRET')", "Symbol([redacted])", false),
        ("new Error('x SECRET')", "x [redacted]", false),
        ("new Error('x', { cause: new Error('SECRET') })", "x: [redacted]", false),
        ("new Error('x', { cause: 'SECRET' })", "x", false),
        ("new AggregateError([new Error('SECRET')], 'x')", "x", false),
        ("Object.assign(new Error('x'), { key: ['SECRET'] })", "x", false),
        ("Object.assign(new Error('x'), { [Symbol('SECRET')]: 1 })", "x", false),
        ("Object.defineProperty(new Error('x'), 'key', { value: 'SECRET' })", "x", false),
        ("Object.assign(new Error('x'), { headers: new Headers() })", "x", false),
        ("Object.assign(new Error('x'), { toJSON() {} })", "x", false),
        ("{ const e = new Error('x'); e.cause = e; return e }", "x: x: x: x", false),
        ("Object.create(null)", "a value without text", false),
        ("new Proxy({}, { get() { throw 1 } })", "a value without text", false),
        ("Object.freeze({ message: 7 })", "[object Object]", false),
        ("() => {}", "() => {}", false),
    ] {
        let value = evaluate(source);
        let thrown = Thrown::describe(value.clone(), &secrets());
        let same = Object::is(&thrown.value, &value);
        assert_eq!((thrown.text.as_str(), same), (text, kept), "{source}");
    }
}

#[wasm_bindgen_test]
fn what_stands_in_for_a_thrown_value_says_what_it_may() {
    let thrown = "Object.assign(new TypeError('SECRET'), { code: 'E_SECRET', request: {},
        stack: 'at SECRET', cause: Object.assign(new Error('y'), { code: 'E_Y' }) })";
    let shown = Thrown::describe(evaluate(thrown), &secrets()).value;
    let text = |value: &JsValue, name: &str| Reflect::get(value, &name.into()).ok()?.as_string();
    assert_eq!(
        ["name", "message", "code", "stack"].map(|name| text(&shown, name).unwrap_or_default()),
        ["TypeError", "[redacted]", "E_[redacted]", "at [redacted]"]
    );
    let cause = Reflect::get(&shown, &"cause".into()).unwrap_or_default();
    assert_eq!(text(&cause, "code").as_deref(), Some("E_Y"));
}

#[wasm_bindgen_test]
fn without_secrets_a_thrown_value_is_kept_whatever_it_is() {
    let value = evaluate("Object.assign(new Error('x'), { socket: {} })");
    assert!(Object::is(&Thrown::describe(value.clone(), &Secrets::default()).value, &value));
}

fn evaluate(source: &str) -> JsValue {
    let body =
        if source.starts_with("{ ") { source.to_owned() } else { format!("return {source}") };
    let function = Function::new_no_args(&body);
    function.call0(&JsValue::UNDEFINED).unwrap_or_default()
}

fn options() -> Options {
    let access_token = Some("SECRET".to_owned());
    Options { access_token, max_retries: Some(0.0), ..Default::default() }
}

fn call<'a>(request: &'a Request, fetch: &'a Fetch, signal: Option<&'a Signal>) -> Call<'a> {
    Call { request, fetch, signal, on_response: None, in_browser: false }
}

/// How a call over a `fetch` of this JavaScript source ends.
async fn outcome(fetch: &str) -> String {
    let options = options();
    let Ok(request) = Request::new("openai", &options, Vec::new) else {
        return "refused".to_owned();
    };
    let fetch = Fetch::Function(Function::new_with_args("url, init", fetch));
    match call(&request, &fetch, None).list_accounts().await {
        Ok(accounts) => format!("{} accounts", accounts.length()),
        Err(Failure::Aborted(_)) => "aborted".to_owned(),
        Err(Failure::Error(error)) => format!("{}: {error}", error.code()),
    }
}

#[wasm_bindgen_test]
async fn every_fetch_has_an_end() {
    let none = "network: no answer from api.datadoghq.com: ";
    for (fetch, expected) in [
        ("return Promise.resolve(new Response('[]'))", "0 accounts".to_owned()),
        ("return new Response('[]')", "0 accounts".to_owned()),
        ("return { status: 200, text: () => '[]' }", "0 accounts".to_owned()),
        ("throw new Error('at once')", format!("{none}at once")),
        ("return Promise.reject('a text')", format!("{none}a text")),
        ("return Promise.reject()", format!("{none}undefined")),
        ("return Promise.reject(new Error('SECRET'))", format!("{none}[redacted]")),
        ("return null", format!("{none}fetch returned no Response")),
        ("return {}", format!("{none}fetch returned no Response")),
        ("return { status: 0 }", format!("{none}fetch returned no Response")),
        ("return { status: 'NaN' }", format!("{none}fetch returned no Response")),
        ("return { status: 200, text() { throw new Error('no text') } }", format!("{none}no text")),
        ("return { status: 500 }", "http: api.datadoghq.com answered 500".to_owned()),
        (
            "return { status: 0, type: 'opaqueredirect', text: () => '' }",
            "http: api.datadoghq.com answered with a redirect, which is never followed".to_owned(),
        ),
        (
            "return new Response('<html>')",
            "decode: the answer is not as documented: expected JSON at $, found HTML".to_owned(),
        ),
        (
            "return new Response(' ')",
            "decode: the answer is not as documented: expected JSON at $, found nothing".to_owned(),
        ),
    ] {
        assert_eq!(outcome(fetch).await, expected, "{fetch}");
    }
}

#[wasm_bindgen_test]
async fn the_request_is_as_documented() {
    let checks = "const h = new Headers(init.headers);
        return new Response(JSON.stringify({ errors: [[url, init.method, init.redirect,
          init.signal instanceof AbortSignal, h.get('accept'), h.get('authorization').length,
          [...h].length].join(' ')] }), { status: 400 })";
    assert_eq!(
        outcome(checks).await,
        "http: api.datadoghq.com answered 400: \
         https://api.datadoghq.com/api/v2/llm-obs/v1/integrations/openai/accounts \
         GET manual true application/json 13 2"
    );
}

#[wasm_bindgen_test]
async fn an_abort_ends_a_call_whose_fetch_never_settles() {
    async fn reason() -> Option<JsValue> {
        let controller = AbortController::new().ok()?;
        let signal = controller.signal().unchecked_into();
        let options = options();
        let request = Request::new("openai", &options, Vec::new).ok()?;
        let fetch = Fetch::Function(Function::new_no_args("return new Promise(() => {})"));
        spawn_local(async move {
            _ = JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await;
            controller.abort_with_reason(&JsValue::from_str("enough"));
        });
        match call(&request, &fetch, Some(&signal)).list_accounts().await {
            Err(Failure::Aborted(reason)) => Some(reason),
            _ => None,
        }
    }
    assert_eq!(reason().await, Some(JsValue::from_str("enough")));
}
