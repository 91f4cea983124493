//! The pure modules, as they are in the crate, which does not export them.

#[path = "../../src/error.rs"]
pub mod error;
#[path = "../../src/messages.rs"]
pub mod messages;
#[path = "../../src/names.rs"]
pub mod names;
#[path = "../../src/options.rs"]
pub mod options;
#[path = "../../src/rate_limit.rs"]
pub mod rate_limit;
#[path = "../../src/request.rs"]
pub mod request;
#[path = "../../src/response_info.rs"]
pub mod response_info;
#[path = "../../src/retry.rs"]
pub mod retry;
#[path = "../../src/secret.rs"]
pub mod secret;
#[path = "../../src/text.rs"]
pub mod text;

pub mod check;
