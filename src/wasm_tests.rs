//! What needs a JavaScript engine, run in Node and in Chromium: the check on parsed objects.

use js_sys::JSON;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::api::host::hold;
use crate::error::Undocumented;
use crate::model::check_accounts;

const ACCOUNT: &str = include_str!("../tests/fixtures/account.json");
const ACCOUNTS: &str = include_str!("../tests/fixtures/accounts.json");

fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or_default()
}

/// The verdict on an answer, as `path: expected, found`.
fn verdict(answer: &str) -> String {
    hold(&json(answer));
    match check_accounts(0) {
        Ok(()) => "as documented".to_owned(),
        Err(Undocumented { path, expected, found }) => format!("{path}: {expected}, {found}"),
    }
}

#[wasm_bindgen_test]
fn the_documented_example_is_accepted_alone_and_in_a_list() {
    assert_eq!(verdict(ACCOUNT), "as documented");
    assert_eq!(verdict(ACCOUNTS), "as documented");
    assert_eq!(verdict("[]"), "as documented");
}

#[wasm_bindgen_test]
fn a_text_that_is_no_json_is_told_by_its_start() {
    hold(&JsValue::UNDEFINED);
    for (first, found) in [('\0', "nothing"), ('<', "HTML"), ('x', "other text")] {
        let said = check_accounts(first.into()).map_err(|wrong| wrong.message());
        let expected = ["the answer is not as documented: expected JSON at $, found ", found];
        assert_eq!(said, Err(expected.concat()));
    }
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
            "as documented",
        ),
        (with(r#""vertex_ai_metadata":{"project_ids":null,"new":7},"new":{}"#), "as documented"),
    ] {
        assert_eq!(verdict(&answer), expected, "{answer}");
    }
}
