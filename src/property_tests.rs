//! What must hold of the pure parts for any text: random values, thousands of each. `make fuzz` looks
//! for more of them, guided by coverage.

use proptest::prelude::*;

use crate::options::{BaseUrl, Options, Request};
use crate::rate_limit::RateLimit;
use crate::retry::{Limits, Retry};

const PATH: &str = "/api/v2/llm-obs/v1/integrations/";

/// What a request with a token asks for; `None` where it is refused.
fn url(integration: &str, options: Options<'_>) -> Option<String> {
    let options = Options { access_token: Some("token"), ..options };
    Request::new(integration, &options).ok().map(|request| request.url)
}

/// Hosts as someone might spell them, good and bad.
const HOST: &str = concat!(
    "(https?://)?(app|api|us3|evil|xn--|[a-zA-Z0-9-]{0,4}|[/@:?#% ])[./@]?",
    "(datadoghq\\.com|datadoghq\\.eu|ddog-gov\\.com|datadoghq\\.com\\.evil|[a-z.]{0,8})[/?#:]?[a-z]{0,2}",
);

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_integration_is_one_segment_of_the_path(integration in any::<String>()) {
        if let Some(url) = url(&integration, Options::default()) {
            let rest = url.strip_prefix("https://api.datadoghq.com").and_then(|it| it.strip_prefix(PATH));
            let segment = rest.and_then(|rest| rest.strip_suffix("/accounts"));
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte);
            prop_assert!(segment.is_some_and(|it| !it.is_empty() && it.bytes().all(is_plain)), "{url}");
        } else {
            prop_assert!(matches!(integration.as_str(), "" | "." | ".."), "{integration:?} is refused");
        }
    }

    #[test]
    fn a_site_is_datadogs_or_refused(site in HOST) {
        if let Some(url) = url("openai", Options { site: Some(&site), ..Options::default() }) {
            let host = url.strip_prefix("https://api.").and_then(|it| it.split(PATH).next());
            let host = host.unwrap_or_default();
            prop_assert!(host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)), "{url}");
            let is_at_or_under = |domain: &str| host == domain || host.ends_with(&[".", domain].concat());
            prop_assert!(["datadoghq.com", "datadoghq.eu", "ddog-gov.com"].into_iter().any(is_at_or_under), "{url}");
        }
    }

    #[test]
    fn a_token_goes_unencrypted_to_loopback_alone(host in "[a-z0-9.:\\[\\]-]{1,12}") {
        let base_url = BaseUrl { url: &["http://", &host].concat(), host: &host, is_plain: true };
        if url("openai", Options { base_url: Some(base_url), ..Options::default() }).is_some() {
            let is_loopback = ["localhost", "127.", "[::1]"].iter().any(|start| host.starts_with(start));
            prop_assert!(is_loopback, "{host}");
        }
    }

    #[test]
    fn a_wait_is_a_time_that_is_left(
        status in 0_u16..1000,
        value in "[0-9a-zA-Z,.:+ -]{0,12}",
        attempt in 1_u32..20,
        left in -1.0..1e6,
        random in 0.0..1.0,
        date in any::<f64>(),
    ) {
        let header = |_: &str| Some(value.as_str());
        let reset = RateLimit::read(header, 1_790_000_000).and_then(|limit| limit.reset);
        let retry = Retry::advised(status, header, reset, 1.79e12, date);
        if let Some(wait) = Limits::default().wait(retry, attempt, left, random) {
            prop_assert!((0.0..left).contains(&wait), "{wait} of {left}");
            prop_assert!(matches!(status, 408 | 429 | 500..600) && attempt <= 2);
        }
    }
}
