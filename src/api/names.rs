use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::api::Error;
use crate::api::options::trimmed;
use crate::options::{check_integration, site};

/// A type for the names that Datadog documents, and for others of the same kind.
macro_rules! name {
    (
        $(#[doc = $doc:literal])*
        $type:ident, $parse:expr;
        $( $(#[doc = $name_doc:literal])* $name:ident = $text:literal; )*
    ) => {
        $(#[doc = $doc])*
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

            #[cfg(test)]
            const NAMES: &[&str] = &[$($text),*];
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
                let parse: fn(&str) -> _ = $parse;
                Ok(parse(text).map(|name| Self(Cow::Owned(name)))?)
            }
        }
    };
}

name! {
    /// An LLM integration: one that Datadog documents for this endpoint, or another one, since the
    /// endpoint is in Preview.
    ///
    /// It parses from any string that can be a segment of a path, and displays as that string.
    ///
    /// ```
    /// use datadog_llm_accounts::Integration;
    ///
    /// assert_eq!("vertex_ai".parse(), Ok(Integration::VERTEX_AI));
    /// assert_eq!("new_one".parse::<Integration>().unwrap().to_string(), "new_one");
    /// assert!("..".parse::<Integration>().is_err());
    /// ```
    Integration, |text| check_integration(text).map(|()| text.to_owned());

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
    /// A proxy for LLMs: `llmproxy`.
    LLMPROXY = "llmproxy";
}

name! {
    /// A Datadog site, by the host that its own documentation names it by.
    ///
    /// It parses from one of [`SITES`](crate::SITES), with `app.` or `api.` before it or not, and from
    /// any other host at or under one of Datadog's domains.
    ///
    /// ```
    /// use datadog_llm_accounts::Site;
    ///
    /// assert_eq!("app.datadoghq.eu".parse(), Ok(Site::EU1));
    /// assert_eq!("uk1.datadoghq.com".parse::<Site>().unwrap().as_str(), "uk1.datadoghq.com");
    /// assert!("datadoghq.example".parse::<Site>().is_err());
    /// ```
    Site, |text| site(trimmed(text));

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
    /// US1-FED: `ddog-gov.com`.
    US1_FED = "ddog-gov.com";
    /// US2-FED: `us2.ddog-gov.com`.
    US2_FED = "us2.ddog-gov.com";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{INTEGRATIONS, SITES};

    #[test]
    fn every_documented_name_has_a_constant() {
        assert_eq!(Integration::NAMES, INTEGRATIONS);
        assert_eq!(Site::NAMES, SITES);
    }

    #[test]
    fn a_name_is_parsed_from_what_it_is_displayed_as() {
        for name in INTEGRATIONS {
            let parsed = name.parse::<Integration>().map(|parsed| parsed.to_string());
            assert_eq!(parsed.as_deref(), Ok(*name));
        }
        for name in SITES {
            let pasted = format!("\u{feff}\u{a0} {name}\n\u{b}");
            for text in [*name, &pasted] {
                let parsed = text.parse::<Site>().map(|site| site.to_string());
                assert_eq!(parsed.as_deref(), Ok(*name));
            }
        }
    }

    #[test]
    fn what_is_no_name_is_refused_as_a_call_refuses_it() {
        let refused = |outcome: Result<String, Error>| outcome.map_err(|error| error.to_string());
        for (text, message) in
            [("", "`integration` is empty"), ("..", "`integration` cannot be `.` or `..`")]
        {
            let parsed = text.parse::<Integration>().map(|parsed| parsed.to_string());
            assert_eq!(refused(parsed), Err(message.to_owned()));
        }
        let pasted = " datadoghq.eu\n".parse::<Site>();
        assert_eq!(pasted, Ok(Site::EU1));
        let url = "https://app.datadoghq.eu/account".parse::<Site>().map(|site| site.to_string());
        let message = "`site` is a bare host: pass \"datadoghq.eu\"";
        assert_eq!(refused(url), Err(message.to_owned()));
    }
}
