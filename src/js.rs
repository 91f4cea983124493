//! The npm face: reads the options off a JavaScript object, and turns a failure into the fields of an
//! `AccountsError`, which src/entry/list-accounts.js throws.

use std::rc::Rc;

use js_sys::futures::spawn_local;
use js_sys::{Function, JsString};
use wasm_bindgen::prelude::*;

use crate::client;
use crate::error::InvalidArgument;
use crate::failure::Failure;
use crate::from_js::field;
use crate::js_names::js_names;
use crate::options::{OnResponse, Options};
use crate::platform::{header_pairs, is_signal, near_misses, notify, read_fields};
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
    match integration.is_undefined() {
        true => Err(InvalidArgument::new("integration", "is missing")),
        false => read_string("integration", integration),
    }
}

const OPTIONS: &[&str] = &[
    "apiKey",
    "appKey",
    "accessToken",
    "site",
    "baseUrl",
    "headers",
    "fetch",
    "signal",
    "timeout",
    "attemptTimeout",
    "maxRetries",
    "onResponse",
    "dangerouslyAllowBrowser",
];

/// Reads the options off any object, a Proxy or one with getters that throw too.
fn read_options(given: &JsValue) -> Result<Options, InvalidArgument> {
    let mut options = Options::default();
    if given.is_undefined() {
        return Ok(options);
    }
    if !given.is_object() && !given.is_function() {
        return Err(InvalidArgument::new("options", "must be an object"));
    }
    let mut values = read_fields(given, &js_names(OPTIONS)).into_iter();
    for argument in OPTIONS {
        let Some(value) = values.next() else {
            return Err(InvalidArgument::new(argument, "threw an error when it was read"));
        };
        if !value.is_undefined() {
            read_option(&mut options, argument, value)?;
        }
    }
    Ok(options)
}

fn read_option(
    options: &mut Options,
    argument: &'static str,
    value: JsValue,
) -> Result<(), InvalidArgument> {
    match argument {
        "apiKey" => options.api_key = Some(read_trimmed(argument, &value)?.into()),
        "appKey" => options.app_key = Some(read_trimmed(argument, &value)?.into()),
        "accessToken" => options.access_token = Some(read_trimmed(argument, &value)?.into()),
        "site" => options.site = Some(read_trimmed(argument, &value)?),
        "baseUrl" => options.base_url = Some(read_base_url(value)?),
        "headers" => options.headers = read_headers(&value)?,
        "fetch" => options.fetch = value,
        "signal" => {
            if !is_signal(&value) {
                return Err(InvalidArgument::new(argument, "must be an AbortSignal"));
            }
            options.signal = value;
        }
        "timeout" => options.timeout = Some(read_number(argument, &value)?),
        "attemptTimeout" => options.attempt_timeout = Some(read_number(argument, &value)?),
        "maxRetries" => options.max_retries = Some(read_number(argument, &value)?),
        "onResponse" => options.on_response = Some(read_on_response(value)?),
        "dangerouslyAllowBrowser" => options.dangerously_allow_browser = value == JsValue::TRUE,
        _ => {}
    }
    Ok(())
}

fn read_trimmed(argument: &'static str, value: &JsValue) -> Result<String, InvalidArgument> {
    match value.dyn_ref::<JsString>() {
        Some(text) => read_string(argument, &text.trim()),
        None => read_string(argument, value),
    }
}

fn read_string(argument: &'static str, value: &JsValue) -> Result<String, InvalidArgument> {
    let Some(text) = value.as_string() else {
        return Err(InvalidArgument::new(argument, "must be a string"));
    };
    // A lone surrogate becomes U+FFFD on its way here.
    if !text.is_ascii() && JsValue::from_str(&text) != *value {
        return Err(InvalidArgument::new(argument, "must not contain a lone surrogate"));
    }
    Ok(text)
}

fn read_number(argument: &'static str, value: &JsValue) -> Result<f64, InvalidArgument> {
    value.as_f64().ok_or_else(|| InvalidArgument::new(argument, "must be a number"))
}

/// A string, or the text of a `URL`.
fn read_base_url(mut value: JsValue) -> Result<String, InvalidArgument> {
    if value.is_object() {
        value = field(&value, "href");
    }
    if !value.is_string() {
        return Err(InvalidArgument::new("baseUrl", "must be a string or a URL"));
    }
    read_string("baseUrl", &value)
}

fn read_headers(headers: &JsValue) -> Result<Vec<(String, Secret)>, InvalidArgument> {
    let Some(pairs) = header_pairs(headers) else {
        let why = "must be a Headers object, an object or pairs of strings";
        return Err(InvalidArgument::new("headers", why));
    };
    let text = |index| pairs.get(index).as_string().unwrap_or_default();
    let names = (0..pairs.length()).step_by(2);
    Ok(names.map(|index| (text(index), text(index.saturating_add(1)).into())).collect())
}

fn read_on_response(value: JsValue) -> Result<OnResponse, InvalidArgument> {
    let Ok(callback) = value.dyn_into::<Function>() else {
        return Err(InvalidArgument::new("onResponse", "must be a function"));
    };
    Ok(Rc::new(move |info| notify(&callback, &Plain::from(info).to_js())))
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
