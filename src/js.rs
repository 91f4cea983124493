//! The JavaScript face: options read off an object, accounts and errors handed out.

use js_sys::Object;
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
    /// What the entry point lends: what only JavaScript can do or know.
    pub type Host;
    /// Whether this is a page or a browser's worker, where every visitor can read a key.
    #[wasm_bindgen(method, structural, getter, js_name = inBrowser)]
    fn in_browser(this: &Host) -> bool;
    /// Wraps the fields of an `AccountsError`.
    #[wasm_bindgen(method, structural)]
    fn failure(this: &Host, fields: &JsValue) -> JsValue;
    /// A signal that any number of calls may listen to at the cost of one listener.
    #[wasm_bindgen(method, structural, js_name = shareSignal)]
    fn share_signal(this: &Host, signal: &JsValue) -> Signal;

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

    /// An object with a `fetch` method, such as a service binding.
    type RawFetcher;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn fetch(this: &RawFetcher) -> Result<JsValue, JsValue>;

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
    fn location(this: &Global) -> Result<JsValue, JsValue>;

    /// The runtime's `URL`; a `location` has an address too.
    type Url;
    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(url: &str, base: Option<&str>) -> Result<Url, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn href(this: &Url) -> Result<JsValue, JsValue>;
}

/// `listAccounts` of the entry points, which add the last argument; `types.d.ts` describes it.
/// Resolves with the accounts or with a failure of the host's, and rejects with a caller's reason
/// alone, which can be any value.
#[wasm_bindgen(js_name = listAccounts, skip_typescript)]
pub async fn list_accounts(
    integration: JsValue,
    options: JsValue,
    host: Host,
) -> Result<JsValue, JsValue> {
    match call(&integration, &options, &host).await {
        Ok(accounts) => Ok(accounts),
        Err(Failure::Aborted(reason)) => Err(reason),
        Err(Failure::Error(error)) => Ok(host.failure(&plain(&error))),
    }
}

async fn call(integration: &JsValue, options: &JsValue, host: &Host) -> Result<JsValue, Failure> {
    let integration = text("integration", Ok(integration.clone()))?
        .ok_or_else(|| Error::invalid("integration", "`integration` is missing"))?;
    let options = if options.is_undefined() { &Object::new() } else { options };
    if !options.is_object() {
        return Err(Error::invalid("options", "`options` is no object").into());
    }
    let raw: &RawOptions = options.unchecked_ref();
    let in_browser = host.in_browser();
    let request = Request::new(&integration, &read(raw, in_browser)?)?;
    let fetch = fetch(raw)?;
    let signal = signal(raw)?.map(|signal| host.share_signal(&signal));
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
        dangerously_allow_browser: flag(
            "dangerouslyAllowBrowser",
            raw.dangerously_allow_browser(),
        )?,
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

/// Not any truthy value: from a configuration, the text "false" would be one.
fn flag(argument: &'static str, value: Result<JsValue, JsValue>) -> Result<bool, Error> {
    match option(argument, value)?.map(|value| value.as_bool()) {
        None => Ok(false),
        Some(Some(flag)) => Ok(flag),
        Some(None) => Err(Error::invalid(argument, ["`", argument, "` is no boolean"].concat())),
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
    let text = if value.is_string() { text("baseUrl", Ok(value))? } else { href_of(&value) };
    let refuse = |message| Error::invalid("baseUrl", message);
    let text = text.ok_or_else(|| refuse("`baseUrl` is neither a string nor a URL"))?;
    if text.is_empty() {
        return Err(refuse("`baseUrl` is empty"));
    }
    let page = GLOBAL.with(|global| global.location().ok()).and_then(|page| href_of(&page));
    let url = Url::new(&text, page.as_deref()).or_else(|_| Url::new(&text, None));
    let href = url.ok().and_then(|url| href_of(&url)).ok_or_else(|| {
        refuse(if page.is_some() {
            "`baseUrl` is no URL"
        } else {
            "`baseUrl` is no absolute URL: only in a page can it be relative"
        })
    })?;
    Ok(Some(BaseUrl { href, page }))
}

/// The address of a `URL` or a `location`; programs that stand in for a page have odd ones.
fn href_of(value: &JsValue) -> Option<String> {
    value.is_object().then(|| value.unchecked_ref::<Url>().href().ok()?.as_string()).flatten()
}

fn fetch(raw: &RawOptions) -> Result<Fetch, Error> {
    let Some(value) = option("fetch", raw.fetch())? else {
        return Ok(Fetch::Method(GLOBAL.with(|global| JsValue::from(global).unchecked_into())));
    };
    if value.is_function() {
        return Ok(Fetch::Function(value.unchecked_into()));
    }
    let has_method = value.is_object()
        && value.unchecked_ref::<RawFetcher>().fetch().is_ok_and(|method| method.is_function());
    if has_method {
        return Ok(Fetch::Method(value.unchecked_into()));
    }
    Err(Error::invalid(
        "fetch",
        "`fetch` is neither a function nor an object with a `fetch` method",
    ))
}

fn signal(raw: &RawOptions) -> Result<Option<JsValue>, Error> {
    let Some(value) = option("signal", raw.signal())? else { return Ok(None) };
    let signal: &RawSignal = value.unchecked_ref();
    let is_signal = value.is_object()
        && signal.aborted().is_ok_and(|aborted| aborted.as_bool().is_some())
        && signal.add_event_listener().is_ok_and(|method| method.is_function());
    if !is_signal {
        return Err(Error::invalid("signal", "`signal` is no AbortSignal"));
    }
    Ok(Some(value))
}

/// An error as JavaScript sees it; absent fields are absent.
fn plain(error: &Error) -> JsValue {
    let message = error.to_string();
    let mut fields = vec![("code", text_of(error.code())), ("message", text_of(&message))];
    match error {
        Error::InvalidArgument { argument, .. } => fields.push(("argument", text_of(argument))),
        Error::Http(http) => {
            fields.push(("status", Some(Plain::Number(http.status.into()))));
            fields.push(("errors", Some(Plain::List(http.errors.iter().map(detail).collect()))));
            fields.push(("headers", Some(Plain::Value(&http.headers))));
            fields.push(("rateLimit", http.rate_limit.as_ref().map(rate_limit)));
            fields.push(("body", http.body.as_deref().map(Plain::Text)));
        }
        Error::Network { cause, .. } => fields.push(("cause", Some(Plain::Value(cause)))),
        Error::Decode { path, expected, found } => {
            fields.push(("path", text_of(path)));
            fields.push(("expected", text_of(expected)));
            fields.push(("found", text_of(found)));
        }
    }
    // Nothing in it can fail; should it, JavaScript gets `undefined`.
    Plain::object(fields).serialize(&Serializer::json_compatible()).unwrap_or_default()
}

fn text_of(text: &str) -> Option<Plain<'_>> {
    Some(Plain::Text(text))
}

fn detail(error: &ErrorDetail) -> Plain<'_> {
    Plain::object([
        ("title", error.title.as_deref().map(Plain::Text)),
        ("detail", error.detail.as_deref().map(Plain::Text)),
        ("status", error.status.as_deref().map(Plain::Text)),
        (
            "source",
            error.source.as_ref().map(|source| {
                Plain::object([
                    ("header", source.header.as_deref().map(Plain::Text)),
                    ("parameter", source.parameter.as_deref().map(Plain::Text)),
                    ("pointer", source.pointer.as_deref().map(Plain::Text)),
                ])
            }),
        ),
        ("meta", error.meta.as_ref().map(|meta| Plain::Value(meta))),
    ])
}

fn rate_limit(limit: &RateLimit) -> Plain<'_> {
    Plain::object([
        ("limit", limit.limit.map(Plain::Number)),
        ("period", limit.period.map(Plain::Number)),
        ("remaining", limit.remaining.map(Plain::Number)),
        ("reset", limit.reset.map(Plain::Number)),
        ("name", limit.name.as_deref().map(Plain::Text)),
    ])
}

/// What is handed out, on its way through serde. One type for all, with its objects as maps: derived
/// structs cost 1.5 KB (brotli) more, because serde-wasm-bindgen caches the names of their fields.
enum Plain<'a> {
    Text(&'a str),
    Number(u32),
    List(Vec<Plain<'a>>),
    Object(Vec<(&'static str, Plain<'a>)>),
    Value(&'a JsValue),
}

impl<'a> Plain<'a> {
    fn object(fields: impl IntoIterator<Item = (&'static str, Option<Self>)>) -> Self {
        Self::Object(fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
    }
}

impl Serialize for Plain<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
            }
            Self::Value(value) => serde_wasm_bindgen::preserve::serialize(*value, serializer),
        }
    }
}
