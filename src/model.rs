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

use crate::error::{Undocumented, joined, push_decimal};
use crate::host::{List, describe_shape, field_of, kind_of, kinds_of};

/// Where an answer differs from what is documented.
#[derive(Debug, PartialEq, Eq)]
struct Mismatch {
    /// From the value that was checked, as `.project_ids[1]`.
    path: String,
    expected: &'static str,
    found: &'static str,
}

impl Mismatch {
    fn new(expected: &'static str, found: &'static str) -> Self {
        Self { path: String::new(), expected, found }
    }

    fn inside(mut self, place: &str) -> Self {
        self.path = joined(&[place, self.path.as_str()]);
        self
    }
}

type Checked = Result<(), Mismatch>;

/// A documented object.
struct Shape {
    /// Its place in the list of all, by which JavaScript knows it.
    id: u32,
    /// The fields' names, a line each.
    names: &'static str,
    fields: &'static [Field],
}

/// As many kinds fit into one number (`Kinds`).
const MAX_FIELDS: usize = 10;

struct Field {
    place: &'static str,
    required: bool,
    expected: Expected,
}

/// What belongs in a place.
#[derive(Clone, Copy)]
enum Expected {
    String,
    Strings,
    Object(&'static Shape),
}

macro_rules! shapes {
    ($(
        $(#[doc = $doc:literal])*
        $shape:ident as $id:literal {
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

        // Without the Rust API its name alone.
        #[cfg(not(feature = "api"))]
        enum $shape {}

        const _: () = assert!($shape::SHAPE.fields.len() <= MAX_FIELDS);

        impl $shape {
            const SHAPE: &Shape = &Shape {
                id: $id,
                names: concat!(
                    $(stringify!($required), "\n",)*
                    $(stringify!($optional), "\n",)*
                ),
                fields: &[
                    $(Field {
                        place: concat!(".", stringify!($required)),
                        required: true,
                        expected: shapes!(@expected $required_kind),
                    },)*
                    $(Field {
                        place: concat!(".", stringify!($optional)),
                        required: false,
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
    Account as 0 {
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
    AzureOpenAiMetadata as 1 {
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
    VertexAiMetadata as 2 {
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

/// Checks what the text of an answer was parsed to: a list of accounts, or the one bare account object
/// that Datadog's documentation page shows. Of a text that is no JSON, `answer` is `undefined` and
/// `first` the code of its first character, 0 where there is none.
pub(crate) fn check_accounts(answer: &JsValue, first: u32) -> Result<(), Undocumented> {
    let account = Expected::Object(Account::SHAPE);
    let checked = match Kind::of(answer) {
        Kind::Nothing => Err(Mismatch::new(
            "JSON",
            match first {
                0 => "nothing",
                0x3c => "HTML",
                _ => "other text",
            },
        )),
        Kind::Array => check_each(answer.unchecked_ref(), account),
        Kind::Object if !is_foreign(answer) => check(answer, account),
        kind => Err(Mismatch::new(Kind::Array.name(), kind.name())),
    };
    checked.map_err(|mismatch| {
        let Mismatch { path, expected, found } = mismatch.inside("$");
        Undocumented { path, expected, found }
    })
}

/// An object with none of the required fields is something else than an account (`{ "data": [...] }`),
/// and saying which of them it lacks would mislead.
fn is_foreign(answer: &JsValue) -> bool {
    let fields = Account::SHAPE.fields.iter().zip(Kinds::of(answer, Account::SHAPE));
    fields.filter(|(field, _)| field.required).all(|(_, kind)| kind.is_absent())
}

fn check(value: &JsValue, expected: Expected) -> Checked {
    let found = Kind::of(value);
    if found != expected.kind() {
        return Err(Mismatch::new(expected.kind().name(), found.name()));
    }
    check_inside(value, expected)
}

/// Checks what is in a value of the right kind, where it lies.
fn check_inside(value: &JsValue, expected: Expected) -> Checked {
    match expected {
        Expected::String => Ok(()),
        Expected::Strings => check_each(value.unchecked_ref(), Expected::String),
        Expected::Object(shape) => {
            for (index, (field, found)) in
                (0..).zip(shape.fields.iter().zip(Kinds::of(value, shape)))
            {
                let expected = field.expected;
                let checked = if found != expected.kind() {
                    if !field.required && found.is_absent() {
                        continue;
                    }
                    Err(Mismatch::new(expected.kind().name(), found.name()))
                } else if matches!(expected, Expected::String) {
                    continue;
                } else {
                    check_inside(&field_of(value, shape.id, index), expected)
                };
                checked.map_err(|mismatch| mismatch.inside(field.place))?;
            }
            Ok(())
        }
    }
}

fn check_each(list: &List, expected: Expected) -> Checked {
    for index in 0..list.length() {
        check(&list.item(index), expected).map_err(|mismatch| mismatch.inside(&place(index)))?;
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
        Self::numbered(kind_of(value))
    }

    fn numbered(number: u32) -> Self {
        match number {
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

impl Expected {
    fn kind(self) -> Kind {
        match self {
            Self::String => Kind::String,
            Self::Strings => Kind::Array,
            Self::Object(_) => Kind::Object,
        }
    }
}

/// The kinds of an object's fields, asked for at once: a call into JavaScript for each would take
/// longer than all else that is done with an account.
struct Kinds(u32);

impl Kinds {
    fn of(object: &JsValue, shape: &Shape) -> Self {
        const UNKNOWN: u32 = u32::MAX;
        let kinds = kinds_of(object, shape.id);
        if kinds != UNKNOWN {
            return Self(kinds);
        }
        describe_shape(shape.id, shape.names.trim_ascii_end());
        Self(kinds_of(object, shape.id))
    }
}

impl Iterator for Kinds {
    type Item = Kind;

    fn next(&mut self) -> Option<Kind> {
        let kind = Kind::numbered(self.0 & 7);
        self.0 >>= 3;
        Some(kind)
    }
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
