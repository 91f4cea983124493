//! The check of a 2xx response: the engine parses it, and what it parsed is checked in place.

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::error::SchemaMismatch;
use crate::js_names::js_names;
use crate::model::{Account, Expected, Shape};
use crate::platform::{
    element_kinds, field, field_kinds, first_char_code, first_non_string, kind_of, parse_json,
};
use crate::text::{decimal, join};

type Checked = Result<(), SchemaMismatch>;

/// Parses and checks the text of a 2xx response: a list of accounts, or the one bare account object
/// that Datadog's documentation page shows, which becomes a list of one. The accounts are the very
/// objects that the engine parsed.
pub(crate) fn parse_accounts(text: &JsValue) -> Result<Array, SchemaMismatch> {
    let mismatch = |expected, found| SchemaMismatch { path: "$".to_owned(), expected, found };
    let parsed = parse_json(text);
    if parsed.is_undefined() {
        return Err(mismatch("JSON", describe_text(text)));
    }
    let (accounts, checked) = match Kind::of(&parsed) {
        Kind::Array => {
            let accounts: Array = parsed.into();
            let checked = check_list(&accounts, Account::SHAPE);
            (accounts, checked)
        }
        Kind::Object if has_required_field(&parsed) => {
            let accounts = Array::new();
            accounts.push(&parsed);
            (accounts, check_object(&parsed, Account::SHAPE))
        }
        kind => return Err(mismatch(Kind::Array.name(), kind.name())),
    };
    checked.map(|()| accounts).map_err(|mismatch| inside("$", mismatch))
}

/// What a text that is not JSON is instead.
fn describe_text(text: &JsValue) -> &'static str {
    const LESS_THAN: u32 = 0x3c;
    match first_char_code(text) {
        0 => "nothing",
        LESS_THAN => "HTML",
        _ => "other text",
    }
}

fn check_list(list: &Array, shape: &Shape) -> Checked {
    let names = js_names(shape.names);
    for index in 0..list.length() {
        let kinds = FieldKinds(element_kinds(list, index, &names));
        check_fields(kinds, shape, &|place| field(&list.get(index), &names, place))
            .map_err(|mismatch| inside(&in_brackets(index), mismatch))?;
    }
    Ok(())
}

fn check_object(object: &JsValue, shape: &Shape) -> Checked {
    let names = js_names(shape.names);
    let kinds = FieldKinds(field_kinds(object, &names));
    check_fields(kinds, shape, &|place| field(object, &names, place))
}

/// `value` gives that of a field, by its place in the shape.
fn check_fields(kinds: FieldKinds, shape: &Shape, value: &dyn Fn(u32) -> JsValue) -> Checked {
    if let Some(kind) = kinds.not_an_object() {
        return expect(Kind::Object, kind);
    }
    let fields = shape.names.iter().zip(shape.fields);
    for (place, ((name, field), kind)) in (0..).zip(fields.zip(kinds)) {
        let checked = match field.expected {
            _ if kind.is_absent() && !field.is_required => continue,
            Expected::String if kind == Kind::String => continue,
            Expected::Object(shape) if kind == Kind::Object => check_object(&value(place), shape),
            Expected::Strings if kind == Kind::Array => check_strings(&value(place).into()),
            expected => expect(expected.kind(), kind),
        };
        checked.map_err(|mismatch| inside(&join(&[".", name]), mismatch))?;
    }
    Ok(())
}

/// An object without any of an account's required fields is something else (`{ "data": [...] }`),
/// and to name the first that is missing would mislead.
fn has_required_field(object: &JsValue) -> bool {
    let kinds = FieldKinds(field_kinds(object, &js_names(Account::SHAPE.names)));
    let mut fields = Account::SHAPE.fields.iter().zip(kinds);
    fields.any(|(field, kind)| field.is_required && !kind.is_absent())
}

fn check_strings(list: &Array) -> Checked {
    let index = first_non_string(list);
    if index >= list.length() {
        return Ok(());
    }
    expect(Kind::String, Kind::of(&list.get(index)))
        .map_err(|mismatch| inside(&in_brackets(index), mismatch))
}

fn in_brackets(index: u32) -> String {
    join(&["[", &decimal(index), "]"])
}

fn expect(expected: Kind, found: Kind) -> Checked {
    if expected == found {
        return Ok(());
    }
    Err(SchemaMismatch { path: String::new(), expected: expected.name(), found: found.name() })
}

fn inside(path: &str, mismatch: SchemaMismatch) -> SchemaMismatch {
    SchemaMismatch { path: join(&[path, &mismatch.path]), ..mismatch }
}

/// The types of JSON, and `Nothing` for a missing field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Null,
    String,
    Array,
    Object,
    Boolean,
    Number,
}

impl Kind {
    fn of(value: &JsValue) -> Self {
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

    /// An optional field may be missing or `null`.
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

/// The kinds of an object's fields, in the order of its shape: three bits each, from the lowest on. Of
/// what is not an object, its own kind and the highest bit.
#[derive(Clone, Copy)]
struct FieldKinds(u32);

impl FieldKinds {
    fn not_an_object(self) -> Option<Kind> {
        (self.0 >> 31 != 0).then(|| Kind::numbered(self.0 & 7))
    }
}

impl Iterator for FieldKinds {
    type Item = Kind;

    fn next(&mut self) -> Option<Kind> {
        let kind = Kind::numbered(self.0 & 7);
        self.0 >>= 3;
        Some(kind)
    }
}
