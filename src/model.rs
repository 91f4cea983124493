//! The shapes of an answer, each described once: the description yields the check of the parsed
//! JavaScript objects where they lie, the TypeScript types and the serde structs.
//!
//! To add a field, add one line to `shapes!`.

use alloc::borrow::ToOwned;
use alloc::string::String;

#[cfg(feature = "api")]
use serde::{Deserialize, Serialize};
#[cfg(feature = "api")]
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::error::{joined, push_decimal};
use crate::host::{List, kind_of, list_of};

/// Where an answer differs from what is documented.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// From the value that was checked, as `.project_ids[1]`.
    pub(crate) path: String,
    pub(crate) expected: &'static str,
    pub(crate) found: &'static str,
}

impl Mismatch {
    fn inside(mut self, place: &str) -> Self {
        self.path = joined(&[place, self.path.as_str()]);
        self
    }
}

type Checked = Result<(), Mismatch>;

/// One documented field of an object of the binding type `T`.
struct Field<T> {
    place: &'static str,
    required: bool,
    get: fn(&T) -> JsValue,
    check: fn(&JsValue) -> Checked,
}

macro_rules! shapes {
    ($(
        $(#[doc = $doc:literal])*
        $shape:ident as $object:ident {
            required { $( $(#[doc = $required_doc:literal])* $required:ident: $required_kind:ident, )* }
            optional { $( $(#[doc = $optional_doc:literal])* $optional:ident: $optional_kind:ident, )* }
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[cfg(feature = "api")]
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct $shape {
            $(
                $(#[doc = $required_doc])*
                pub $required: shapes!(@rust $required_kind),
            )*
            $(
                $(#[doc = $optional_doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $optional: Option<shapes!(@rust $optional_kind)>,
            )*
            /// Fields that this version does not know, untouched: the endpoint is in Preview.
            #[serde(flatten)]
            pub other: Map<String, Value>,
        }

        #[wasm_bindgen]
        extern "C" {
            type $object;
            $(
                #[wasm_bindgen(method, structural, getter)]
                fn $required(this: &$object) -> JsValue;
            )*
            $(
                #[wasm_bindgen(method, structural, getter)]
                fn $optional(this: &$object) -> JsValue;
            )*
        }

        // Without the Rust API its name alone.
        #[cfg(not(feature = "api"))]
        enum $shape {}

        impl $shape {
            const FIELDS: &[Field<$object>] = &[
                $(Field {
                    place: concat!(".", stringify!($required)),
                    required: true,
                    get: $object::$required,
                    check: shapes!(@check $required_kind),
                },)*
                $(Field {
                    place: concat!(".", stringify!($optional)),
                    required: false,
                    get: $object::$optional,
                    check: shapes!(@check $optional_kind),
                },)*
            ];

            fn check(value: &JsValue) -> Checked {
                check_object(value, Self::FIELDS)
            }
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

    (@check string) => { check_string };
    (@check strings) => { check_strings };
    (@check $shape:ident) => { $shape::check };
}

shapes! {
    /// An account that is configured for an LLM integration in Datadog.
    Account as AccountObject {
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
    AzureOpenAiMetadata as AzureOpenAiMetadataObject {
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
    VertexAiMetadata as VertexAiMetadataObject {
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

/// Checks a parsed answer and hands back the list of its accounts: the very array, or the one bare
/// account object (which Datadog's documentation page shows) as a list of one.
pub(crate) fn check_accounts(answer: JsValue) -> Result<List, Mismatch> {
    let kind = Kind::of(&answer);
    let checked = if kind == Kind::Object && !is_foreign(answer.unchecked_ref()) {
        Account::check(&answer)
    } else {
        check_each(&answer, Account::check)
    };
    checked.map_err(|mismatch| mismatch.inside("$"))?;
    Ok(if kind == Kind::Array { answer.unchecked_into() } else { list_of(&answer) })
}

/// An object with none of the required fields is something else than an account (`{ "data": [...] }`),
/// and saying which of them it lacks would mislead.
fn is_foreign(object: &AccountObject) -> bool {
    Account::FIELDS
        .iter()
        .filter(|field| field.required)
        .all(|field| Kind::of(&(field.get)(object)).is_absent())
}

fn check_string(value: &JsValue) -> Checked {
    expect(Kind::String, value)
}

fn check_strings(value: &JsValue) -> Checked {
    check_each(value, check_string)
}

/// Checks every documented field of an object where it lies.
fn check_object<T: JsCast>(value: &JsValue, fields: &[Field<T>]) -> Checked {
    expect(Kind::Object, value)?;
    for field in fields {
        let found = (field.get)(value.unchecked_ref());
        if let Err(mismatch) = (field.check)(&found)
            && (field.required || !Kind::of(&found).is_absent())
        {
            return Err(mismatch.inside(field.place));
        }
    }
    Ok(())
}

fn check_each(value: &JsValue, check: fn(&JsValue) -> Checked) -> Checked {
    expect(Kind::Array, value)?;
    let list: &List = value.unchecked_ref();
    for index in 0..list.length() {
        check(&list.item(index)).map_err(|mismatch| mismatch.inside(&place(index)))?;
    }
    Ok(())
}

fn place(index: u32) -> String {
    let mut place = "[".to_owned();
    push_decimal(&mut place, index);
    place.push(']');
    place
}

/// What JSON knows of values; an optional field may be absent in either of the first two ways.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Nothing,
    Null,
    String,
    Array,
    Object,
    Boolean,
    Number,
}

impl Kind {
    pub(crate) fn of(value: &JsValue) -> Self {
        match kind_of(value) {
            0 => Self::Nothing,
            1 => Self::Null,
            2 => Self::String,
            3 => Self::Array,
            4 => Self::Object,
            5 => Self::Boolean,
            _ => Self::Number,
        }
    }

    fn is_absent(self) -> bool {
        matches!(self, Self::Nothing | Self::Null)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Null => "null",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
            Self::Boolean => "boolean",
            Self::Number => "number",
        }
    }
}

fn expect(kind: Kind, value: &JsValue) -> Checked {
    let found = Kind::of(value);
    if found == kind {
        return Ok(());
    }
    Err(Mismatch { path: String::new(), expected: kind.name(), found: found.name() })
}

#[cfg(all(test, feature = "api"))]
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
