//! Lists a company's LLM integration accounts from Datadog
//! (`GET /api/v2/llm-obs/v1/integrations/{integration}/accounts`, Preview), in Rust programs that
//! are compiled to WebAssembly: front ends, and functions on Cloudflare Workers and their like.
//!
//! ```no_run
//! use datadog_llm_accounts::{Error, Options, list_accounts};
//!
//! # async fn example(api_key: String, app_key: String) {
//! let options = Options::new().api_key(api_key).app_key(app_key).site("datadoghq.eu");
//! match list_accounts("openai", &options).await {
//!     Ok(accounts) => {
//!         for account in accounts {
//!             println!("{} in {:?}", account.account_name, account.account_region);
//!         }
//!     }
//!     Err(Error::Http(error)) if error.status == 429 => println!("later: {:?}", error.rate_limit),
//!     Err(error) => println!("{error}"),
//! }
//! # }
//! ```
//!
//! It is the core of the npm package `datadog-llm-accounts`, and keeps the same promises: the answer
//! is checked field by field, and an [`Error`] names the place that is not as documented; what may
//! pass is tried again, as the rate limit allows; no key is in an error or goes to another host; a
//! call ends at its timeout, at its signal, or when its future is dropped.
//!
//! A call goes out through the runtime's own `fetch`, so it needs JavaScript: on other targets than
//! `wasm32-unknown-unknown` this crate compiles, for the types and for tests of your own, and a call
//! ends with [`Error::Network`]. The JavaScript that it imports is one file, which wasm-bindgen
//! brings along for every target that takes ES modules (`web`, `bundler`, `module`; what wasm-pack,
//! worker-build and Trunk use). Nothing has to be set up.
//!
//! # Keys
//!
//! Keys belong on a server. In a page, where every visitor can read them, they are refused unless
//! [`Options::dangerously_allow_browser`] says otherwise: ask an edge function of your own instead,
//! with its [`base_url`](Options::base_url) and your [`access_token`](Options::access_token).
//!
//! # Features
//!
//! `api`, the default, is all that is described here. `npm` is for the build of the npm package alone:
//! it adds JavaScript exports and a global allocator.
#![cfg_attr(
    not(any(feature = "api", feature = "npm")),
    allow(dead_code, reason = "without a feature nothing makes a call")
)]
// Without the standard library a panic is one instruction: no text for it, and nothing to format that.
#![cfg_attr(all(feature = "npm", not(feature = "api")), no_std)]

extern crate alloc;

#[cfg(feature = "api")]
mod api;
mod error;
mod host;
#[cfg(feature = "npm")]
#[expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]
mod js;
#[cfg(all(feature = "npm", target_family = "wasm"))]
mod memory;
mod model;
mod options;
#[cfg(all(test, not(target_family = "wasm")))]
mod property_tests;
mod rate_limit;
mod retry;
mod verdict;
#[cfg(all(test, target_family = "wasm"))]
mod wasm_tests;

#[cfg(feature = "api")]
pub use api::{
    Cause, Error, ErrorDetail, ErrorSource, HttpError, Integration, Options, ResponseInfo, Secret,
    Site, list_accounts,
};
#[cfg(feature = "api")]
pub use model::{Account, AzureOpenAiMetadata, VertexAiMetadata};
pub use options::{INTEGRATIONS, SITES};
pub use rate_limit::RateLimit;

/// Compiles the examples of that page.
#[cfg(all(doctest, feature = "api"))]
#[doc = include_str!("../docs/rust.md")]
mod rust_page {}

#[cfg(all(feature = "npm", target_family = "wasm"))]
#[global_allocator]
static MEMORY: memory::Memory = memory::Memory::new();

#[cfg(all(feature = "npm", not(feature = "api"), target_family = "wasm"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
