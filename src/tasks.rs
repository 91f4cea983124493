//! Runs futures. Each waits for one promise at a time, so JavaScript follows that promise and calls
//! `resume`: no closure is made, and the wakers and queues that a general executor has are not there.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use js_sys::Promise;
use wasm_bindgen::prelude::*;

type Task = Pin<Box<dyn Future<Output = ()>>>;

#[wasm_bindgen]
extern "C" {
    /// Calls `resume` with this task and what the promise is fulfilled with.
    #[wasm_bindgen(js_namespace = host)]
    fn follow(promise: &Promise, task: usize);
}

thread_local! {
    /// The tasks that wait; empty places are used again.
    static TASKS: RefCell<Vec<Option<Task>>> = const { RefCell::new(vec![]) };
    /// The empty places.
    static FREE: RefCell<Vec<usize>> = const { RefCell::new(vec![]) };
    /// What the task that was just polled waits for.
    static AWAITED: Cell<Option<Promise>> = const { Cell::new(None) };
    /// How that ended, when the task is polled again.
    static SETTLED: Cell<Option<JsValue>> = const { Cell::new(None) };
}

/// What a promise that is never rejected is fulfilled with.
pub(crate) fn settled(promise: Promise) -> impl Future<Output = JsValue> {
    let mut promise = Some(promise);
    poll_fn(move |_| match promise.take() {
        Some(promise) => {
            AWAITED.set(Some(promise));
            Poll::Pending
        }
        None => SETTLED.take().map_or(Poll::Pending, Poll::Ready),
    })
}

/// Runs a future that nothing waits for, up to its first promise at once.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    let place = FREE.with_borrow_mut(Vec::pop).unwrap_or_else(|| {
        TASKS.with_borrow_mut(|tasks| {
            tasks.push(None);
            tasks.len().saturating_sub(1)
        })
    });
    run(place, Box::pin(future));
}

/// Goes on with a task, now that its promise is fulfilled with this value.
// In a Rust user's wasm it would be there for nothing.
#[cfg_attr(feature = "npm", wasm_bindgen(skip_typescript))]
pub fn resume(place: usize, value: JsValue) {
    let task = TASKS.with_borrow_mut(|tasks| tasks.get_mut(place)?.take());
    if let Some(task) = task {
        SETTLED.set(Some(value));
        run(place, task);
    }
}

// No borrow is held while a task runs: a getter that it reads can start another one.
fn run(place: usize, mut task: Task) {
    let poll = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    match AWAITED.take().filter(|_| poll.is_pending()) {
        Some(promise) => {
            TASKS.with_borrow_mut(|tasks| {
                if let Some(waiting) = tasks.get_mut(place) {
                    *waiting = Some(task);
                }
            });
            follow(&promise, place);
        }
        None => FREE.with_borrow_mut(|free| free.push(place)),
    }
}
