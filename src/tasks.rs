//! Runs futures. Each waits for one promise at a time, so JavaScript follows that promise and calls
//! `resume`: no closure is made, and the wakers and queues that a general executor has are not there.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::Cell;
use core::future::{Future, poll_fn};
use core::mem::take;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

type Task = Pin<Box<dyn Future<Output = ()>>>;

#[wasm_bindgen]
extern "C" {
    /// Calls `resume` with this task and what the promise is fulfilled with.
    #[wasm_bindgen(js_namespace = host)]
    fn follow(promise: &JsValue, task: usize);
}

/// `thread_local!` is the standard library's, which the npm package does not carry.
struct Local<T>(Cell<T>);

// SAFETY: the npm package is built without threads.
#[expect(unsafe_code, reason = "a static that is not shared by threads")]
unsafe impl<T> Sync for Local<T> {}

/// The tasks that wait; empty places are used again.
static TASKS: Local<Vec<Option<Task>>> = Local(Cell::new(Vec::new()));
/// What the task that was just polled waits for.
static AWAITED: Local<Option<JsValue>> = Local(Cell::new(None));
/// How that ended, when the task is polled again.
static SETTLED: Local<Option<JsValue>> = Local(Cell::new(None));

/// What a promise that is never rejected is fulfilled with.
pub(crate) fn settled(promise: JsValue) -> impl Future<Output = JsValue> {
    let mut promise = Some(promise);
    poll_fn(move |_| match take(&mut promise) {
        Some(promise) => {
            AWAITED.0.set(Some(promise));
            Poll::Pending
        }
        None => SETTLED.0.take().map_or(Poll::Pending, Poll::Ready),
    })
}

/// Runs a future that nothing waits for, up to its first promise at once.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    run(Box::pin(future));
}

/// Goes on with a task, now that its promise is fulfilled with this value.
#[wasm_bindgen(skip_typescript)]
pub fn resume(place: usize, value: JsValue) {
    let mut tasks = TASKS.0.take();
    let task = tasks.get_mut(place).and_then(take);
    TASKS.0.set(tasks);
    if let Some(task) = task {
        SETTLED.0.set(Some(value));
        run(task);
    }
}

// Nothing is held while a task runs: a getter that it reads can start another one.
fn run(mut task: Task) {
    let poll = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let Some(promise) = AWAITED.0.take().filter(|_| poll.is_pending()) else { return };
    let mut tasks = TASKS.0.take();
    let place = tasks.iter().position(Option::is_none).unwrap_or(tasks.len());
    match tasks.get_mut(place) {
        Some(empty) => *empty = Some(task),
        None => tasks.push(Some(task)),
    }
    TASKS.0.set(tasks);
    follow(&promise, place);
}
