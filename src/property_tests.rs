//! What must hold of the pure parts for any text: thousands of random values each. `make fuzz` searches
//! further, guided by coverage.

use proptest::prelude::*;

use crate::options::Options;
use crate::rate_limit::RateLimit;
use crate::request::{BaseUrl, Request};
use crate::retry::{Retry, RetryPolicy, retry_after};

const PATH: &str = "/api/v2/llm-obs/v1/integrations/";

/// The URL of a request with a token; `None` where the arguments are rejected.
fn url(integration: &str, options: Options, base_url: Option<BaseUrl>) -> Option<String> {
    let options = options.access_token("token");
    Request::new(integration, &options, base_url, false).ok().map(|request| request.url)
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
        if let Some(url) = url(&integration, Options::new(), None) {
            let rest = url.strip_prefix("https://api.datadoghq.com").and_then(|it| it.strip_prefix(PATH));
            let segment = rest.and_then(|rest| rest.strip_suffix("/accounts"));
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte);
            prop_assert!(segment.is_some_and(|it| !it.is_empty() && it.bytes().all(is_plain)), "{url}");
        } else {
            prop_assert!(matches!(integration.as_str(), "" | "." | ".."), "{integration:?} is rejected");
        }
    }

    #[test]
    fn a_site_is_datadogs_or_rejected(site in HOST) {
        if let Some(url) = url("openai", Options::new().site(&site), None) {
            let host = url.strip_prefix("https://api.").and_then(|it| it.split(PATH).next());
            let host = host.unwrap_or_default();
            prop_assert!(host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)), "{url}");
            let is_at_or_under = |domain: &str| host == domain || host.ends_with(&[".", domain].concat());
            prop_assert!(["datadoghq.com", "datadoghq.eu", "ddog-gov.com"].into_iter().any(is_at_or_under), "{url}");
        }
    }

    #[test]
    fn a_token_is_sent_unencrypted_to_loopback_alone(host in "[a-z0-9.:\\[\\]-]{1,12}|[a-z.]{0,3}localhost") {
        let base_url = BaseUrl::new(&["http://", &host, "/"].concat(), None);
        if url("openai", Options::new(), base_url.ok()).is_some_and(|url| url.starts_with("http:")) {
            let (name, _) = host.split_once(':').unwrap_or((&host, ""));
            let is_loopback = host.starts_with("127.") || host.starts_with("[::1]")
                || name == "localhost" || name.ends_with(".localhost");
            prop_assert!(is_loopback, "{host}");
        }
    }

    #[test]
    fn a_header_has_a_valid_name_and_value(name in any::<String>(), value in any::<String>()) {
        let options = Options::new().access_token("token").headers([(name, value)]);
        if let Ok(request) = Request::new("openai", &options, None, false) {
            for (name, value) in request.headers.iter() {
                prop_assert!(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert!(!value.is_empty() && !value.contains(['\r', '\n', '\0']), "{value:?}");
            }
        }
    }

    #[test]
    fn a_delay_ends_before_the_deadline(
        status in 0_u16..1000,
        value in "[0-9a-zA-Z,.:+ -]{0,12}",
        attempt in 1_u32..20,
        time_left in -1.0..1e6,
        random in 0.0..1.0,
        date in any::<f64>(),
    ) {
        let header = |_: &str| Some(value.as_str());
        let reset = RateLimit::read(header, 1_790_000_000).and_then(|limit| limit.reset);
        let retry_after = retry_after(&value, 1.79e12, date);
        let retry = Retry::after_response(status, header, reset, retry_after);
        if let Some(delay) = RetryPolicy::default().delay(retry, attempt, time_left, random) {
            prop_assert!((0.0..time_left).contains(&delay), "{delay} of {time_left}");
            prop_assert!(matches!(status, 408 | 429 | 500..600) && attempt <= 2);
        }
    }
}
