//! Lists the accounts that are configured for an LLM integration in Datadog
//! (`GET /api/v2/llm-obs/v1/integrations/{integration}/accounts`, in Preview), for Rust programs that
//! are compiled to WebAssembly: front ends, and edge functions such as Cloudflare Workers.
//!
//! ```no_run
//! use datadog_llm_accounts::{Error, Options, Site, list_accounts};
//!
//! /// The names of the OpenAI accounts.
//! async fn account_names(api_key: String, app_key: String) -> Result<Vec<String>, Error> {
//!     let options = Options::new().api_key(api_key).app_key(app_key).site(Site::EU1);
//!     let accounts = list_accounts("openai", &options).await?;
//!     Ok(accounts.into_iter().map(|account| account.account_name).collect())
//! }
//! ```
//!
//! (`println!` prints nothing on `wasm32-unknown-unknown`: return the result, render it, or log it with
//! `web_sys::console`.)
//!
//! This is the client of the npm package `datadog-llm-accounts`, with the same guarantees:
//!
//! - Every field of a response is validated; an error names the JSON path of a schema mismatch.
//! - Network failures, timed-out attempts and the statuses 408, 429 and 5xx are retried, as the rate
//!   limit allows.
//! - Keys and tokens appear in no error and are sent to no other host.
//! - A call ends at its time limit, when its signal aborts, or when its future is dropped.
//!
//! # Errors
//!
//! ```no_run
//! use datadog_llm_accounts::{Error, Options, list_accounts};
//!
//! /// The HTTP status with which a server responds to its own client.
//! async fn status(options: &Options) -> u16 {
//!     match list_accounts("openai", options).await {
//!         Ok(_) => 200,
//!         Err(Error::InvalidArgument { .. }) => 400,
//!         Err(Error::Http(error)) if error.status == 429 => 429,
//!         Err(Error::Timeout { .. }) => 504,
//!         Err(_) => 502,
//!     }
//! }
//! ```
//!
//! # Targets
//!
//! A call uses the runtime's own `fetch`, so it requires a JavaScript runtime. On other targets than
//! `wasm32-unknown-unknown` this crate compiles, for its types and for your own tests, and a call ends
//! with [`Error::Network`]. The crate imports two small JavaScript modules, which wasm-bindgen copies
//! beside its output: wasm-pack, worker-build and Trunk require no configuration for them. Every target of
//! wasm-bindgen serves but `no-modules`; `nodejs` requires a Node.js whose `require` loads ES modules (20.19,
//! 22.12 or newer).
//!
//! The future of a call is not [`Send`], because it holds JavaScript values. Its result is: both
//! [`Account`] and [`Error`] are `Send + Sync`. docs/rust.md shows how a handler that must be `Send`,
//! such as axum's, makes a call in a Worker.
//!
//! # Keys
//!
//! Keys belong on a server. In a page, where every visitor can read them, they are rejected unless
//! [`Options::dangerously_allow_browser`] allows them. Use an edge function that holds the keys instead:
//! pass its [`base_url`](Options::base_url) and your [`access_token`](Options::access_token).
//!
//! # Features
//!
//! None is enabled by default. `npm` is for the build of the npm package alone: it adds JavaScript
//! exports and a global allocator.
mod check;
mod client;
mod error;
mod failure;
mod from_js;
#[cfg(feature = "npm")]
#[expect(unreachable_pub, reason = "wasm-bindgen exports public functions only")]
mod js;
mod js_names;
mod messages;
mod model;
mod names;
mod options;
mod platform;
#[cfg(all(test, not(target_family = "wasm")))]
mod property_tests;
mod rate_limit;
mod request;
mod response;
mod response_info;
mod retry;
mod secret;
mod text;
mod to_js;
#[cfg(all(test, target_family = "wasm"))]
mod wasm_tests;

pub use client::list_accounts;
pub use error::{Cause, Error, ErrorDetail, ErrorSource, HttpError};
pub use model::{Account, AzureOpenAiMetadata, VertexAiMetadata};
pub use names::{INTEGRATIONS, Integration, SITES, Site};
pub use options::Options;
pub use rate_limit::RateLimit;
pub use response_info::{ResponseHeaders, ResponseInfo};
pub use secret::Secret;

/// Compiles the examples of that page.
#[cfg(doctest)]
#[doc = include_str!("../docs/rust.md")]
mod rust_page {}

#[cfg(all(feature = "npm", target_family = "wasm"))]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
