//! What an answer says: accounts, or an error.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;

use wasm_bindgen::prelude::*;

use crate::error::{Error, HttpError};
use crate::host::{Head, List, first_of, now, parse_date, parse_json, read_error_body};
use crate::model::{Kind, Mismatch, check_accounts};
use crate::options::Request;
use crate::rate_limit::RateLimit;
use crate::retry::Retry;

/// The accounts in the text of a 2xx answer: the very objects that the runtime parsed.
pub(crate) fn accounts(text: &JsValue) -> Result<List, Error> {
    let answer = parse_json(text);
    if Kind::of(&answer) == Kind::Nothing {
        let found = match first_of(text).as_deref() {
            None => "nothing",
            Some("<") => "HTML",
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

/// What the headers of an answer say about the rate limit.
pub(crate) fn rate_limit(head: &Head) -> Option<RateLimit> {
    // What is read is not redacted: a caller's header may be as short as "7".
    let seconds = (now() / 1000.0) as u32;
    let mut rate_limit = RateLimit::read(|name| head.get(name), seconds)?;
    if rate_limit.name.is_some() {
        rate_limit.name = head.shown().text("x-ratelimit-name");
    }
    Some(rate_limit)
}

/// The error that an answer outside 2xx is, and what it says about another try.
pub(crate) fn http_error(
    status: u16,
    head: &Head,
    text: &JsValue,
    request: &Request,
) -> (Error, Retry) {
    let body = read_error_body(text, &request.secrets);
    let rate_limit = rate_limit(head);
    let reset = rate_limit.as_ref().and_then(|limit| limit.reset);
    let retry = Retry::advised(status, |name| head.get(name), reset, now(), parse_date);
    let error = HttpError {
        status,
        said: body.said(),
        errors: body.errors(),
        headers: head.shown().into(),
        rate_limit,
        body: body.body(),
        host: request.host.clone(),
        asker: request.asker,
    };
    (Error::Http(Box::new(error)), retry)
}
