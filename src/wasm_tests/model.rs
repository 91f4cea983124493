use wasm_bindgen_test::wasm_bindgen_test;

use crate::check::parse_accounts;

const ACCOUNT: &str = include_str!("../../tests/fixtures/account.json");
const ACCOUNTS: &str = include_str!("../../tests/fixtures/accounts.json");

/// The number of accounts in the text of a response, or the mismatch as "path: expected, found".
fn check(text: &str) -> Result<u32, String> {
    parse_accounts(&text.into())
        .map(|accounts| accounts.length())
        .map_err(|it| format!("{}: {}, {}", it.path, it.expected, it.found))
}

#[wasm_bindgen_test]
fn the_documented_example_is_accepted_alone_and_in_a_list() {
    assert_eq!(check(ACCOUNT), Ok(1));
    assert_eq!(check(ACCOUNTS), Ok(1));
    assert_eq!(check("[]"), Ok(0));
}

#[wasm_bindgen_test]
fn a_text_that_is_not_json_is_described_by_its_start() {
    for (text, found) in [
        ("", "nothing"),
        (" \r\n\u{feff}", "nothing"),
        ("<html>", "HTML"),
        (" \n<p>", "HTML"),
        ("Bad Gateway", "other text"),
        ("[", "other text"),
        ("[]]", "other text"),
    ] {
        assert_eq!(check(text), Err(format!("$: JSON, {found}")), "{text:?}");
    }
    let undefined = parse_accounts(&wasm_bindgen::JsValue::UNDEFINED).map_err(|it| it.message());
    let message =
        "the response does not match the documented schema: expected JSON at $, found nothing";
    assert_eq!(undefined.err().as_deref(), Some(message));
}

#[wasm_bindgen_test]
fn a_mismatch_names_its_json_path() {
    let with = |field: &str| {
        format!(r#"[{{"id":"1","account_id":"2","account_name":"3","integration":"4",{field}}}]"#)
    };
    for (text, expected) in [
        ("null".to_owned(), "$: array, null"),
        ("7".to_owned(), "$: array, number"),
        ("true".to_owned(), "$: array, boolean"),
        (r#""text""#.to_owned(), "$: array, string"),
        ("{}".to_owned(), "$: array, object"),
        (r#"{"data":[]}"#.to_owned(), "$: array, object"),
        (r#"{"id":null}"#.to_owned(), "$: array, object"),
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
        (with(r#""vertex_ai_metadata":[]"#), "$[0].vertex_ai_metadata: object, array"),
        (
            with(r#""vertex_ai_metadata":{"project_ids":"x"}"#),
            "$[0].vertex_ai_metadata.project_ids: array, string",
        ),
        (
            with(r#""vertex_ai_metadata":{"project_ids":["x",null]}"#),
            "$[0].vertex_ai_metadata.project_ids[1]: string, null",
        ),
    ] {
        assert_eq!(check(&text), Err(expected.to_owned()), "{text}");
    }
    for text in [
        with(r#""account_region":null,"azure_openai_metadata":null,"vertex_ai_metadata":null"#),
        with(r#""vertex_ai_metadata":{"project_ids":null,"new":7},"new":{}"#),
    ] {
        assert_eq!(check(&text), Ok(1), "{text}");
    }
}

#[wasm_bindgen_test]
fn the_index_of_a_mismatch_is_decimal() {
    let account = r#"{"id":"1","account_id":"2","account_name":"3","integration":"4"}"#;
    let text = format!("[{}7]", format!("{account},").repeat(1234));
    assert_eq!(check(&text), Err("$[1234]: object, number".to_owned()));
}
