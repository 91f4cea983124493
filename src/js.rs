//! The JavaScript face: what the entry points call.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::client::{Call, Failure, ResponseInfo};
use crate::host::{in_browser, tell};
use crate::options::{BaseUrl, Options, Request};
use crate::plain;
#[cfg(not(feature = "api"))]
use crate::tasks::spawn;
#[cfg(feature = "api")]
use js_sys::futures::spawn_local as spawn;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// The arguments, each of the right kind or `undefined` (src/entry/options.js).
    pub type Given;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn text(this: &Given, name: &str) -> Option<String>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn number(this: &Given, name: &str) -> Option<f64>;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn value(this: &Given, name: &str) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn headers(this: &Given) -> Texts;
    #[wasm_bindgen(method, structural)]
    fn names(this: &Given) -> Texts;

    /// A list of strings, read from its start.
    type Texts;
    #[wasm_bindgen(method, structural, js_name = shift)]
    fn next(this: &Texts) -> Option<String>;

    /// The ends of a call, of which one is called once.
    pub type Ends;
    #[wasm_bindgen(method, structural)]
    fn resolve(this: &Ends, accounts: &JsValue);
    /// With the caller's reason, which can be any value.
    #[wasm_bindgen(method, structural)]
    fn reject(this: &Ends, reason: &JsValue);
    /// With the fields of an `AccountsError`.
    #[wasm_bindgen(method, structural)]
    fn fail(this: &Ends, fields: &JsValue);
}

/// `listAccounts` of the entry points, which read the arguments; `types.d.ts` describes it.
#[wasm_bindgen(js_name = listAccounts, skip_typescript)]
pub fn list_accounts(given: Given, ends: Ends) {
    spawn(async move {
        match call(&given).await {
            Ok(accounts) => ends.resolve(&accounts),
            Err(Failure::Aborted(reason)) => ends.reject(&reason),
            Err(Failure::Error(error)) => ends.fail(&plain::error(&error)),
        }
    });
}

async fn call(given: &Given) -> Result<JsValue, Failure> {
    let in_browser = in_browser();
    let options = read(given, in_browser);
    let integration = given.text("integration").unwrap_or_default();
    let names = || {
        let names = given.names();
        core::iter::from_fn(|| names.next()).collect()
    };
    let request = Request::new(&integration, &options, names).map_err(Failure::Error)?;
    let on_response = given.value("onResponse");
    let told = |info: ResponseInfo<'_>| tell(&on_response, &plain::response_info(&info));
    let call = Call {
        request: &request,
        started: given.number("started").unwrap_or_default(),
        fetch: &given.value("fetch"),
        signal: &given.value("signal"),
        on_response: on_response.is_truthy().then_some(&told),
        in_browser,
    };
    Ok(call.list_accounts().await?.into())
}

fn read(given: &Given, in_browser: bool) -> Options {
    let headers = given.headers();
    Options {
        api_key: given.text("apiKey"),
        app_key: given.text("appKey"),
        access_token: given.text("accessToken"),
        site: given.text("site"),
        base_url: given.text("baseUrl").map(|href| BaseUrl { href, page: given.text("page") }),
        headers: core::iter::from_fn(|| Some((headers.next()?, headers.next()?))).collect(),
        timeout: given.number("timeout"),
        attempt_timeout: given.number("attemptTimeout"),
        max_retries: given.number("maxRetries"),
        in_browser,
        dangerously_allow_browser: given.value("dangerouslyAllowBrowser").is_truthy(),
    }
}
