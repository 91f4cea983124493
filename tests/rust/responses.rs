//! The responses of tests/fixtures/answers.json, which the npm package is tested with as well.

use datadog_llm_accounts::{Account, Error, Options, list_accounts};
use js_sys::{Function, JSON};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fetching;

#[derive(Deserialize)]
struct Table {
    accounts: Vec<(Value, Vec<Value>)>,
    decode: Vec<(Value, String, String, String)>,
    http: Vec<Http>,
}

#[derive(Deserialize)]
struct Http {
    name: String,
    status: u16,
    headers: Map<String, Value>,
    body: Value,
    /// The fields of the error, besides status and headers.
    fields: Value,
    /// What follows the host in it.
    message: String,
}

fn table() -> Table {
    match serde_json::from_str(include_str!("../fixtures/answers.json")) {
        Ok(table) => table,
        Err(error) => panic!("{error}"),
    }
}

/// The body of a response, as `textOf` in tests/answers.js makes it.
fn text_of(body: &Value) -> String {
    let account =
        json!({"id": "1", "account_id": "2", "account_name": "3", "integration": "openai"});
    let kind = |name| body.as_object().and_then(|body| body.get(name));
    if let Some(text) = kind("text") {
        return text.as_str().unwrap_or_default().to_owned();
    }
    if let Some(parts) = kind("repeat") {
        let parts: Vec<(String, usize)> = serde_json::from_value(parts.clone()).unwrap_or_default();
        return parts.iter().map(|(part, times)| part.repeat(*times)).collect();
    }
    let mut second = account.as_object().cloned().unwrap_or_default();
    if let Some(Value::Object(changes)) = kind("with") {
        second.extend(changes.clone());
        return json!([account, second]).to_string();
    }
    if let Some(Value::String(name)) = kind("without") {
        second.remove(name);
        return json!([account, second]).to_string();
    }
    body.to_string()
}

fn responding(body: &str, status: u16, headers: &Map<String, Value>) -> Options {
    let init = json!({ "status": status, "headers": headers }).to_string();
    let init = JSON::parse(&init).unwrap_or_default();
    let create = Function::new_with_args("body, init", "return () => new Response(body, init)");
    let fetch = create.call2(&JsValue::UNDEFINED, &body.into(), &init).unwrap_or_default();
    fetching("").fetch(fetch)
}

async fn call(body: &str) -> Result<Vec<Account>, Error> {
    list_accounts("openai", &responding(body, 200, &Map::new())).await
}

#[wasm_bindgen_test]
async fn documented_responses_become_accounts() {
    for (body, expected) in table().accounts {
        let accounts = call(&text_of(&body)).await;
        let accounts = accounts.map(|accounts| json!(accounts));
        assert_eq!(accounts, Ok(Value::Array(expected)), "{body}");
    }
}

#[wasm_bindgen_test]
async fn a_schema_mismatch_names_its_json_path() {
    for (body, at, required, actual) in table().decode {
        match call(&text_of(&body)).await {
            Err(Error::Decode { path, expected, found, .. }) => {
                assert_eq!((path, expected, found), (at, &*required, &*actual), "{body}");
            }
            other => panic!("{other:?} for {body}"),
        }
    }
}

#[wasm_bindgen_test]
async fn another_status_is_an_error_with_its_details() {
    for Http { name, status, headers, body, fields, message } in table().http {
        let text = text_of(&body);
        let outcome = list_accounts("openai", &responding(&text, status, &headers)).await;
        let Err(Error::Http(error)) = outcome else { panic!("{outcome:?} for {name}") };
        assert_eq!(error.status, status, "{name}");
        let mut found = Map::new();
        found.insert("errors".to_owned(), json!(error.errors));
        found.extend(error.body.as_ref().map(|body| ("body".to_owned(), json!(body))));
        found.extend(error.rate_limit.as_ref().map(|it| ("rateLimit".to_owned(), json!(it))));
        let mut fields = fields;
        if let Some(body) = fields.get_mut("body").filter(|body| body.is_object()) {
            *body = text_of(body).into();
        }
        assert_eq!(Value::Object(found), fields, "{name}");
        for (header, value) in &headers {
            let found = error.headers.get(&header.to_ascii_lowercase());
            assert_eq!(found, value.as_str(), "{name}");
        }
        let message = format!("api.datadoghq.com responded with {message}");
        assert_eq!(Error::Http(error).to_string(), message, "{name}");
    }
}

/// The npm package returns it: it makes no copy.
#[wasm_bindgen_test]
async fn a_response_that_nests_deeper_than_serde_reads_is_rejected() {
    let account = |levels: usize| {
        let nested = "[".repeat(levels) + &"]".repeat(levels);
        let account = r#""id":"1","account_id":"2","account_name":"3","integration":"openai""#;
        format!(r#"[{{{account},"new":{nested}}}]"#)
    };
    assert_eq!(call(&account(100)).await.map(|accounts| accounts.len()), Ok(1));
    for levels in [200, 100_000] {
        let rejected = call(&account(levels)).await.map_err(|error| error.to_string());
        let message = "the response does not match the documented schema: expected at most 127 levels at $, found more";
        assert_eq!(rejected, Err(message.to_owned()));
    }
}

#[wasm_bindgen_test]
async fn a_lone_surrogate_becomes_a_replacement_character() {
    let body = r#"[{"id":"\ud800","account_id":"\\ud800","account_name":"\udfff\ud83d\ude00","integration":"","\udc00":"\"\ud8ff"}]"#;
    let [account] = &call(body).await.unwrap_or_default()[..] else { panic!("it was rejected") };
    let texts = [&account.id, &account.account_id, &account.account_name].map(String::as_str);
    assert_eq!(texts, ["\u{fffd}", r"\ud800", "\u{fffd}😀"]);
    assert_eq!(
        account.other,
        json!({"\u{fffd}": "\"\u{fffd}"}).as_object().cloned().unwrap_or_default()
    );
}
