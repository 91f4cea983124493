//! Makes the call that index.js describes, through the Rust API, and returns its outcome as JSON.

use std::time::Duration;

use datadog_llm_accounts::{Account, Error, Options, ResponseHeaders, list_accounts};
use js_sys::{Function, JSON};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    /// The options of the package's `listAccounts`.
    type Given;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn text(this: &Given, name: &str) -> Option<String>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn number(this: &Given, name: &str) -> Option<f64>;
    #[wasm_bindgen(method, structural, getter)]
    fn fetch(this: &Given) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn signal(this: &Given) -> Option<AbortSignal>;
    #[wasm_bindgen(method, structural, getter, js_name = onResponse)]
    fn on_response(this: &Given) -> Option<Function>;
}

#[wasm_bindgen(js_name = call)]
pub async fn call(integration: String, given: JsValue) -> String {
    let outcome = list_accounts(integration, &read(given.unchecked_ref())).await;
    outcome.map_or_else(|error| error_in_json(&error), accounts_in_json).to_string()
}

fn read(given: &Given) -> Options {
    let mut options = Options::new();
    if let Some(key) = given.text("apiKey") {
        options = options.api_key(key);
    }
    if let Some(key) = given.text("appKey") {
        options = options.app_key(key);
    }
    if let Some(token) = given.text("accessToken") {
        options = options.access_token(token);
    }
    if let Some(site) = given.text("site") {
        options = options.site(site);
    }
    if let Some(url) = given.text("baseUrl") {
        options = options.base_url(url);
    }
    if let Some(limit) = given.number("timeout") {
        options = options.timeout(duration(limit));
    }
    if let Some(limit) = given.number("attemptTimeout") {
        options = options.attempt_timeout(duration(limit));
    }
    if let Some(number) = given.number("maxRetries") {
        options = options.max_retries(number as u32);
    }
    if !given.fetch().is_undefined() {
        options = options.fetch(given.fetch());
    }
    if let Some(signal) = given.signal() {
        options = options.signal(&signal);
    }
    if let Some(callback) = given.on_response() {
        options = options.on_response(move |response| {
            let info = json!({
                "status": response.status,
                "headers": headers_in_json(&response.headers),
                "attempt": response.attempt,
                "duration": response.duration.as_millis() as u64,
                "rateLimit": response.rate_limit,
            });
            let info = JSON::parse(&info.to_string()).unwrap_or_default();
            _ = callback.call1(&JsValue::UNDEFINED, &info);
        });
    }
    options
}

/// Infinite for no limit.
fn duration(milliseconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(milliseconds / 1000.0).ok()
}

fn accounts_in_json(accounts: Vec<Account>) -> Value {
    json!({ "accounts": accounts })
}

fn headers_in_json(headers: &ResponseHeaders) -> Value {
    headers.iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

fn error_in_json(error: &Error) -> Value {
    let mut fields = json!({ "code": error.code(), "message": error.to_string() });
    let more = match error {
        Error::InvalidArgument { argument, .. } => json!({ "argument": argument }),
        Error::Timeout { timeout, .. } => json!({ "timeout": timeout.as_secs_f64() * 1000.0 }),
        Error::Decode { path, expected, found, .. } => {
            json!({ "path": path, "expected": expected, "found": found })
        }
        Error::Http(http) => json!({
            "status": http.status,
            "errors": http.errors,
            "headers": headers_in_json(&http.headers),
            "rateLimit": http.rate_limit,
            "retryAfter": http.retry_after.map(|delay| delay.as_secs_f64()),
            "body": http.body,
        }),
        _ => json!({}),
    };
    if let (Value::Object(fields), Value::Object(more)) = (&mut fields, more) {
        fields.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
    json!({ "error": fields })
}
