//! The options, read off a JavaScript object of which nothing is known.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::client::Fetch;
use crate::error::Error;
use crate::options::{BaseUrl, Options, refused};

#[wasm_bindgen]
extern "C" {
    /// The caller's options: each access may throw.
    pub(crate) type RawOptions;
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
    fn headers(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn timeout(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = attemptTimeout)]
    fn attempt_timeout(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = maxRetries)]
    fn max_retries(this: &RawOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = onResponse)]
    fn on_response(this: &RawOptions) -> Result<JsValue, JsValue>;
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

    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(iterable: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, catch)]
    fn entries(object: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    fn own_names(object: &JsValue) -> Result<Array, JsValue>;
}

pub(crate) fn read(raw: &RawOptions, in_browser: bool) -> Result<Options, Error> {
    Ok(Options {
        api_key: text("apiKey", raw.api_key())?,
        app_key: text("appKey", raw.app_key())?,
        access_token: text("accessToken", raw.access_token())?,
        site: text("site", raw.site())?,
        base_url: base_url(raw)?,
        headers: headers(raw)?,
        timeout: number("timeout", raw.timeout())?,
        attempt_timeout: number("attemptTimeout", raw.attempt_timeout())?,
        max_retries: number("maxRetries", raw.max_retries())?,
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
        Some(None) => Err(refused(argument, "is no boolean")),
    }
}

pub(crate) fn text(
    argument: &'static str,
    value: Result<JsValue, JsValue>,
) -> Result<Option<String>, Error> {
    let Some(value) = option(argument, value)? else { return Ok(None) };
    let Some(text) = value.as_string() else {
        return Err(refused(argument, "is no string"));
    };
    // Copying replaced what is no Unicode: a text that came back as another one had such a piece.
    if value != text.as_str() {
        return Err(refused(argument, "holds half a character"));
    }
    Ok(Some(text))
}

fn number(argument: &'static str, value: Result<JsValue, JsValue>) -> Result<Option<f64>, Error> {
    match option(argument, value)? {
        None => Ok(None),
        Some(value) => Ok(Some(value.as_f64().ok_or_else(|| refused(argument, "is no number"))?)),
    }
}

/// Headers, a plain object, or a list of pairs: what `fetch` takes, but each value a string.
fn headers(raw: &RawOptions) -> Result<Vec<(String, String)>, Error> {
    let Some(value) = option("headers", raw.headers())? else { return Ok(vec![]) };
    let wrong = || refused("headers", "is no Headers, no object and no list of pairs of strings");
    if !value.is_object() {
        return Err(wrong());
    }
    let mut pairs = array_from(&value).map_err(|_| wrong())?;
    if pairs.length() == 0 {
        pairs = entries(&value).map_err(|_| wrong())?;
    }
    let texts = pairs.iter().map(|pair| {
        let pair: &Array = pair.dyn_ref().filter(|pair: &&Array| pair.length() == 2)?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    });
    texts.collect::<Option<_>>().ok_or_else(wrong)
}

/// The function that wants to be told of each answer.
pub(crate) fn on_response(raw: &RawOptions) -> Result<Option<Function>, Error> {
    match option("onResponse", raw.on_response())? {
        None => Ok(None),
        Some(value) => {
            Ok(Some(value.dyn_into().map_err(|_| refused("onResponse", "is no function"))?))
        }
    }
}

/// The names of all options, the unknown ones too.
pub(crate) fn names(raw: &RawOptions) -> Vec<String> {
    let names = own_names(raw).unwrap_or_default();
    names.iter().filter_map(|name| name.as_string()).collect()
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

pub(crate) fn fetch(raw: &RawOptions) -> Result<Fetch, Error> {
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

pub(crate) fn signal(raw: &RawOptions) -> Result<Option<JsValue>, Error> {
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
