//! Names of fields as JavaScript lists.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ptr;

use js_sys::Array;
use wasm_bindgen::JsValue;

type List = (&'static [&'static str], JsValue);

thread_local! {
    /// The lists so far: to make one takes longer than to check an account.
    static LISTS: Cell<ManuallyDrop<Vec<List>>> = const { Cell::new(ManuallyDrop::new(vec![])) };
}

/// The same list each time.
pub(crate) fn js_names(names: &'static [&'static str]) -> JsValue {
    let mut lists = LISTS.take();
    let found = lists.iter().find(|(other, _)| ptr::eq(*other, names));
    let list = found.map(|(_, list)| list.clone()).unwrap_or_else(|| {
        let list = Array::new();
        for name in names {
            list.push(&JsValue::from_str(name));
        }
        lists.push((names, list.clone().into()));
        list.into()
    });
    LISTS.set(lists);
    list
}
