//! The JavaScript face: options read off an object, accounts and errors handed out.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::client::{self, Failure, Fetch, Signal};
use crate::error::{Error, ErrorDetail};
use crate::options::{BaseUrl, Options, Request};
use crate::rate_limit::RateLimit;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// What the entry point lends: the facts and the class that only JavaScript has.
    pub type Host;
    /// Whether this is a page or a browser's worker, where every visitor can read a key.
    #[wasm_bindgen(method, structural, getter, js_name = inBrowser)]
    fn in_browser(this: &Host) -> bool;
    /// Makes an `AccountsError` of its fields.
    #[wasm_bindgen(method, structural)]
    fn error(this: &Host, fields: &JsValue) -> JsValue;

    /// The caller's options: each access may throw.
    type RawOptions;
    #[wasm_bindgen(method, structural, getter, catch, js_name = apiKey)]
    fn api_key(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = appKey)]
    fn app_key(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = accessToken)]
    fn access_token(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn site(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = baseUrl)]
    fn base_url(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn fetch(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn signal(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = dangerouslyAllowBrowser)]
    fn dangerously_allow_browser(this: &RawOptions) -> Result<JsValue, JsValue>;

    /// An `AbortSignal`, as far as it is looked at before it is taken for one.
    type RawSignal;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn aborted(this: &RawSignal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = addEventListener)]
    fn add_event_listener(this: &RawSignal) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: Global;
    type Global;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn location(this: &Global) -> Result<Option<Url>, JsValue>;

    /// The runtime's `URL`; a `location` has the same fields.
    type Url;
    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(url: &JsValue, base: Option<&str>) -> Result<Url, JsValue>;
    #[wasm_bindgen(method, structural, getter)]
    fn href(this: &Url) -> String;
}

/// `listAccounts` of the entry points, which add the last argument; `types.d.ts` describes it.
#[wasm_bindgen(js_name = listAccounts, skip_typescript)]
pub async fn list_accounts(
    integration: JsValue,
    options: JsValue,
    host: Host,
) -> Result<JsValue, JsValue> {
    match call(&integration, &options, host.in_browser()).await {
        Ok(accounts) => Ok(accounts),
        Err(Failure::Aborted(reason)) => Err(reason),
        Err(Failure::Error(error)) => Err(host.error(&Fields::of(&error))),
    }
}

async fn call(
    integration: &JsValue,
    options: &JsValue,
    in_browser: bool,
) -> Result<JsValue, Failure> {
    let integration = text("integration", Ok(integration.clone()))?
        .ok_or_else(|| Error::invalid("integration", "`integration` is missing"))?;
    let raw =
        if options.is_undefined() { JsValue::from(js_sys::Object::new()) } else { options.clone() };
    if !raw.is_object() {
        return Err(Error::invalid("options", "`options` is no object").into());
    }
    let raw: RawOptions = raw.unchecked_into();
    let request = Request::new(&integration, &read(&raw, in_browser)?)?;
    let fetch = fetch(&raw)?;
    let signal = signal(&raw)?;
    let accounts = client::list_accounts(&request, &fetch, signal.as_ref(), in_browser).await?;
    Ok(accounts.into())
}

fn read(raw: &RawOptions, in_browser: bool) -> Result<Options, Error> {
    Ok(Options {
        api_key: text("apiKey", raw.api_key())?,
        app_key: text("appKey", raw.app_key())?,
        access_token: text("accessToken", raw.access_token())?,
        site: text("site", raw.site())?,
        base_url: base_url(raw)?,
        in_browser,
        dangerously_allow_browser: option(
            "dangerouslyAllowBrowser",
            raw.dangerously_allow_browser(),
        )?
        .is_some_and(|allowed| allowed.is_truthy()),
    })
}

/// An option's value; `None` when it is `undefined`.
fn option(
    argument: &'static str,
    value: Result<JsValue, JsValue>,
) -> Result<Option<JsValue>, Error> {
    match value {
        Ok(value) if value.is_undefined() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(Error::invalid(argument, ["reading `", argument, "` threw"].concat())),
    }
}

fn text(argument: &'static str, value: Result<JsValue, JsValue>) -> Result<Option<String>, Error> {
    let Some(value) = option(argument, value)? else { return Ok(None) };
    let Some(text) = value.as_string() else {
        return Err(Error::invalid(argument, ["`", argument, "` is no string"].concat()));
    };
    // Copying replaced what is no Unicode: a text that came back as another one had such a piece.
    if value != text.as_str() {
        return Err(Error::invalid(argument, ["`", argument, "` holds half a character"].concat()));
    }
    Ok(Some(text))
}

fn base_url(raw: &RawOptions) -> Result<Option<BaseUrl>, Error> {
    let Some(value) = option("baseUrl", raw.base_url())? else { return Ok(None) };
    let page = GLOBAL.with(|global| global.location().ok().flatten()).map(|page| page.href());
    let url = Url::new(&value, page.as_deref())
        .map_err(|_| Error::invalid("baseUrl", "`baseUrl` is no URL"))?;
    Ok(Some(BaseUrl { href: url.href(), page }))
}

fn fetch(raw: &RawOptions) -> Result<Fetch, Error> {
    let Some(value) = option("fetch", raw.fetch())? else {
        return Ok(Fetch::Method(GLOBAL.with(|global| JsValue::from(global).unchecked_into())));
    };
    if value.is_function() {
        return Ok(Fetch::Function(value.unchecked_into()));
    }
    let has_method = value.is_object()
        && value.unchecked_ref::<RawOptions>().fetch().is_ok_and(|method| method.is_function());
    if has_method {
        return Ok(Fetch::Method(value.unchecked_into()));
    }
    Err(Error::invalid(
        "fetch",
        "`fetch` is neither a function nor an object with a `fetch` method",
    ))
}

fn signal(raw: &RawOptions) -> Result<Option<Signal>, Error> {
    let Some(value) = option("signal", raw.signal())? else { return Ok(None) };
    let signal: &RawSignal = value.unchecked_ref();
    let is_signal = value.is_object()
        && signal.aborted().is_ok_and(|aborted| aborted.as_bool().is_some())
        && signal.add_event_listener().is_ok_and(|method| method.is_function());
    if !is_signal {
        return Err(Error::invalid("signal", "`signal` is no AbortSignal"));
    }
    Ok(Some(value.unchecked_into()))
}

/// An error as JavaScript sees it; absent fields are absent.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    argument: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a [ErrorDetail]>,
    #[serde(with = "serde_wasm_bindgen::preserve", skip_serializing_if = "JsValue::is_undefined")]
    headers: JsValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<&'a RateLimit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'static str>,
    #[serde(with = "serde_wasm_bindgen::preserve", skip_serializing_if = "JsValue::is_undefined")]
    cause: JsValue,
}

impl<'a> Fields<'a> {
    fn of(error: &'a Error) -> JsValue {
        let fields = Self { code: error.code(), message: error.to_string(), ..Self::default() };
        let fields = match error {
            Error::InvalidArgument { argument, .. } => Self { argument: Some(argument), ..fields },
            Error::Http(http) => Self {
                status: Some(http.status),
                errors: Some(&http.errors),
                headers: http.headers.clone().into(),
                rate_limit: http.rate_limit.as_ref(),
                body: http.body.as_deref(),
                ..fields
            },
            Error::Network { cause, .. } => Self { cause: cause.clone(), ..fields },
            Error::Decode { path, expected, found } => {
                Self { path: Some(path), expected: Some(expected), found: Some(found), ..fields }
            }
        };
        // Nothing in it can fail; should it, the class still gets an object.
        fields
            .serialize(&Serializer::json_compatible().serialize_missing_as_null(false))
            .unwrap_or_default()
    }
}
