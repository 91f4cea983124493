//! The shapes of a response, each described once: the description yields the TypeScript types, the
//! serde structs, and what check.rs checks.
//!
//! To add a field, add one line to `shapes!`. Inner documentation (`//!`) is for Rust alone.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
#[cfg(feature = "npm")]
use wasm_bindgen::prelude::*;

/// A documented object.
pub(crate) struct Shape {
    pub(crate) names: &'static [&'static str],
    /// In the same order.
    pub(crate) fields: &'static [Field],
}

/// As many kinds fit into one number (`FieldKinds` in check.rs).
const MAX_FIELDS: usize = 10;

pub(crate) struct Field {
    pub(crate) is_required: bool,
    pub(crate) expected: Expected,
}

/// The documented type of a value.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    String,
    Strings,
    Object(&'static Shape),
}

macro_rules! shapes {
    ($(
        $(#[doc = $doc:literal])*
        $shape:ident {
            $(#![doc = $rust_doc:literal])*
            required { $( $(#[doc = $required_doc:literal])* $required:ident: $required_kind:ident, )* }
            optional { $( $(#[doc = $optional_doc:literal])* $optional:ident: $optional_kind:ident, )* }
        }
    )*) => {$(
        $(#[doc = $doc])*
        $(#[doc = $rust_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct $shape {
            $(
                $(#[doc = $required_doc])*
                pub $required: shapes!(@rust $required_kind),
            )*
            $(
                $(#[doc = $optional_doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $optional: Option<shapes!(@rust $optional_kind)>,
            )*
            /// Unknown fields, as Datadog sent them: the endpoint is in Preview.
            #[serde(flatten)]
            pub other: Map<String, Value>,
        }

        const _: () = assert!($shape::SHAPE.fields.len() <= MAX_FIELDS);

        impl $shape {
            pub(crate) const SHAPE: &Shape = &Shape {
                names: &[$(stringify!($required),)* $(stringify!($optional),)*],
                fields: &[
                    $(Field {
                        is_required: true,
                        expected: shapes!(@expected $required_kind),
                    },)*
                    $(Field {
                        is_required: false,
                        expected: shapes!(@expected $optional_kind),
                    },)*
                ],
            };
        }

        #[cfg(feature = "npm")]
        #[wasm_bindgen(typescript_custom_section)]
        const _: &'static str = concat!(
            "/**", $($doc, "\n",)* " */\n",
            "export interface ", stringify!($shape), " {\n",
            $(
                "  /**", $($required_doc,)* " */\n",
                "  ", stringify!($required), ": ", shapes!(@typescript $required_kind), ";\n",
            )*
            $(
                "  /**", $($optional_doc,)* " */\n",
                "  ", stringify!($optional), "?: ", shapes!(@typescript $optional_kind), " | null;\n",
            )*
            "}\n",
        );
    )*};

    (@rust string) => { String };
    (@rust strings) => { Vec<String> };
    (@rust $shape:ident) => { $shape };

    (@typescript string) => { "string" };
    (@typescript strings) => { "string[]" };
    (@typescript $shape:ident) => { stringify!($shape) };

    (@expected string) => { Expected::String };
    (@expected strings) => { Expected::Strings };
    (@expected $shape:ident) => { Expected::Object($shape::SHAPE) };
}

shapes! {
    /// An account that is configured for an LLM integration in Datadog.
    Account {
        //!
        //! The fields are those of [Datadog's documentation]. Serialized, it is the JSON that Datadog
        //! sent; `null` and a missing field are both `None`.
        //!
        //! ```
        //! use datadog_llm_accounts::Account;
        //!
        //! fn label(account: &Account) -> String {
        //!     match account.account_region.as_deref() {
        //!         None | Some("") => account.account_name.clone(),
        //!         Some(region) => format!("{} ({region})", account.account_name),
        //!     }
        //! }
        //! ```
        //!
        //! [Datadog's documentation]: https://docs.datadoghq.com/api/latest/agent-observability/list-llm-integration-accounts/
        required {
            /// Unique identifier of the integration account.
            id: string,
            /// The provider's identifier of the account.
            account_id: string,
            /// Human-readable name of the account.
            account_name: string,
            /// The name of the LLM integration, such as `openai`.
            integration: string,
        }
        optional {
            /// Provider region of the account, if applicable; may be the empty string.
            account_region: string,
            /// What only Azure OpenAI accounts have.
            azure_openai_metadata: AzureOpenAiMetadata,
            /// What only Vertex AI accounts have.
            vertex_ai_metadata: VertexAiMetadata,
        }
    }

    /// Azure OpenAI-specific metadata of an account.
    AzureOpenAiMetadata {
        required {}
        optional {
            /// The Azure OpenAI deployment's id.
            deployment_id: string,
            /// The model version deployed in Azure.
            model_version: string,
            /// The Azure OpenAI resource's name.
            resource_name: string,
        }
    }

    /// Vertex AI-specific metadata of an account.
    VertexAiMetadata {
        required {}
        optional {
            /// The Vertex AI region.
            location: string,
            /// The Google Cloud project's id.
            project: string,
            /// Ids of the Google Cloud projects that the service account can see.
            project_ids: strings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_example_survives_serde_both_ways() {
        let text = include_str!("../tests/fixtures/account.json");
        let json: Value = serde_json::from_str(text).unwrap_or_default();
        let account: Result<Account, _> = serde_json::from_value(json.clone());
        assert_eq!(account.ok().and_then(|account| serde_json::to_value(account).ok()), Some(json));
    }

    #[test]
    fn fields_that_serde_does_not_know_are_kept() {
        let text =
            r#"{"id":"1","account_id":"2","account_name":"3","integration":"4","new":{"a":[1]}}"#;
        let account: Option<Account> = serde_json::from_str(text).ok();
        let kept = account.map(|account| Value::Object(account.other));
        assert_eq!(kept, serde_json::from_str(r#"{"new":{"a":[1]}}"#).ok());
    }
}
