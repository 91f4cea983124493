//! One call: the request out, the answer in. The only file that sends.

use gloo_net::http::Headers;
use js_sys::{Array, Date, Function, JsString, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, RequestRedirect};

use crate::error::{Error, HttpError};
use crate::error_body::error_details;
use crate::model::{Mismatch, check_accounts};
use crate::options::Request;
use crate::rate_limit::RateLimit;
use crate::secrets::Secrets;
use crate::thrown::Thrown;

/// The longest piece of a body that an error keeps, in bytes.
const MAX_BODY: usize = 2048;
/// As much of it is looked at, in UTF-16 units: replacing secrets can make it shorter.
const MAX_READ: u32 = 8192;

/// Why a call ended without accounts.
pub(crate) enum Failure {
    /// The caller's signal: its reason, handed back as it is.
    Aborted(JsValue),
    /// Everything else.
    Error(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// What sends a request: a function like `fetch`, or an object that has one as a method
/// (`globalThis`, a service binding).
pub(crate) enum Fetch {
    Function(Function),
    Method(FetchObject),
}

#[wasm_bindgen]
extern "C" {
    pub(crate) type FetchObject;
    #[wasm_bindgen(method, structural, catch)]
    fn fetch(this: &FetchObject, url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;

    /// A `Response`, or whatever a replaced `fetch` returned instead: every access may throw.
    type Answer;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn status(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = type)]
    fn kind(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn headers(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn text(this: &Answer) -> Result<JsValue, JsValue>;

    /// The caller's signal, maybe of another realm.
    pub(crate) type Signal;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn aborted(this: &Signal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn reason(this: &Signal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = addEventListener)]
    fn add_event_listener(this: &Signal, kind: &str, listener: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = removeEventListener)]
    fn remove_event_listener(this: &Signal, kind: &str, listener: &Function)
    -> Result<(), JsValue>;

    #[wasm_bindgen(extends = AbortController)]
    type Controller;
    #[wasm_bindgen(method, structural, getter, js_name = abort)]
    fn abort_function(this: &Controller) -> Function;

    /// js-sys' binding copies the text into WebAssembly and back; this one hands it on.
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = fromEntries, catch)]
    fn from_entries(entries: &JsValue) -> Result<Object, JsValue>;
}

/// Lists the accounts: the very objects that the runtime parsed, checked where they lie.
pub(crate) async fn list_accounts(
    request: &Request,
    fetch: &Fetch,
    signal: Option<&Signal>,
    in_browser: bool,
) -> Result<Array, Failure> {
    let no_answer = |cause: JsValue| network(cause, request, in_browser);
    let abort = Abort::follow(signal, no_answer)?;
    let settle = async |started: Result<JsValue, JsValue>| {
        let settled = abort.race(started).await;
        if let Some(reason) = abort.reason() {
            return Err(Failure::Aborted(reason));
        }
        settled.map_err(|cause| no_answer(cause).into())
    };
    if let Some(reason) = abort.reason() {
        return Err(Failure::Aborted(reason));
    }

    let answer = settle(send(request, fetch, &abort)).await?;
    let answer: &Answer = answer.unchecked_ref();
    let Some(status) = status(answer) else {
        return Err(no_answer(JsError::new("fetch returned no Response").into()).into());
    };
    match (status, settle(answer.text()).await) {
        (200..300, text) => Ok(accounts(&text?)?),
        (_, Err(Failure::Aborted(reason))) => Err(Failure::Aborted(reason)),
        // The status says more than the reason why the rest of the answer is missing.
        (_, text) => {
            let text = text.ok().filter(JsValue::is_string).unwrap_or_default();
            Err(http(status, headers(answer, &request.secrets), &text, request).into())
        }
    }
}

fn send(request: &Request, fetch: &Fetch, abort: &Abort) -> Result<JsValue, JsValue> {
    // `Headers::set` traps on an invalid value: `Request` holds valid ones only.
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value);
    }
    // Only these four: workerd throws at some of the others.
    let init = RequestInit::new();
    init.set_method("GET");
    init.set_headers(&headers.into_raw());
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&abort.controller.signal()));
    match fetch {
        Fetch::Function(function) => {
            function.call2(&JsValue::UNDEFINED, &JsValue::from_str(&request.url), &init)
        }
        Fetch::Method(object) => object.fetch(&request.url, &init),
    }
}

/// The status of what really is a response; 0 is a redirect that a browser hides.
fn status(answer: &Answer) -> Option<u16> {
    if !answer.is_object() {
        return None;
    }
    let status = answer.status().ok()?.as_f64()?;
    let hidden = || answer.kind().ok().and_then(|kind| kind.as_string());
    match status as u16 {
        status @ 200..1000 => Some(status),
        0 if hidden().as_deref() == Some("opaqueredirect") => Some(0),
        _ => None,
    }
}

/// Own controller of one call. Everything that ends the call early acts on it, and the caller's
/// signal carries one listener for no longer than the call.
struct Abort<'a> {
    controller: Controller,
    /// Rejects when the controller aborts, so that no `fetch` can ignore it.
    aborted: Promise,
    caller: Option<(&'a Signal, Function)>,
}

impl<'a> Abort<'a> {
    fn follow(
        signal: Option<&'a Signal>,
        no_answer: impl FnOnce(JsValue) -> Error,
    ) -> Result<Self, Error> {
        let controller: Controller = AbortController::new().map_err(no_answer)?.unchecked_into();
        let own: Signal = controller.signal().unchecked_into();
        let aborted = Promise::new(&mut |_, reject: Function| {
            _ = own.add_event_listener("abort", &reject);
        });
        let caller = match signal {
            Some(signal) => {
                let listener = controller.abort_function().bind0(&controller);
                signal
                    .add_event_listener("abort", &listener)
                    .map_err(|_| Error::invalid("signal", "listening to `signal` threw"))?;
                Some((signal, listener))
            }
            None => None,
        };
        Ok(Self { controller, aborted, caller })
    }

    /// The caller's reason, once the caller has aborted.
    fn reason(&self) -> Option<JsValue> {
        let (signal, _) = self.caller.as_ref()?;
        signal
            .aborted()
            .is_ok_and(|aborted| aborted.is_truthy())
            .then(|| signal.reason().unwrap_or_default())
    }

    async fn race(&self, started: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
        let started = started.unwrap_or_else(|thrown| Promise::reject(&thrown).into());
        // Raced even if it has failed already: a rejection that nothing follows ends a Node process.
        let both = Array::of2(&started, &self.aborted);
        JsFuture::from(Promise::race(&both)).await
    }
}

impl Drop for Abort<'_> {
    fn drop(&mut self) {
        if let Some((signal, listener)) = &self.caller {
            _ = signal.remove_event_listener("abort", listener);
        }
    }
}

/// The accounts in the text of a 2xx answer.
fn accounts(text: &JsValue) -> Result<Array, Error> {
    let answer = parse_json(text).map_err(|_| {
        let text = text.as_string().unwrap_or_default();
        let found = match text.trim_start().chars().next() {
            None => "nothing",
            Some('<') => "HTML",
            Some(_) => "other text",
        };
        Error::Decode { path: "$".to_owned(), expected: "JSON", found }
    })?;
    check_accounts(answer).map_err(|Mismatch { path, expected, found }| Error::Decode {
        path,
        expected,
        found,
    })
}

fn http(status: u16, headers: Object, text: &JsValue, request: &Request) -> Error {
    let errors = match parse_json(text) {
        Ok(body) => error_details(body, &request.secrets),
        Err(_) => vec![],
    };
    Error::Http(Box::new(HttpError {
        status,
        body: if errors.is_empty() { start(text, &request.secrets) } else { None },
        errors,
        rate_limit: RateLimit::read(
            |name| Reflect::get(&headers, &JsValue::from_str(name)).ok()?.as_string(),
            (Date::now() / 1000.0) as u32,
        ),
        headers,
        host: request.host.clone(),
        asker: request.asker,
    }))
}

/// At most the first 2 KB of a text, cut between two characters; none of the empty text. The rest
/// is not even copied: a body can be of any size.
fn start(text: &JsValue, secrets: &Secrets) -> Option<String> {
    let text: &JsString = text.dyn_ref()?;
    let first = text.slice(0, MAX_READ).as_string()?;
    let mut first = secrets.redact(first, text.length() > MAX_READ);
    first.truncate(first.floor_char_boundary(MAX_BODY));
    Some(first).filter(|first| !first.is_empty())
}

/// The headers as a plain object of texts; empty where an answer has none that can be read.
fn headers(answer: &Answer, secrets: &Secrets) -> Object {
    let headers = Object::new();
    let read = answer.headers().and_then(|headers| from_entries(&headers));
    for entry in read.map(|read| Object::entries(&read)).unwrap_or_default().iter() {
        let entry: Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            let name = secrets.redact(name.to_ascii_lowercase(), false);
            _ = Reflect::set(&headers, &name.into(), &secrets.redact(value, false).into());
        }
    }
    headers
}

/// What `fetch` threw, as an error that shows no secret and says what it can.
fn network(cause: JsValue, request: &Request, in_browser: bool) -> Error {
    let thrown = Thrown::describe(cause, &request.secrets);
    let hint = if in_browser {
        " (in a page, CORS or the page's Content-Security-Policy may have refused it)"
    } else {
        ""
    };
    Error::Network {
        message: format!("no answer from {}: {}{hint}", request.host, thrown.text),
        cause: thrown.value,
    }
}
