//! What needs a JavaScript engine, run in Node and in Chromium: the check on parsed objects.

use js_sys::JSON;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::model::check_accounts;

const ACCOUNT: &str = include_str!("../tests/fixtures/account.json");
const ACCOUNTS: &str = include_str!("../tests/fixtures/accounts.json");

fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or_default()
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
