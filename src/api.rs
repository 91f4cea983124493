//! The Rust API: the same call as the npm package makes, for Rust programs in JavaScript runtimes.

mod call;
mod error;
pub(crate) mod host;
mod names;
mod options;
mod secret;

pub use error::{Cause, Error, ErrorDetail, ErrorSource, HttpError};
pub use names::{Integration, Site};
pub use options::{Options, ResponseInfo};
pub use secret::Secret;

use zeroize::Zeroizing;

use crate::api::call::Call;
use crate::api::host::{in_browser, now};
use crate::model::Account;
use crate::options::{BaseUrl, Request};

/// Lists the accounts that are configured for an LLM integration in Datadog.
///
/// `integration` is one of [`INTEGRATIONS`](crate::INTEGRATIONS), an [`Integration`], or any other
/// non-empty string, which becomes one segment of the path. The list is as long as Datadog's answer
/// (the endpoint has no pages), in its order, and may be empty.
///
/// Nothing happens before the future is polled. A future that is dropped aborts its request, and
/// leaves no timer and no listener.
///
/// # Errors
///
/// Each failure is an [`Error`]: see there for the kinds and when they come. Failures that may pass
/// were tried again by then, as [`Options::max_retries`] says. No key, token or header that was
/// passed is in any part of an error.
///
/// A call needs a JavaScript runtime with `fetch`: on other targets than `wasm32-unknown-unknown`
/// everything compiles, and a call ends with [`Error::Network`].
///
/// # Examples
///
/// ```no_run
/// use datadog_llm_accounts::{Options, Site, list_accounts};
///
/// # async fn example(api_key: String, app_key: String) -> Result<(), datadog_llm_accounts::Error> {
/// let options = Options::new().api_key(api_key).app_key(app_key).site(Site::EU1);
/// for account in list_accounts("openai", &options).await? {
///     println!("{} {}", account.account_name, account.account_region.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
pub async fn list_accounts(
    integration: impl AsRef<str>,
    options: &Options,
) -> Result<Vec<Account>, Error> {
    call(integration.as_ref(), options).await
}

async fn call(integration: &str, options: &Options) -> Result<Vec<Account>, Error> {
    if !cfg!(target_family = "wasm") {
        return Err(Error::no_runtime());
    }
    let arguments = host::read_arguments(options.arguments())?;
    let in_browser = in_browser();
    let (url, host) = (arguments.base_url(), arguments.host());
    let is_plain = arguments.is_plain().unwrap_or_default();
    let base_url = url.as_deref().zip(host.as_deref());
    let base_url = base_url.map(|(url, host)| BaseUrl { url, host, is_plain });
    let headers = Zeroizing::new(options.header_texts());
    let given = options.given(base_url, &headers, in_browser);
    let request = Zeroizing::new(Request::new(integration, &given)?);
    let told = |info: call::ResponseInfo<'_>| options.tell(info);
    let call = Call {
        request: &request,
        started: now(),
        fetch: &arguments.fetch(),
        signal: &arguments.signal(),
        on_response: options.wants_to_be_told().then_some(&told),
        in_browser,
    };
    call.list_accounts().await
}
