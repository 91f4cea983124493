//! Calls that end early: by their signal, or because their future is dropped.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use datadog_llm_accounts::{Error, list_accounts};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::fetching;

#[wasm_bindgen(inline_js = r#"
    /** Counts the active timers, and the listeners of a signal. */
    export function watch(signal) {
        const timers = new Set();
        const { setTimeout, clearTimeout } = globalThis;
        globalThis.setTimeout = (...args) => {
            const timer = setTimeout(...args);
            timers.add(timer);
            return timer;
        };
        globalThis.clearTimeout = (timer) => {
            timers.delete(timer);
            clearTimeout(timer);
        };
        let listeners = 0;
        const { addEventListener, removeEventListener } = signal;
        signal.addEventListener = (...args) => addEventListener.apply(signal, args, listeners++);
        signal.removeEventListener = (...args) => removeEventListener.apply(signal, args, listeners--);
        return {
            get timers() { return timers.size },
            get listeners() { return listeners },
            end() { Object.assign(globalThis, { setTimeout, clearTimeout }) },
        };
    }
"#)]
extern "C" {
    fn watch(signal: &JsValue) -> Watched;

    type Watched;
    #[wasm_bindgen(method, structural, getter)]
    fn timers(this: &Watched) -> u32;
    #[wasm_bindgen(method, structural, getter)]
    fn listeners(this: &Watched) -> u32;
    #[wasm_bindgen(method, structural)]
    fn end(this: &Watched);
}

/// Polls a future once, and lets the promises that have settled by then run their reactions.
async fn poll_once<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) -> Poll<T> {
    let mut future = future;
    let poll = poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await;
    _ = js_sys::Promise::resolve(&JsValue::UNDEFINED).await;
    poll
}

/// Each phase in which a call waits, and the `fetch` that takes it there.
const PHASES: [(&str, &str); 3] = [
    ("waits for a response", "return new Promise(() => {})"),
    ("waits for a body", "return { status: 200, headers: [], text: () => new Promise(() => {}) }"),
    ("waits before another attempt", "return { status: 500, headers: [], text: () => '' }"),
];

#[wasm_bindgen_test]
async fn a_dropped_call_aborts_its_request_and_leaves_no_timer_or_listener() {
    for (phase, fetch) in PHASES {
        let Ok(controller) = AbortController::new() else { panic!("no AbortController") };
        let signal = controller.signal();
        let watched = watch(&signal);
        // The signal of the request, to be read later.
        let fetch = format!("globalThis.requested = init.signal; {fetch}");
        let options = fetching(&fetch).max_retries(1).signal(&signal);
        {
            let mut call = pin!(list_accounts("openai", &options));
            for _ in 0..20 {
                assert!(poll_once(call.as_mut()).await.is_pending(), "{phase}");
            }
            assert_eq!((watched.timers(), watched.listeners()), (1, 1), "{phase}");
        }
        assert_eq!((watched.timers(), watched.listeners()), (0, 0), "{phase}");
        watched.end();
        let aborted = Function::new_no_args("return requested.aborted");
        let aborted = aborted.call0(&JsValue::UNDEFINED).map(|it| it.is_truthy());
        // A complete response is not aborted.
        assert_eq!(aborted, Ok(!phase.ends_with("attempt")), "{phase}");
    }
}

#[wasm_bindgen_test]
async fn a_call_that_is_never_polled_sends_nothing() {
    let options = fetching("globalThis.wasSent = true");
    drop(list_accounts("openai", &options));
    let sent = Function::new_no_args("return 'wasSent' in globalThis").call0(&JsValue::UNDEFINED);
    assert_eq!(sent, Ok(JsValue::FALSE));
}

#[wasm_bindgen_test]
async fn a_signal_aborts_a_call_in_each_phase() {
    for (phase, fetch) in PHASES {
        let Ok(controller) = AbortController::new() else { panic!("no AbortController") };
        let options = fetching(fetch).max_retries(1).signal(&controller.signal());
        let mut call = pin!(list_accounts("openai", &options));
        for _ in 0..20 {
            assert!(poll_once(call.as_mut()).await.is_pending(), "{phase}");
        }
        controller.abort_with_reason(&JsError::new("enough").into());
        let outcome = call.await;
        let Err(Error::Aborted { reason, .. }) = &outcome else {
            panic!("{outcome:?} while it {phase}")
        };
        assert_eq!(reason.iter().map(|it| it.message.as_str()).collect::<Vec<_>>(), ["enough"]);
        let message = outcome.map_err(|error| error.to_string()).err();
        assert_eq!(message.as_deref(), Some("the call was aborted: enough"));
    }
}

#[wasm_bindgen_test]
async fn a_signal_that_has_already_aborted_sends_nothing() {
    let Ok(controller) = AbortController::new() else { panic!("no AbortController") };
    controller.abort();
    let options = fetching("throw 'it was sent'").signal(&controller.signal());
    let outcome = list_accounts("openai", &options).await;
    let Err(Error::Aborted { reason, .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(reason.first().and_then(|it| it.name.as_deref()), Some("AbortError"));
}

#[wasm_bindgen_test]
async fn calls_run_side_by_side() {
    // The first receives its response after the second was sent.
    let options = fetching(
        "return new Promise((resolve) => {
            const waiting = (globalThis.waiting ??= []);
            waiting.push(resolve);
            if (waiting.length === 2) for (const each of waiting) each(new Response('[]'));
        })",
    );
    let mut first = pin!(list_accounts("openai", &options));
    assert!(poll_once(first.as_mut()).await.is_pending());
    let second = list_accounts("anthropic", &options).await;
    assert_eq!((first.await.map(|it| it.len()), second.map(|it| it.len())), (Ok(0), Ok(0)));
}
