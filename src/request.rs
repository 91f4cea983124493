//! Options -> the URL and the headers of a request. Pure.

use std::borrow::Cow;

use crate::error::InvalidArgument;
use crate::messages::Destination;
use crate::names::{DEFAULT_SITE, check_integration, parse_site};
use crate::options::{Credentials, Options};
use crate::secret::Secret;
use crate::text::{join, split_before};

/// A validated request, the same for every attempt of a call. Not `Debug`, as it holds secrets.
pub(crate) struct Request<'a> {
    pub(crate) url: String,
    pub(crate) headers: RequestHeaders<'a>,
    /// For messages.
    pub(crate) destination: Destination<'a>,
}

impl<'a> Request<'a> {
    /// `base_url` is that of the options, resolved; `in_browser` says whether every visitor could read
    /// a key that is used here.
    pub(crate) fn new(
        integration: &str,
        options: &'a Options,
        base_url: Option<BaseUrl>,
        in_browser: bool,
    ) -> Result<Self, InvalidArgument> {
        check_integration(integration)?;
        let credentials = options.credentials(in_browser)?;
        let headers = RequestHeaders::new(credentials, &options.headers)?;
        let site = parse_site(options.site.as_deref().unwrap_or(DEFAULT_SITE))?;
        let has_base_url = base_url.is_some();
        let base_url = base_url.unwrap_or_else(|| BaseUrl::of_site(&site));
        if base_url.is_unencrypted && !headers.secrets.is_empty() {
            return Err(InvalidArgument::new(
                "baseUrl",
                "must use https: http: would send secrets unencrypted",
            ));
        }
        let mut path = join(&[&base_url.path, "/api/v2/llm-obs/v1/integrations/"]);
        push_encoded(&mut path, integration);
        path.push_str("/accounts");
        Ok(Self {
            url: join(&[base_url.scheme, &base_url.host, &path]),
            headers,
            destination: Destination {
                host: base_url.host,
                path_under_base_url: has_base_url.then_some(path),
                credentials,
                in_browser,
            },
        })
    }
}

/// A base URL that a request may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    scheme: &'static str,
    /// With its port.
    host: String,
    /// Without slashes at its end.
    path: String,
    /// http:, and neither loopback nor the page's own origin.
    is_unencrypted: bool,
}

impl BaseUrl {
    /// Validates a URL that the runtime has parsed and serialized. `page_origin` is that of the page
    /// or worker that makes the call.
    pub(crate) fn new(href: &str, page_origin: Option<&str>) -> Result<Self, InvalidArgument> {
        let invalid = |why| Err(InvalidArgument::new("baseUrl", why));
        let after = |scheme| Some((scheme, href.strip_prefix(scheme)?));
        let Some((scheme, rest)) = after("https://").or_else(|| after("http://")) else {
            return invalid("must start with https: or http:");
        };
        let (host, mut path) = split_before(rest, |byte| byte == b'/');
        if host.bytes().any(|byte| byte == b'@') {
            return invalid("must not contain a user name or password");
        }
        if path.bytes().any(|byte| matches!(byte, b'?' | b'#')) {
            return invalid("must not have a query or a fragment");
        }
        let is_page_origin = page_origin == href.strip_suffix(path);
        while let Some(shorter) = path.strip_suffix('/') {
            path = shorter;
        }
        Ok(Self {
            scheme,
            host: host.to_owned(),
            path: path.to_owned(),
            is_unencrypted: scheme == "http://" && !is_page_origin && !is_loopback(host),
        })
    }

    fn of_site(site: &str) -> Self {
        let host = join(&["api.", site]);
        Self { scheme: "https://", host, path: String::new(), is_unencrypted: false }
    }
}

/// The headers of a request, as a plain object where they are passed to `fetch`. Values are secrets,
/// apart from that of `Accept`.
pub(crate) struct RequestHeaders<'a> {
    headers: Vec<(&'a str, Cow<'a, str>)>,
    /// What no error may show, a line each.
    pub(crate) secrets: String,
}

/// Those that the caller must not set.
const OWN_HEADERS: [&str; 4] = ["accept", "authorization", "dd-api-key", "dd-application-key"];

impl<'a> RequestHeaders<'a> {
    fn new(
        credentials: Credentials<'a>,
        more: &'a [(String, Secret)],
    ) -> Result<Self, InvalidArgument> {
        let mut headers =
            Self { headers: vec![("Accept", "application/json".into())], secrets: String::new() };
        match credentials {
            Credentials::Keys { api_key, app_key } => {
                headers.push("DD-API-KEY", api_key, api_key.into());
                headers.push("DD-APPLICATION-KEY", app_key, app_key.into());
            }
            Credentials::Token(token) => {
                headers.push("Authorization", token, join(&["Bearer ", token]).into());
            }
            Credentials::Anonymous => {}
        }
        for (name, value) in more {
            check_header_name(name)?;
            let value = check_header_value(value.expose())?;
            headers.push(name, value, value.into());
        }
        Ok(headers)
    }

    /// Like `fetch`, it joins the values of a repeated name.
    fn push(&mut self, name: &'a str, secret: &str, value: Cow<'a, str>) {
        self.secrets.push_str(secret);
        self.secrets.push('\n');
        match self.headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some((_, values)) => *values = join(&[values, ", ", &value]).into(),
            None => self.headers.push((name, value)),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, &**value))
    }
}

fn check_header_name(name: &str) -> Result<(), InvalidArgument> {
    let is_token = |byte| {
        matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z')
            || matches!(byte, b'^'..=b'z' | b'|' | b'~')
    };
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(InvalidArgument::new("headers", "contains an invalid header name"));
    }
    match OWN_HEADERS.iter().find(|own| name.eq_ignore_ascii_case(own)) {
        Some(own) => {
            let why = join(&["must not set `", own, "`: this client sets it"]);
            Err(InvalidArgument::new("headers", &why))
        }
        None => Ok(()),
    }
}

/// The value without surrounding white space, if `fetch` accepts it: characters up to U+00FF, no
/// control characters.
fn check_header_value(value: &str) -> Result<&str, InvalidArgument> {
    let value = value.trim_ascii();
    // In UTF-8 the characters up to U+00FF begin with 0xc2 or 0xc3.
    let is_valid = |byte| matches!(byte, b'\t' | b' '..=b'~' | 0x80..=0xbf | 0xc2 | 0xc3);
    if value.is_empty() || !value.bytes().all(is_valid) {
        return Err(InvalidArgument::new("headers", "contains an invalid header value"));
    }
    Ok(value)
}

/// Appends a text as one segment of a path.
fn push_encoded(url: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().map_or('0', char::from);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            url.push(char::from(byte));
        } else {
            url.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

/// Whether a host, with or without a port, is this machine, as browsers see it.
fn is_loopback(host: &str) -> bool {
    if host == "[::1]" || host.starts_with("[::1]:") {
        return true;
    }
    let (name, _) = split_before(host, |byte| byte == b':');
    // URL parsing has turned every way to write an IPv4 address into four decimal numbers.
    let is_ipv4 =
        name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.')) && !name.ends_with('.');
    name == "localhost" || name.ends_with(".localhost") || (is_ipv4 && name.starts_with("127."))
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
