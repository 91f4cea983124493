//! What can go wrong, as values with a code and fields.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use wasm_bindgen::JsValue;

use crate::options::Asker;
use crate::rate_limit::RateLimit;

/// Why a call failed.
#[derive(Debug)]
pub(crate) enum Error {
    /// An argument was refused before anything was sent.
    InvalidArgument {
        /// The argument's or option's name, as JavaScript spells it.
        argument: &'static str,
        /// What is wrong and what to do; never the value.
        message: String,
    },
    /// An answer outside 2xx, a redirect included.
    Http(Box<HttpError>),
    /// No answer, or it broke off.
    Network {
        /// What the runtime said, and what may be behind it.
        message: String,
        /// What `fetch` threw, or an error in its place where that holds or could hide a secret.
        cause: JsValue,
    },
    /// The deadline of the call, or of its last try, passed.
    Timeout {
        /// Who did not answer in how long.
        message: String,
        /// That time, in milliseconds.
        timeout: f64,
    },
    /// 2xx, but not the documented JSON.
    Decode {
        /// The place, as `$[3].vertex_ai_metadata.project_ids[1]`.
        path: String,
        /// What belongs there.
        expected: &'static str,
        /// What was there.
        found: &'static str,
    },
}

/// An answer outside 2xx.
#[derive(Debug)]
pub(crate) struct HttpError {
    /// The HTTP status; 0 where a browser hides a redirect.
    pub(crate) status: u16,
    /// What the headers say about the rate limit.
    pub(crate) rate_limit: Option<RateLimit>,
    /// The host that answered.
    pub(crate) host: String,
    /// The texts of Datadog's first error, as the message has them.
    pub(crate) said: String,
    /// Datadog's errors, whichever of its two styles they came in, as a list of plain objects.
    pub(crate) errors: JsValue,
    /// The answer's headers: a plain object of texts by lower-case name.
    pub(crate) headers: JsValue,
    /// The start of the body (2 KB at most) when there are no errors; or `undefined`.
    pub(crate) body: JsValue,
    /// As whom it was asked.
    pub(crate) asker: Asker,
}

impl Error {
    pub(crate) fn invalid(argument: &'static str, message: impl Into<String>) -> Self {
        Self::InvalidArgument { argument, message: message.into() }
    }

    /// The code that tells the kinds of failure apart.
    #[cfg(any(feature = "npm", test))]
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::InvalidArgument { .. } => "invalid_argument",
            Self::Http(_) => "http",
            Self::Network { .. } => "network",
            Self::Timeout { .. } => "timeout",
            Self::Decode { .. } => "decode",
        }
    }
}

impl core::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

// Put together without `format!`, whose machinery is as large as half of what is said here.
impl Error {
    pub(crate) fn message(&self) -> String {
        match self {
            Self::InvalidArgument { message, .. }
            | Self::Network { message, .. }
            | Self::Timeout { message, .. } => message.clone(),
            Self::Http(error) => error.message(),
            Self::Decode { path, expected, found } => joined(&[
                "the answer is not as documented: expected ",
                expected,
                " at ",
                path,
                ", found ",
                found,
            ]),
        }
    }
}

impl HttpError {
    pub(crate) fn message(&self) -> String {
        let mut message = joined(&[&self.host, " answered "]);
        match self.status {
            0 => message.push_str("with a redirect"),
            status => push_decimal(&mut message, status.into()),
        }
        message.push_str(match self.status {
            0 => ", which is never followed",
            301 | 302 | 303 | 307 | 308 => ", a redirect, which is never followed",
            _ => "",
        });
        if !self.said.is_empty() {
            message.push_str(": ");
            message.push_str(&self.said);
        }
        let reset = self.rate_limit.as_ref().and_then(|limit| limit.reset);
        let next_step = match (self.status, self.asker) {
            (401, Asker::Keys) => " (check both keys, and that `site` is the one they belong to)",
            (403, Asker::Keys) => {
                " (check that the application key may read LLM Observability, and that `site` is \
                 the one it belongs to)"
            }
            (401 | 403, Asker::Token) => " (check that `accessToken` is valid and may read this)",
            (401 | 403, Asker::Nobody) => " (it may want an `accessToken`)",
            _ => "",
        };
        message.push_str(next_step);
        if let (429, Some(reset)) = (self.status, reset) {
            message.push_str(" (the limit resets in ");
            push_decimal(&mut message, reset);
            message.push_str(" s)");
        }
        message
    }
}

/// The texts in one: `concat` would be three times the size.
pub(crate) fn joined(texts: &[&str]) -> String {
    let mut all = String::new();
    texts.iter().for_each(|text| all.push_str(text));
    all
}

/// Writes a number in decimal digits.
pub(crate) fn push_decimal(text: &mut String, number: u32) {
    if number >= 10 {
        push_decimal(text, number / 10);
    }
    text.push(char::from(b'0'.wrapping_add((number % 10) as u8)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http(status: u16, asker: Asker, said: &str, reset: Option<u32>) -> String {
        Error::Http(Box::new(HttpError {
            status,
            said: said.to_owned(),
            errors: JsValue::UNDEFINED,
            headers: JsValue::UNDEFINED,
            rate_limit: reset.map(|reset| RateLimit { reset: Some(reset), ..Default::default() }),
            body: JsValue::UNDEFINED,
            host: "api.datadoghq.eu".to_owned(),
            asker,
        }))
        .to_string()
    }

    #[test]
    fn an_http_message_says_who_what_and_the_next_step() {
        let said = |status, asker, text, reset, rest: &str| {
            assert_eq!(
                http(status, asker, text, reset),
                format!("api.datadoghq.eu answered {rest}")
            );
        };
        said(500, Asker::Keys, "", None, "500");
        said(
            401,
            Asker::Keys,
            "Unauthorized: No key",
            None,
            "401: Unauthorized: No key (check both keys, and that `site` is the one they belong to)",
        );
        said(
            403,
            Asker::Keys,
            "Forbidden",
            None,
            "403: Forbidden (check that the application key may read LLM Observability, and that \
             `site` is the one it belongs to)",
        );
        for status in [401, 403] {
            let token = format!("{status} (check that `accessToken` is valid and may read this)");
            said(status, Asker::Token, "", None, &token);
            let nobody = format!("{status} (it may want an `accessToken`)");
            said(status, Asker::Nobody, "", None, &nobody);
        }
        said(
            429,
            Asker::Token,
            "Too many requests",
            Some(7),
            "429: Too many requests (the limit resets in 7 s)",
        );
        said(429, Asker::Token, "", None, "429");
    }

    #[test]
    fn an_http_message_names_a_redirect() {
        for (status, said) in
            [(302, "302, a redirect"), (0, "with a redirect"), (308, "308, a redirect")]
        {
            assert_eq!(
                http(status, Asker::Keys, "", None),
                format!("api.datadoghq.eu answered {said}, which is never followed")
            );
        }
        assert_eq!(http(304, Asker::Keys, "", None), "api.datadoghq.eu answered 304");
    }

    #[test]
    fn a_decode_message_names_the_place() {
        let error =
            Error::Decode { path: "$[3].id".to_owned(), expected: "string", found: "number" };
        assert_eq!(
            error.to_string(),
            "the answer is not as documented: expected string at $[3].id, found number"
        );
        assert_eq!(error.code(), "decode");
    }
}
