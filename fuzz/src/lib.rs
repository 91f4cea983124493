//! The pure modules, as they are in the crate, which does not show them to others.

extern crate alloc;

#[path = "../../src/error.rs"]
pub mod error;
#[path = "../../src/options.rs"]
pub mod options;
#[path = "../../src/rate_limit.rs"]
pub mod rate_limit;
#[path = "../../src/retry.rs"]
pub mod retry;

pub use rate_limit::RateLimit;

pub mod check;
