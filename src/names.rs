//! The names that Datadog documents: integrations and sites. Others of the same kind are accepted
//! too, because the endpoint is in Preview and the list of sites is not closed.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::error::{Error, InvalidArgument};
use crate::text::{join, split_before};

/// A list of names, as a Rust type with a constant for each, as a list and as a TypeScript
/// declaration.
macro_rules! names {
    (
        $(#[doc = $type_doc:literal])*
        $type:ident($parse:ident), $(#[doc = $list_doc:literal])* $list:ident;
        $( $(#[doc = $name_doc:literal])* $name:ident = $text:literal; )*
    ) => {
        $(#[doc = $type_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $type(Cow<'static, str>);

        impl $type {
            $(
                $(#[doc = $name_doc])*
                pub const $name: Self = Self(Cow::Borrowed($text));
            )*

            /// The name as Datadog writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $type {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                Ok($parse(text).map(|name| Self(Cow::Owned(name)))?)
            }
        }

        $(#[doc = $list_doc])*
        pub const $list: &[&str] = &[$($text),*];

        #[cfg(feature = "npm")]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const _: &'static str = concat!(
            "/**", $($list_doc, "\n",)* " */\n",
            "export declare const ", stringify!($list),
            ": readonly [", stringify!($($text),*), "];\n",
        );
    };
}

names! {
    /// An LLM integration: one that Datadog documents for this endpoint, or another one.
    ///
    /// It parses from any string that can be one segment of a URL path, and displays as that string.
    ///
    /// ```
    /// use datadog_llm_accounts::Integration;
    ///
    /// assert_eq!("vertex_ai".parse(), Ok(Integration::VERTEX_AI));
    /// assert_eq!("new_one".parse::<Integration>().unwrap().to_string(), "new_one");
    /// assert!("..".parse::<Integration>().is_err());
    /// ```
    Integration(parse_integration),
    /// The LLM integrations that Datadog documents for this endpoint.
    INTEGRATIONS;

    /// OpenAI: `openai`.
    OPENAI = "openai";
    /// Amazon Bedrock: `amazon_bedrock`.
    AMAZON_BEDROCK = "amazon_bedrock";
    /// Anthropic: `anthropic`.
    ANTHROPIC = "anthropic";
    /// Azure OpenAI: `azure_openai`.
    AZURE_OPENAI = "azure_openai";
    /// Google's Vertex AI: `vertex_ai`.
    VERTEX_AI = "vertex_ai";
    /// An LLM proxy: `llmproxy`.
    LLMPROXY = "llmproxy";
}

names! {
    /// A Datadog site, named by its host as in Datadog's documentation.
    ///
    /// It parses from one of [`SITES`], with or without a leading `app.` or `api.`, and from any
    /// other host at or under one of Datadog's domains.
    ///
    /// ```
    /// use datadog_llm_accounts::Site;
    ///
    /// assert_eq!("app.datadoghq.eu".parse(), Ok(Site::EU1));
    /// assert_eq!("us9.datadoghq.com".parse::<Site>().unwrap().as_str(), "us9.datadoghq.com");
    /// assert!("datadoghq.example".parse::<Site>().is_err());
    /// ```
    Site(parse_pasted_site),
    /// The Datadog sites that serve this endpoint.
    SITES;

    /// US1, the default: `datadoghq.com`.
    US1 = "datadoghq.com";
    /// US3: `us3.datadoghq.com`.
    US3 = "us3.datadoghq.com";
    /// US5: `us5.datadoghq.com`.
    US5 = "us5.datadoghq.com";
    /// AP1: `ap1.datadoghq.com`.
    AP1 = "ap1.datadoghq.com";
    /// AP2: `ap2.datadoghq.com`.
    AP2 = "ap2.datadoghq.com";
    /// EU1: `datadoghq.eu`.
    EU1 = "datadoghq.eu";
    /// UK1: `uk1.datadoghq.com`.
    UK1 = "uk1.datadoghq.com";
    /// US1-FED: `ddog-gov.com`.
    US1_FED = "ddog-gov.com";
    /// US2-FED: `us2.ddog-gov.com`.
    US2_FED = "us2.ddog-gov.com";
}

pub(crate) const DEFAULT_SITE: &str = "datadoghq.com";

/// The domains at or under which a host may receive Datadog credentials.
const DATADOG_DOMAINS: [&str; 3] = ["datadoghq.com", "datadoghq.eu", "ddog-gov.com"];

fn parse_integration(text: &str) -> Result<String, InvalidArgument> {
    check_integration(text).map(|()| text.to_owned())
}

/// `.` and `..` cannot be a path segment: URL parsing collapses them even when they are encoded.
pub(crate) fn check_integration(text: &str) -> Result<(), InvalidArgument> {
    match text {
        "" => Err(InvalidArgument::new("integration", "must not be empty")),
        "." | ".." => Err(InvalidArgument::new("integration", "must not be `.` or `..`")),
        _ => Ok(()),
    }
}

fn parse_pasted_site(text: &str) -> Result<String, InvalidArgument> {
    parse_site(trim(text))
}

/// The bare host of a site, without a leading `app.` or `api.`.
pub(crate) fn parse_site(text: &str) -> Result<String, InvalidArgument> {
    let text = text.to_ascii_lowercase();
    if text.is_empty() {
        return Err(InvalidArgument::new("site", "must not be empty"));
    }
    let without_scheme = ["https://", "http://"].iter().find_map(|it| text.strip_prefix(it));
    let is_end = |byte| matches!(byte, b'/' | b'?' | b'#');
    let (host, _) = split_before(without_scheme.unwrap_or(&text), is_end);
    let site = ["app.", "api."].iter().find_map(|label| host.strip_prefix(label)).unwrap_or(host);
    if !is_datadog_host(site) {
        let why = "must be a Datadog site such as \"datadoghq.eu\": `SITES` lists them";
        return Err(InvalidArgument::new("site", why));
    }
    if host.len() != text.len() {
        let why = join(&["must be a bare host such as \"", site, "\", not a URL"]);
        return Err(InvalidArgument::new("site", &why));
    }
    Ok(site.to_owned())
}

/// Whether a text is a host name at or under one of Datadog's domains.
fn is_datadog_host(host: &str) -> bool {
    let is_label = |label: &[u8]| {
        !label.is_empty() && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    host.as_bytes().split(|byte| *byte == b'.').all(is_label)
        && DATADOG_DOMAINS.iter().any(|domain| {
            host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

/// Without the white space that comes along when a value is pasted, a byte order mark included.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}')
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
