//! Lists a company's LLM integration accounts from Datadog
//! (`GET /api/v2/llm-obs/v1/integrations/{integration}/accounts`, Preview).
//!
//! This crate is the checked core of the npm package `datadog-llm-accounts`: a request that cannot
//! leak a key, one call over the runtime's own `fetch`, and an answer checked field by field. The
//! JavaScript exports and the global allocator sit behind the feature `npm`, which only that
//! package's build turns on.
#![cfg_attr(
    not(feature = "npm"),
    allow(dead_code, reason = "a call is reached through the npm face alone")
)]
// Without the standard library a panic is one instruction: no text for it, and nothing to format that.
#![cfg_attr(all(feature = "npm", not(feature = "api")), no_std)]

extern crate alloc;

mod answer;
mod client;
mod error;
mod host;
#[cfg(feature = "npm")]
#[expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]
mod js;
mod model;
mod options;
#[cfg(feature = "npm")]
mod plain;
#[cfg(all(test, not(target_family = "wasm")))]
mod property_tests;
mod rate_limit;
mod retry;
#[expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]
mod tasks;
#[cfg(all(test, target_family = "wasm"))]
mod wasm_tests;

pub use error::{Error, HttpError};
#[cfg(feature = "api")]
pub use model::{Account, AzureOpenAiMetadata, VertexAiMetadata};
pub use options::{INTEGRATIONS, SITES};
pub use rate_limit::RateLimit;

// The default allocator is 2.5 KB (brotli) larger than this one.
#[cfg(all(feature = "npm", target_family = "wasm"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(all(feature = "npm", not(feature = "api"), target_family = "wasm"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
