//! What needs a JavaScript engine, run in Node and in Chromium: the check on parsed objects, error
//! bodies and thrown values.

use js_sys::{Function, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::error_body::error_details;
use crate::model::check_accounts;
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
