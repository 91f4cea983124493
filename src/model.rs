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
#[cfg(feature = "npm")]
use wasm_bindgen::prelude::*;

use crate::error::{Undocumented, joined, push_decimal};
use crate::host::{describe_shape, length, look};

type Checked = Result<(), Undocumented>;

impl Undocumented {
    fn new(expected: &'static str, found: Kind) -> Self {
        Self { path: String::new(), expected, found: found.name() }
    }

    fn inside(mut self, place: &str) -> Self {
        self.path = joined(&[place, self.path.as_str()]);
        self
    }
}

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

/// Checks what the text of an answer was parsed to, which JavaScript holds: a list of accounts, or the
/// one bare account object that Datadog's documentation page shows. Of a text that is no JSON it holds
/// `undefined`, and `first` is the code of its first character, 0 where there is none.
pub(crate) fn check_accounts(first: u32) -> Checked {
    let account = Expected::Object(Account::SHAPE);
    let answer = account.found_at(0, 0, NO_SHAPE);
    let checked = match answer.kind() {
        Kind::Nothing => {
            let found = match first {
                0 => "nothing",
                0x3c => "HTML",
                _ => "other text",
            };
            Err(Undocumented { path: String::new(), expected: "JSON", found })
        }
        Kind::Array => check_each(0, account),
        Kind::Object if !answer.is_foreign() => check(0, answer, account),
        kind => Err(Undocumented::new(Kind::Array.name(), kind)),
    };
    checked.map_err(|wrong| wrong.inside("$"))
}

/// Checks what was found at a level: how deep it lies in the answer.
fn check(level: u32, found: Found, expected: Expected) -> Checked {
    if found.kind() != expected.kind() {
        return Err(Undocumented::new(expected.kind().name(), found.kind()));
    }
    match expected {
        Expected::String => Ok(()),
        Expected::Strings => check_each(level, Expected::String),
        Expected::Object(shape) => {
            for (place, (field, kind)) in (0..).zip(shape.fields.iter().zip(found)) {
                let expected = field.expected;
                let checked = if kind != expected.kind() {
                    if !field.required && kind.is_absent() {
                        continue;
                    }
                    Err(Undocumented::new(expected.kind().name(), kind))
                } else if matches!(expected, Expected::String) {
                    continue;
                } else {
                    let inside = level.wrapping_add(1);
                    check(inside, expected.found_at(inside, place, shape.id), expected)
                };
                checked.map_err(|wrong| wrong.inside(field.place))?;
            }
            Ok(())
        }
    }
}

fn check_each(level: u32, expected: Expected) -> Checked {
    let inside = level.wrapping_add(1);
    for index in 0..length(level) {
        let found = expected.found_at(inside, index, NO_SHAPE);
        check(inside, found, expected).map_err(|wrong| wrong.inside(&place(index)))?;
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

/// What was found in a place: of an object of a known shape the kinds of its fields, three bits each
/// from the lowest on; otherwise its kind, and the highest bit. It is asked for at once: a call into
/// JavaScript for each field would take longer than all else that is done with an account.
#[derive(Clone, Copy)]
struct Found(u32);

/// The id of no shape: what has it for an owner lies in a list.
const NO_SHAPE: u32 = 9;

impl Expected {
    /// What is found at a level: in the list or, at that place, the field of the owner's shape one level
    /// above. At level 0 it is the answer.
    fn found_at(self, level: u32, place: u32, owner: u32) -> Found {
        let Self::Object(shape) = self else { return Found(look(level, place, owner, NO_SHAPE)) };
        let found = Found(look(level, place, owner, shape.id));
        if found.is_kind() && found.kind() == Kind::Object {
            describe_shape(shape.id, shape.names.trim_ascii_end());
            return Found(look(level, place, owner, shape.id));
        }
        found
    }
}

impl Found {
    fn is_kind(self) -> bool {
        self.0 >> 31 != 0
    }

    fn kind(self) -> Kind {
        if self.is_kind() { Kind::numbered(self.0 & 7) } else { Kind::Object }
    }

    /// An object with none of the required fields is something else than an account
    /// (`{ "data": [...] }`), and saying which of them it lacks would mislead.
    fn is_foreign(self) -> bool {
        let fields = Account::SHAPE.fields.iter().zip(self);
        fields.filter(|(field, _)| field.required).all(|(_, kind)| kind.is_absent())
    }
}

impl Iterator for Found {
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
