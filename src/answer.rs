//! What an answer says: accounts, or an error.

use js_sys::{Array, Date, JsString, Object};
use wasm_bindgen::prelude::*;

use crate::error::{Error, HttpError};
use crate::error_body::error_details;
use crate::host::{headers, parse_json};
use crate::model::{Mismatch, check_accounts};
use crate::options::Request;
use crate::rate_limit::RateLimit;
use crate::retry::Retry;
use crate::secrets::Secrets;

/// The longest piece of a body that an error keeps, in bytes.
const MAX_BODY: usize = 2048;
/// As much of it is looked at, in UTF-16 units: replacing secrets can make it shorter.
const MAX_READ: u32 = 8192;

/// The accounts in the text of a 2xx answer: the very objects that the runtime parsed.
pub(crate) fn accounts(text: &JsValue) -> Result<Array, Error> {
    let answer = parse_json(text);
    if answer.is_undefined() {
        let found = match first_character(text) {
            None => "nothing",
            Some('<') => "HTML",
            Some(_) => "other text",
        };
        return Err(Error::Decode { path: "$".to_owned(), expected: "JSON", found });
    }
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
    let errors = error_details(parse_json(text), &request.secrets);
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

/// The first that is no white space, whatever size the text has: only its start is copied.
fn first_character(text: &JsValue) -> Option<char> {
    let start = text.dyn_ref::<JsString>()?.trim_start().slice(0, 1).as_string()?;
    start.chars().next()
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
    pub(crate) fn read(answer: &JsValue, secrets: &Secrets) -> Self {
        let mut headers = headers(answer).into_iter();
        let fields = std::iter::from_fn(|| Some((headers.next()?, headers.next()?)));
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
        let entries = Array::new();
        for (name, value) in &self.fields {
            let [name, value] = [name, value].map(|text| secrets.redact(text.clone(), false));
            entries.push(&Array::of2(&name.into(), &value.into()));
        }
        // Not by assignment: a name such as `__proto__` stays a name.
        Object::from_entries(&entries).unwrap_or_default()
    }
}
