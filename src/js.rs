//! The npm face: reads the options off a JavaScript object, and turns a failure into the fields of an
//! `AccountsError`, which src/entry/list-accounts.js throws.

use std::rc::Rc;

use js_sys::futures::spawn_local;
use js_sys::{Function, JsString, Reflect};
use wasm_bindgen::prelude::*;

use crate::client;
use crate::error::InvalidArgument;
use crate::failure::Failure;
use crate::from_js::field;
use crate::options::{OnResponse, Options};
use crate::platform::{header_pairs, is_signal, near_misses, notify};
use crate::secret::Secret;
use crate::text::join;
use crate::to_js::Plain;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

/// Makes a call. `started` is when the caller began to wait, in Unix milliseconds.
///
/// `resolve` and `reject` are those of a promise that src/entry/instance.js makes, since it has to reject
/// it when this instance traps. It is fulfilled with the accounts or, where the call failed, with the
/// fields of an `AccountsError`, which is made in JavaScript, where its stack names the caller. It is
/// rejected with the reason of the caller's signal.
#[wasm_bindgen(js_name = listAccounts, skip_typescript)]
pub fn list_accounts(
    integration: JsValue,
    options: JsValue,
    started: f64,
    resolve: Function,
    reject: Function,
) {
    let given = read_integration(&integration)
        .and_then(|integration| Ok((integration, read_options(&options)?)));
    spawn_local(async move {
        let called = match given {
            Ok((integration, given)) => client::call(&integration, &given, started).await,
            Err(error) => Err(error.into()),
        };
        let (settle, value) = match called {
            Ok(accounts) => (resolve, accounts.into()),
            Err(Failure::Aborted(reason)) => (reject, reason),
            Err(failure) => (resolve, error_fields(&failure, &options)),
        };
        _ = settle.call1(&JsValue::UNDEFINED, &value);
    });
}

fn read_integration(integration: &JsValue) -> Result<String, InvalidArgument> {
    string("integration", integration)?
        .ok_or_else(|| InvalidArgument::new("integration", "is missing"))
}

/// Reads the options off any object, a Proxy or one with getters that throw too.
fn read_options(given: &JsValue) -> Result<Options, InvalidArgument> {
    let mut options = Options::default();
    if given.is_undefined() {
        return Ok(options);
    }
    if !given.is_object() && !given.is_function() {
        return Err(InvalidArgument::new("options", "must be an object"));
    }
    fill(&mut options, given)?;
    Ok(options)
}

fn fill(options: &mut Options, given: &JsValue) -> Result<(), InvalidArgument> {
    for (argument, option) in [
        ("apiKey", &mut options.api_key),
        ("appKey", &mut options.app_key),
        ("accessToken", &mut options.access_token),
    ] {
        *option = read_trimmed(given, argument)?.map(Secret::from);
    }
    options.site = read_trimmed(given, "site")?;
    options.base_url = read_base_url(given)?;
    options.headers = read_headers(given)?;
    options.fetch = read(given, "fetch")?;
    options.signal = read_signal(given)?;
    for (argument, option) in [
        ("timeout", &mut options.timeout),
        ("attemptTimeout", &mut options.attempt_timeout),
        ("maxRetries", &mut options.max_retries),
    ] {
        *option = read_number(given, argument)?;
    }
    options.on_response = read_on_response(given)?;
    options.dangerously_allow_browser = read(given, "dangerouslyAllowBrowser")? == JsValue::TRUE;
    Ok(())
}

/// The value of an option, which may be `undefined`.
fn read(given: &JsValue, argument: &'static str) -> Result<JsValue, InvalidArgument> {
    Reflect::get(given, &argument.into())
        .map_err(|_| InvalidArgument::new(argument, "threw an error when it was read"))
}

fn read_trimmed(
    given: &JsValue,
    argument: &'static str,
) -> Result<Option<String>, InvalidArgument> {
    let value = read(given, argument)?;
    match value.dyn_ref::<JsString>() {
        Some(text) => string(argument, &text.trim()),
        None => string(argument, &value),
    }
}

/// A string, if the value is not `undefined`.
fn string(argument: &'static str, value: &JsValue) -> Result<Option<String>, InvalidArgument> {
    if value.is_undefined() {
        return Ok(None);
    }
    let Some(text) = value.as_string() else {
        return Err(InvalidArgument::new(argument, "must be a string"));
    };
    // A lone surrogate becomes U+FFFD on its way here.
    if !text.is_ascii() && JsValue::from_str(&text) != *value {
        return Err(InvalidArgument::new(argument, "must not contain a lone surrogate"));
    }
    Ok(Some(text))
}

fn read_number(given: &JsValue, argument: &'static str) -> Result<Option<f64>, InvalidArgument> {
    let value = read(given, argument)?;
    match value.as_f64() {
        None if !value.is_undefined() => Err(InvalidArgument::new(argument, "must be a number")),
        number => Ok(number),
    }
}

/// A string, or the text of a `URL`.
fn read_base_url(given: &JsValue) -> Result<Option<String>, InvalidArgument> {
    let mut value = read(given, "baseUrl")?;
    let is_object = value.is_object();
    if is_object {
        value = field(&value, "href");
    }
    if !value.is_string() && (is_object || !value.is_undefined()) {
        return Err(InvalidArgument::new("baseUrl", "must be a string or a URL"));
    }
    string("baseUrl", &value)
}

fn read_headers(given: &JsValue) -> Result<Vec<(String, Secret)>, InvalidArgument> {
    let headers = read(given, "headers")?;
    if headers.is_undefined() {
        return Ok(vec![]);
    }
    let Some(pairs) = header_pairs(&headers) else {
        let why = "must be a Headers object, an object or pairs of strings";
        return Err(InvalidArgument::new("headers", why));
    };
    let text = |index| pairs.get(index).as_string().unwrap_or_default();
    let names = (0..pairs.length()).step_by(2);
    Ok(names.map(|index| (text(index), text(index.saturating_add(1)).into())).collect())
}

fn read_signal(given: &JsValue) -> Result<JsValue, InvalidArgument> {
    let value = read(given, "signal")?;
    if value.is_undefined() || is_signal(&value) {
        return Ok(value);
    }
    Err(InvalidArgument::new("signal", "must be an AbortSignal"))
}

fn read_on_response(given: &JsValue) -> Result<Option<OnResponse>, InvalidArgument> {
    let value = read(given, "onResponse")?;
    if value.is_undefined() {
        return Ok(None);
    }
    let Ok(callback) = value.dyn_into::<Function>() else {
        return Err(InvalidArgument::new("onResponse", "must be a function"));
    };
    Ok(Some(Rc::new(move |info| notify(&callback, &Plain::from(info).to_js()))))
}

/// The fields of an `AccountsError`, or the reason of an abort.
fn error_fields(failure: &Failure, options: &JsValue) -> JsValue {
    let message;
    let mut fields = vec![];
    let (code, message) = match failure {
        Failure::InvalidArgument(error) => {
            message = join(&[&error.message, &near_misses(error.argument, options)]);
            fields.push(("argument", error.argument.into()));
            ("invalid_argument", &message)
        }
        Failure::Http(http) => {
            fields.extend([
                ("status", u32::from(http.status).into()),
                ("errors", http.errors.clone().into()),
                ("headers", (&http.headers).into()),
                ("rateLimit", http.rate_limit.as_ref().into()),
                ("retryAfter", http.retry_after.map(|delay| delay / 1000.0).into()),
                ("body", http.body.as_deref().into()),
            ]);
            ("http", &http.message)
        }
        Failure::Network { message, cause } => {
            fields.push(("cause", cause.clone().into()));
            ("network", message)
        }
        Failure::Timeout { message, timeout } => {
            fields.push(("timeout", (*timeout).into()));
            ("timeout", message)
        }
        Failure::Decode(mismatch) => {
            message = mismatch.message();
            fields.extend([
                ("path", mismatch.path.as_str().into()),
                ("expected", mismatch.expected.into()),
                ("found", mismatch.found.into()),
            ]);
            ("decode", &message)
        }
        Failure::Aborted(reason) => return reason.clone(),
    };
    fields.extend([("code", code.into()), ("message", message.as_str().into())]);
    Plain::Object(fields).to_js()
}
