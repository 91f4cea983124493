//! What ends a step of a call early: the caller's signal, or its time.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

use crate::promises::{settled, spawn};

/// A longer timer would fire at once.
const LONGEST_TIMER: f64 = 2_147_483_647.0;

#[wasm_bindgen]
extern "C" {
    /// The caller's signal, maybe of another realm.
    pub(crate) type Signal;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn aborted(this: &Signal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn reason(this: &Signal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = addEventListener)]
    fn add_event_listener(this: &Signal, kind: &str, listener: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = removeEventListener)]
    fn remove_event_listener(this: &Signal, kind: &str, listener: &Function)
    -> Result<(), JsValue>;

    #[wasm_bindgen(extends = AbortController)]
    type Controller;
    #[wasm_bindgen(method, structural, getter, js_name = abort)]
    fn abort_function(this: &Controller) -> Function;

    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(callback: &Function, milliseconds: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = clearTimeout, catch)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    /// An answer that nobody waits for any more.
    type Late;
    #[wasm_bindgen(method, structural, getter, catch)]
    fn body(this: &Late) -> Result<Late, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn cancel(this: &Late) -> Result<JsValue, JsValue>;
}

/// Why a step did not come to its own end.
pub(crate) enum Ended {
    /// The caller's signal: its reason.
    Aborted(JsValue),
    /// Its time was up.
    TimedOut,
    /// What was waited for failed by itself.
    Failed(JsValue),
    /// It never began: listening to the caller's signal threw.
    Deaf,
}

/// The own controller of one step. What ends the step early acts on it; a timer and a listener on
/// the caller's signal last no longer than the step.
pub(crate) struct Abort<'a> {
    controller: Controller,
    /// Rejects when the controller aborts, so that no `fetch` can ignore it.
    aborted: Promise,
    caller: Option<(&'a Signal, Function)>,
    timer: Option<JsValue>,
}

impl<'a> Abort<'a> {
    /// Starts a step that may take `milliseconds`. What the runtime or the signal throws fails it.
    pub(crate) fn new(signal: Option<&'a Signal>, milliseconds: f64) -> Result<Self, Ended> {
        let controller: Controller =
            AbortController::new().map_err(Ended::Failed)?.unchecked_into();
        let own: Signal = controller.signal().unchecked_into();
        let aborted = Promise::new(&mut |_, reject: Function| {
            _ = own.add_event_listener("abort", &reject);
        });
        let stop = controller.abort_function().bind0(&controller);
        let mut step = Self { controller, aborted, caller: None, timer: None };
        if let Some(signal) = signal {
            signal.add_event_listener("abort", &stop).map_err(|_| Ended::Deaf)?;
            step.caller = Some((signal, stop.clone()));
            if let Some(reason) = step.reason() {
                return Err(Ended::Aborted(reason));
            }
        }
        if milliseconds.is_finite() {
            let timer = set_timeout(&stop, milliseconds.min(LONGEST_TIMER));
            step.timer = Some(timer.map_err(Ended::Failed)?);
        }
        Ok(step)
    }

    pub(crate) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// The end of what was started, or of the step if that comes first.
    pub(crate) async fn race(&self, started: Result<JsValue, JsValue>) -> Result<JsValue, Ended> {
        let started = started.unwrap_or_else(|thrown| Promise::reject(&thrown).into());
        // Raced even if it has failed already: a rejection that nothing follows ends a Node process.
        let settled = settled(Promise::race(&Array::of2(&started, &self.aborted))).await;
        let Some(ended) = self.ended() else { return settled.map_err(Ended::Failed) };
        discard(started);
        Err(ended)
    }

    /// Waits for the end of the step itself.
    pub(crate) async fn sleep(&self) -> Ended {
        let thrown = settled(self.aborted.clone()).await;
        self.ended().unwrap_or_else(|| Ended::Failed(thrown.unwrap_or_else(|thrown| thrown)))
    }

    fn ended(&self) -> Option<Ended> {
        if let Some(reason) = self.reason() {
            return Some(Ended::Aborted(reason));
        }
        self.controller.signal().aborted().then_some(Ended::TimedOut)
    }

    /// The caller's reason, once the caller has aborted.
    fn reason(&self) -> Option<JsValue> {
        let (signal, _) = self.caller.as_ref()?;
        signal
            .aborted()
            .is_ok_and(|aborted| aborted.is_truthy())
            .then(|| signal.reason().unwrap_or_default())
    }
}

impl Drop for Abort<'_> {
    fn drop(&mut self) {
        if let Some(timer) = &self.timer {
            _ = clear_timeout(timer);
        }
        if let Some((signal, stop)) = &self.caller {
            _ = signal.remove_event_listener("abort", stop);
        }
    }
}

/// Gives up the body of an answer that comes too late: a `fetch` that ignores its signal sends one.
fn discard(started: JsValue) {
    spawn(async move {
        if let Ok(answer) = settled(Promise::resolve(&started)).await
            && answer.is_object()
            && let Ok(body) = answer.unchecked_into::<Late>().body()
            && body.is_object()
            && let Ok(cancelled) = body.cancel()
        {
            _ = settled(Promise::resolve(&cancelled)).await;
        }
    });
}
