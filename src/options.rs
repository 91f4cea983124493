//! What the caller asks for -> the validated parts of one request. Pure: nothing here touches
//! JavaScript.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::error::{Refusal, joined};
use crate::retry::Limits;

/// A list of names, as a Rust constant, in words, and as a TypeScript declaration.
macro_rules! names {
    ($(#[doc = $doc:literal])* $list:ident, $in_words:tt: [$first:literal $(, $name:literal)*]) => {
        $(#[doc = $doc])*
        pub const $list: &[&str] = &[$first $(, $name)*];

        const $in_words: &str = concat!($first $(, ", ", $name)*);

        #[cfg(feature = "npm")]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const _: &'static str = concat!(
            "/**", $($doc, "\n",)* " */\n",
            "export declare const ", stringify!($list),
            ": readonly [\"", $first, "\"" $(, ", \"", $name, "\"")*, "];\n",
        );
    };
}

names! {
    /// The LLM integrations that Datadog documents for this endpoint.
    INTEGRATIONS, _: ["openai", "amazon_bedrock", "anthropic", "azure_openai", "vertex_ai", "llmproxy"]
}

names! {
    /// The Datadog sites that serve this endpoint.
    SITES, SITES_IN_WORDS: [
        "datadoghq.com",
        "us3.datadoghq.com",
        "us5.datadoghq.com",
        "ap1.datadoghq.com",
        "ap2.datadoghq.com",
        "datadoghq.eu",
        "ddog-gov.com",
        "us2.ddog-gov.com"
    ]
}

const DEFAULT_SITE: &str = "datadoghq.com";

/// The domains at or under which a host may be given a Datadog key.
const DATADOG_DOMAINS: [&str; 3] = ["datadoghq.com", "datadoghq.eu", "ddog-gov.com"];

/// The options of one call, as given. Keys, token and site come without the white space around them:
/// JavaScript has a smaller way to know it than Rust.
#[derive(Default, Clone, Copy)]
pub(crate) struct Options<'a> {
    pub(crate) api_key: Option<&'a str>,
    pub(crate) app_key: Option<&'a str>,
    pub(crate) access_token: Option<&'a str>,
    pub(crate) site: Option<&'a str>,
    pub(crate) base_url: Option<BaseUrl<'a>>,
    /// Names and values in turn, a NUL between each two.
    pub(crate) headers: &'a str,
    pub(crate) timeout: Option<f64>,
    pub(crate) attempt_timeout: Option<f64>,
    pub(crate) max_retries: Option<f64>,
    /// Every visitor of the page could read a key that is used here.
    pub(crate) in_browser: bool,
    pub(crate) dangerously_allow_browser: bool,
}

/// A base URL, checked and taken apart by JavaScript (src/entry/options.js).
#[derive(Clone, Copy)]
pub(crate) struct BaseUrl<'a> {
    /// Without slashes at its end.
    pub(crate) url: &'a str,
    /// With its port.
    pub(crate) host: &'a str,
    /// It is http:, and not of the origin of the page that asks.
    pub(crate) is_plain: bool,
}

/// A request that may be sent.
pub(crate) struct Request {
    pub(crate) url: String,
    pub(crate) host: String,
    pub(crate) asker: Asker,
    /// Names and values, a line each.
    pub(crate) headers: String,
    /// What no error may show, a line each.
    pub(crate) secrets: String,
    #[cfg_attr(not(feature = "api"), expect(dead_code, reason = "JavaScript has them already"))]
    pub(crate) limits: Limits,
}

#[cfg(feature = "api")]
impl zeroize::Zeroize for Request {
    fn zeroize(&mut self) {
        self.headers.zeroize();
        self.secrets.zeroize();
    }
}

/// As whom a request asks: who is refused is told what to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    Keys,
    Token,
    Nobody,
}

impl Request {
    pub(crate) fn new(integration: &str, options: &Options<'_>) -> Result<Self, Refusal> {
        check_integration(integration)?;
        let limits = limits(options)?;
        let credentials = [
            ("apiKey", "DD-API-KEY", "", options.api_key),
            ("appKey", "DD-APPLICATION-KEY", "", options.app_key),
            ("accessToken", "Authorization", "Bearer ", options.access_token),
        ];
        let mut headers = "Accept\napplication/json".to_owned();
        let mut secrets = String::new();
        let mut add = |name: &str, prefix: &str, secret: &str| {
            for text in ["\n", name, "\n", prefix, secret] {
                headers.push_str(text);
            }
            secrets.push_str(if secrets.is_empty() { "" } else { "\n" });
            secrets.push_str(secret);
        };
        for (argument, _, _, secret) in credentials {
            check_secret(argument, secret)?;
        }
        let asker = asker(options)?;
        for (_, name, prefix, secret) in credentials {
            if let Some(secret) = secret {
                add(name, prefix, secret);
            }
        }
        let mut rest = options.headers;
        while let Some((name, after)) = part(rest, 0) {
            let (value, after) = part(after, 0).unwrap_or_default();
            add(name, "", own_header(name, value)?);
            rest = after;
        }
        let site = site(options.site.unwrap_or(DEFAULT_SITE))?;
        let api = joined(&["api.", &site]);
        let (base, path, host) = match options.base_url {
            None => ("https://", api.as_str(), api.as_str()),
            Some(BaseUrl { host, is_plain: true, .. })
                if !secrets.is_empty() && !is_loopback(host) =>
            {
                let why = "is http:, which would send secrets unencrypted: use https:";
                return Err(refused("baseUrl", why));
            }
            Some(BaseUrl { url, host, .. }) => (url, "", host),
        };
        let mut url = joined(&[base, path, "/api/v2/llm-obs/v1/integrations/"]);
        push_encoded(&mut url, integration);
        url.push_str("/accounts");
        Ok(Self { url, host: host.to_owned(), asker, headers, secrets, limits })
    }
}

fn limits(options: &Options<'_>) -> Result<Limits, Refusal> {
    let default = Limits::default();
    let time = |argument, value: Option<f64>, default| match value {
        None => Ok(default),
        Some(time) if time > 0.0 => Ok(time),
        Some(_) => Err(refused(argument, "is no time in milliseconds above 0")),
    };
    let max_retries = match options.max_retries {
        None => default.max_retries,
        Some(number) if number <= 10.0 && f64::from(number as u32) == number => number as u32,
        Some(_) => return Err(refused("maxRetries", "is no whole number from 0 to 10")),
    };
    Ok(Limits {
        timeout: time("timeout", options.timeout, default.timeout)?,
        attempt_timeout: time("attemptTimeout", options.attempt_timeout, default.attempt_timeout)?,
        max_retries,
    })
}

/// The refusal of an option: "`argument` is ...".
pub(crate) fn refused(argument: &'static str, why: &str) -> Refusal {
    Refusal { argument, message: joined(&["`", argument, "` ", why]) }
}

/// As whom a request asks, if that may be.
fn asker(options: &Options<'_>) -> Result<Asker, Refusal> {
    let Options { api_key, app_key, access_token, .. } = options;
    let has_key = api_key.is_some() || app_key.is_some();
    if access_token.is_some() {
        let why = "takes the place of `apiKey` and `appKey`: pass one or the other";
        return if has_key { Err(refused("accessToken", why)) } else { Ok(Asker::Token) };
    }
    if api_key.is_some() != app_key.is_some() {
        let missing = if api_key.is_some() { "appKey" } else { "apiKey" };
        return Err(refused(missing, "is missing: Datadog wants both keys"));
    }
    let (argument, message) = if !has_key && options.base_url.is_none() {
        (
            "apiKey",
            "credentials are missing: pass `apiKey` and `appKey`, or `accessToken`, or the `baseUrl` \
             of an edge function that holds the keys",
        )
    } else if has_key && options.in_browser && !options.dangerously_allow_browser {
        (
            "dangerouslyAllowBrowser",
            "keys in a browser can be read by every visitor: keep them in an edge function and pass \
             its `baseUrl`, or set `dangerouslyAllowBrowser: true` if no one else opens this page",
        )
    } else {
        return Ok(if has_key { Asker::Keys } else { Asker::Nobody });
    };
    Err(Refusal { argument, message: message.to_owned() })
}

fn check_secret(argument: &'static str, secret: Option<&str>) -> Result<(), Refusal> {
    let Some(secret) = secret else { return Ok(()) };
    if secret.is_empty() {
        return Err(refused(argument, "is empty"));
    }
    if !secret.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(refused(argument, "holds a character that no header can carry"));
    }
    Ok(())
}

/// The value of one of the caller's `headers`, if the header may be sent.
fn own_header<'a>(name: &str, value: &'a str) -> Result<&'a str, Refusal> {
    let is_token = |byte| {
        matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z')
            || matches!(byte, b'^'..=b'z' | b'|' | b'~')
    };
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(refused("headers", "holds a name that no header can have"));
    }
    let ours = ["accept", "authorization", "dd-api-key", "dd-application-key"];
    if let Some(ours) = ours.iter().find(|ours| name.eq_ignore_ascii_case(ours)) {
        let why = joined(&["cannot set `", ours, "`, which this client sets itself"]);
        return Err(refused("headers", &why));
    }
    let value = value.trim_ascii();
    // What `fetch` takes: characters up to U+00FF (in UTF-8 these begin so), and no control characters.
    let is_carried = |byte| matches!(byte, b'\t' | b' '..=b'~' | 0x80..=0xbf | 0xc2 | 0xc3);
    if !value.bytes().all(is_carried) {
        return Err(refused("headers", "holds a value that no header can carry"));
    }
    if value.is_empty() {
        return Err(refused("headers", "holds an empty value"));
    }
    Ok(value)
}

/// `.` and `..` cannot be a segment of a path, because URL parsing collapses them even when they are
/// encoded.
pub(crate) fn check_integration(integration: &str) -> Result<(), Refusal> {
    match integration {
        "" => Err(refused("integration", "is empty")),
        "." | ".." => Err(refused("integration", "cannot be `.` or `..`")),
        _ => Ok(()),
    }
}

/// Adds a text as one segment of a path.
fn push_encoded(url: &mut String, text: &str) {
    for byte in text.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
        if !is_plain {
            url.push('%');
            url.push(hex_digit(byte >> 4));
        }
        url.push(if is_plain { char::from(byte) } else { hex_digit(byte & 15) });
    }
}

fn hex_digit(value: u8) -> char {
    char::from(value.wrapping_add(if value < 10 { b'0' } else { b'A' - 10 }))
}

/// The bare site, or why it is none.
pub(crate) fn site(value: &str) -> Result<String, Refusal> {
    let value = value.to_ascii_lowercase();
    if value.is_empty() {
        return Err(refused("site", "is empty"));
    }
    let without_scheme = ["https://", "http://"].iter().find_map(|it| value.strip_prefix(it));
    let host = before(without_scheme.unwrap_or(&value), |byte| matches!(byte, b'/' | b'?' | b'#'));
    let bare = ["app.", "api."].iter().find_map(|label| host.strip_prefix(label)).unwrap_or(host);
    if !is_datadog(bare) {
        let why = joined(&["is no Datadog site: pass one of ", SITES_IN_WORDS]);
        return Err(refused("site", &why));
    }
    if host.len() != value.len() {
        return Err(refused("site", &joined(&["is a bare host: pass \"", bare, "\""])));
    }
    Ok(bare.to_owned())
}

/// At or under one of Datadog's domains, and nothing but a host name.
fn is_datadog(host: &str) -> bool {
    let is_label = |label: &[u8]| {
        !label.is_empty()
            && !label.starts_with(b"xn--")
            && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    host.as_bytes().split(|byte| *byte == b'.').all(is_label)
        && DATADOG_DOMAINS.iter().any(|domain| {
            host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

/// The part of a text before the first byte of that kind, which is an ASCII one.
pub(crate) fn before(text: &str, stops: impl FnMut(u8) -> bool) -> &str {
    let end = text.bytes().position(stops);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The part of a text before that byte, which is an ASCII one, and what follows; nothing of no text.
pub(crate) fn part(text: &str, end: u8) -> Option<(&str, &str)> {
    (!text.is_empty()).then(|| {
        let part = before(text, |byte| byte == end);
        (part, text.get(part.len().wrapping_add(1)..).unwrap_or_default())
    })
}

fn is_loopback(host: &str) -> bool {
    if host == "[::1]" || host.starts_with("[::1]:") {
        return true;
    }
    let name = before(host, |byte| byte == b':');
    // The runtime writes whatever is an IPv4 address in the plain way: four numbers.
    let is_number = name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    let dots = name.bytes().filter(|byte| *byte == b'.').count();
    name == "localhost"
        || (name.starts_with("127.") && is_number && dots == 3 && !name.ends_with('.'))
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
