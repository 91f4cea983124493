//! Without a JavaScript runtime; wasm_tests.rs has the rest.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::*;

#[test]
fn without_a_javascript_runtime_a_call_is_a_network_error() {
    let options = Options::new().access_token("SECRET").clone();
    let call = pin!(list_accounts("openai", &options));
    let message = "a call requires a JavaScript runtime: build for wasm32-unknown-unknown";
    let expected = Error::Network { message: message.to_owned(), causes: vec![] };
    assert_eq!(call.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Err(expected)));
}
