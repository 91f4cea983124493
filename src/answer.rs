//! What came back: a `Response`, or whatever a replaced `fetch` returned instead.

use js_sys::{Array, Date, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::error::{Error, HttpError};
use crate::error_body::error_details;
use crate::model::{Mismatch, check_accounts};
use crate::options::Request;
use crate::rate_limit::RateLimit;
use crate::retry::Retry;
use crate::secrets::Secrets;

/// The longest piece of a body that an error keeps, in bytes.
const MAX_BODY: usize = 2048;
/// As much of it is looked at, in UTF-16 units: replacing secrets can make it shorter.
const MAX_READ: u32 = 8192;

#[wasm_bindgen]
extern "C" {
    /// Each access may throw.
    pub(crate) type Answer;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn status(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch, js_name = type)]
    fn kind(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn headers(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn text(this: &Answer) -> Result<JsValue, JsValue>;

    /// js-sys' binding copies the text into WebAssembly and back; this one hands it on.
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse_json(text: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = fromEntries, catch)]
    fn from_entries(entries: &JsValue) -> Result<Object, JsValue>;
}

/// The status of what really is a response; 0 is a redirect that a browser hides.
pub(crate) fn status(answer: &Answer) -> Option<u16> {
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

/// The accounts in the text of a 2xx answer: the very objects that the runtime parsed.
pub(crate) fn accounts(text: &JsValue) -> Result<Array, Error> {
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

/// The error that an answer outside 2xx is, and what it says about another try.
pub(crate) fn http_error(
    status: u16,
    head: &Head,
    text: &JsValue,
    request: &Request,
) -> (Error, Retry) {
    let errors = match parse_json(text) {
        Ok(body) => error_details(body, &request.secrets),
        Err(_) => vec![],
    };
    let retry = Retry::advised(
        status,
        |name| head.get(name),
        head.rate_limit.as_ref().and_then(|limit| limit.reset),
        Date::now(),
        Date::parse,
    );
    let error = Error::Http(Box::new(HttpError {
        status,
        body: if errors.is_empty() { start(text, &request.secrets) } else { None },
        errors,
        headers: head.shown(&request.secrets),
        rate_limit: head.rate_limit.clone(),
        host: request.host.clone(),
        asker: request.asker,
    }));
    (error, retry)
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

/// The headers of an answer; none where it has none that can be read.
pub(crate) struct Head {
    fields: Vec<(String, String)>,
    pub(crate) rate_limit: Option<RateLimit>,
}

impl Head {
    pub(crate) fn read(answer: &Answer, secrets: &Secrets) -> Self {
        let entries = answer.headers().and_then(|headers| from_entries(&headers));
        let fields = entries.map(|read| Object::entries(&read)).unwrap_or_default();
        let fields = fields.iter().filter_map(|field| {
            let field: Array = field.unchecked_into();
            Some((field.get(0).as_string()?.to_ascii_lowercase(), field.get(1).as_string()?))
        });
        let mut head = Self { fields: fields.collect(), rate_limit: None };
        // What is read is not redacted: a caller's header may be as short as "7".
        let now = (Date::now() / 1000.0) as u32;
        let mut rate_limit = RateLimit::read(|name| head.get(name), now);
        if let Some(name) = rate_limit.as_mut().and_then(|limit| limit.name.as_mut()) {
            *name = secrets.redact(std::mem::take(name), false);
        }
        head.rate_limit = rate_limit;
        head
    }

    fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(other, _)| other == name)?;
        Some(value)
    }

    /// As a plain object of texts by lower-case name, without secrets.
    pub(crate) fn shown(&self, secrets: &Secrets) -> Object {
        let headers = Object::new();
        for (name, value) in &self.fields {
            let [name, value] = [name, value].map(|text| secrets.redact(text.clone(), false));
            _ = Reflect::set(&headers, &name.into(), &value.into());
        }
        headers
    }
}
