//! The JavaScript face: what the entry points call.

mod options;
mod plain;
pub(crate) mod tasks;

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;

use crate::abort::Signal;
use crate::client::{Call, Failure, ResponseInfo};
use crate::error::Error;
use crate::options::{Request, refused};
use crate::promises::{settled, spawn};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

// What the entry point lends (src/entry/client.js): what only JavaScript can do or know.
#[wasm_bindgen]
extern "C" {
    /// Whether this is a page or a browser's worker, where every visitor can read a key.
    #[wasm_bindgen(js_namespace = host, js_name = inBrowser)]
    fn in_browser() -> bool;
    /// A signal that any number of calls may listen to at the cost of one listener.
    #[wasm_bindgen(js_namespace = host, js_name = shareSignal)]
    fn share_signal(signal: &JsValue) -> Signal;

    /// The two ends of a call, of which one is called once.
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

/// `listAccounts` of the entry points, which add the last argument; `types.d.ts` describes it.
#[wasm_bindgen(js_name = listAccounts, skip_typescript)]
pub fn list_accounts(integration: JsValue, options: JsValue, ends: Ends) {
    spawn(async move {
        match call(&integration, &options).await {
            Ok(accounts) => ends.resolve(&accounts),
            Err(Failure::Aborted(reason)) => ends.reject(&reason),
            Err(Failure::Error(error)) => ends.fail(&plain::error(&error)),
        }
    });
}

async fn call(integration: &JsValue, raw: &JsValue) -> Result<JsValue, Failure> {
    let integration = options::text("integration", Ok(integration.clone()))?
        .ok_or_else(|| refused("integration", "is missing"))?;
    let raw = if raw.is_undefined() { &Object::new() } else { raw };
    if !raw.is_object() {
        return Err(refused("options", "is no object").into());
    }
    let raw: &options::RawOptions = raw.unchecked_ref();
    let in_browser = in_browser();
    let given = options::read(raw, in_browser)?;
    let request = Request::new(&integration, &given, || options::names(raw))?;
    let on_response = options::on_response(raw)?;
    let fetch = options::fetch(raw)?;
    let signal = options::signal(raw)?.map(|signal| share_signal(&signal));
    let told = |info: &ResponseInfo<'_>| on_response.iter().for_each(|it| tell(it, info));
    let call = Call {
        request: &request,
        fetch: &fetch,
        signal: signal.as_ref(),
        on_response: on_response.is_some().then_some(&told),
        in_browser,
    };
    Ok(call.list_accounts().await?.into())
}

fn tell(on_response: &Function, info: &ResponseInfo<'_>) {
    let told = on_response.call1(&JsValue::UNDEFINED, &plain::response_info(info));
    // What it throws is its own affair; so is what its promise rejects with, if it is `async`.
    if let Ok(promise) = told
        && promise.is_object()
    {
        let promise = Promise::resolve(&promise);
        spawn(async move { _ = settled(promise).await });
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
