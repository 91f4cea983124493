//! What a `fetch` threw, which can be anything: its text and its value, without secrets.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use crate::secrets::Secrets;

/// How far a chain of causes is followed.
const MAX_CAUSES: usize = 4;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String, catch)]
    fn plain_text(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call, catch)]
    fn class_text(value: &JsValue) -> Result<JsValue, JsValue>;

    /// Any object: each access may throw.
    type Anything;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn message(this: &Anything) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn name(this: &Anything) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn code(this: &Anything) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn stack(this: &Anything) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn cause(this: &Anything) -> Result<JsValue, JsValue>;
}

/// Something that was thrown, as it may be shown.
pub(crate) struct Thrown {
    /// Its message and those of its causes, without secrets.
    pub(crate) text: String,
    /// The very value, or an error in its place where a secret is or may be in it.
    pub(crate) value: JsValue,
}

impl Thrown {
    pub(crate) fn describe(thrown: JsValue, secrets: &Secrets) -> Self {
        let mut text = String::new();
        let mut next = Some(thrown.clone());
        for _ in 0..MAX_CAUSES {
            let Some(value) = next.take() else { break };
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&message(&value));
            if value.is_object() {
                next = anything(&value).cause().ok().filter(JsValue::is_object);
            }
        }
        let text = secrets.redact(text, false);
        let value = if secrets.is_empty() || is_clean(&thrown, secrets, MAX_CAUSES) {
            thrown
        } else {
            stand_in(&thrown, secrets, MAX_CAUSES)
        };
        Self { text, value }
    }
}

fn anything(value: &JsValue) -> &Anything {
    value.unchecked_ref()
}

fn message(value: &JsValue) -> String {
    let message = value.is_object().then(|| anything(value).message().ok()?.as_string()).flatten();
    message.or_else(|| text_of(value)).unwrap_or_else(|| "a value without text".to_owned())
}

/// Whether a value can be shown as it is. Only what can be looked through to its end can: simple
/// values, errors of the runtime with fields of that kind, and lists of such. A request or a map
/// may hold the headers where no look from outside finds them.
fn is_clean(value: &JsValue, secrets: &Secrets, depth: usize) -> bool {
    if !value.is_object() && !value.is_function() {
        return shows_no_secret(value, secrets);
    }
    let class = class_text(value).ok().and_then(|class| class.as_string()).unwrap_or_default();
    let Some(depth) = depth.checked_sub(1) else { return false };
    let known = match class.as_str() {
        "[object Error]" => has_no_getter(value),
        "[object DOMException]" => true,
        "[object Array]" => Array::is_array(value),
        _ => false,
    };
    known
        && Reflect::own_keys(value).is_ok_and(|names| {
            names.iter().all(|name| {
                shows_no_secret(&name, secrets)
                    && Reflect::get(value, &name)
                        .is_ok_and(|field| is_clean(&field, secrets, depth))
            })
        })
        && shows_no_secret(&anything(value).message().unwrap_or_default(), secrets)
}

/// Whether the classes of an error add nothing that could give out what it hides.
fn has_no_getter(error: &JsValue) -> bool {
    let mut class = error.clone();
    for _ in 0..MAX_CAUSES {
        let Ok(parent) = Reflect::get_prototype_of(&class) else { return false };
        class = parent.into();
        match Reflect::get_prototype_of(&class) {
            // The root: no class of anyone's.
            Ok(parent) if parent.is_null() => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
        let plain = Reflect::own_keys(&class).is_ok_and(|names| {
            names.iter().all(|name| {
                matches!(
                    name.as_string().as_deref(),
                    Some("constructor" | "name" | "message" | "toString")
                )
            })
        });
        if !plain {
            return false;
        }
    }
    false
}

/// What `String` makes of a value; nothing where that throws.
pub(crate) fn text_of(value: &JsValue) -> Option<String> {
    plain_text(value).ok()?.as_string()
}

fn shows_no_secret(value: &JsValue, secrets: &Secrets) -> bool {
    text_of(value).is_some_and(|text| !secrets.appear_in(&text))
}

/// An error that says what may be said of the value it stands for, and of its causes.
fn stand_in(value: &JsValue, secrets: &Secrets, depth: usize) -> JsValue {
    let error: JsValue = JsError::new(&secrets.redact(message(value), false)).into();
    if value.is_object() {
        let value = anything(value);
        for (field, found) in
            [("name", value.name()), ("code", value.code()), ("stack", value.stack())]
        {
            if let Some(found) = found.ok().and_then(|found| found.as_string()) {
                _ = Reflect::set(&error, &field.into(), &secrets.redact(found, false).into());
            }
        }
        let cause = value.cause().ok().filter(JsValue::is_object);
        if let (Some(cause), Some(depth)) = (cause, depth.checked_sub(1)) {
            _ = Reflect::set(&error, &"cause".into(), &stand_in(&cause, secrets, depth));
        }
    }
    error
}
