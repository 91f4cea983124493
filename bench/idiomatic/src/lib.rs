//! A minimal client in the way that Rust developers write one for the web first: gloo-net's request
//! builder, serde structs, and `serde_wasm_bindgen` both ways.

use gloo_net::http::Request;
use js_sys::{Function, Promise};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    api_key: String,
    app_key: String,
    base_url: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Account {
    id: String,
    account_id: String,
    account_name: String,
    integration: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    azure_openai_metadata: Option<AzureOpenAiMetadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vertex_ai_metadata: Option<VertexAiMetadata>,
}

#[derive(Serialize, Deserialize)]
struct AzureOpenAiMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_name: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct VertexAiMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_ids: Option<Vec<String>>,
}

/// `fetch` stands apart from the options, which serde reads: gloo-net's own `send` takes no other
/// `fetch` than the global one.
#[wasm_bindgen(js_name = listAccounts)]
pub async fn list_accounts(
    integration: String,
    options: JsValue,
    fetch: Function,
) -> Result<JsValue, JsError> {
    let options: Options = serde_wasm_bindgen::from_value(options)?;
    let base_url = options.base_url.as_deref().unwrap_or("https://api.datadoghq.com");
    let integration = String::from(js_sys::encode_uri_component(&integration));
    let url = format!("{base_url}/api/v2/llm-obs/v1/integrations/{integration}/accounts");
    let request = Request::get(&url)
        .header("DD-API-KEY", &options.api_key)
        .header("DD-APPLICATION-KEY", &options.app_key)
        .build()?;
    let response = send(&request.into(), &fetch).await.map_err(|_| JsError::new("no answer"))?;
    if !response.ok() {
        let status = response.status();
        let text = gloo_net::http::Response::from(response).text().await?;
        return Err(JsError::new(&format!("{status}: {text}")));
    }
    // Not gloo-net's own `json`: that is serde_json, which copies the text into WebAssembly.
    let json = json(&response).await.map_err(|_| JsError::new("the answer is no JSON"))?;
    let accounts: Vec<Account> = serde_wasm_bindgen::from_value(json)?;
    Ok(serde_wasm_bindgen::to_value(&accounts)?)
}

async fn send(request: &web_sys::Request, fetch: &Function) -> Result<Response, JsValue> {
    let sent: Promise = fetch.call1(&JsValue::UNDEFINED, request)?.unchecked_into();
    Ok(JsFuture::from(sent).await?.unchecked_into())
}

async fn json(response: &Response) -> Result<JsValue, JsValue> {
    JsFuture::from(response.json()?).await
}
