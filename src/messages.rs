//! The messages of failed attempts: which host, what happened, and what to do next where that is
//! known. Texts that come from outside must be redacted already. Pure.

use crate::options::Credentials;
use crate::text::{decimal, join};

/// Where a request was sent, as messages say it.
pub(crate) struct Destination<'a> {
    /// With its port.
    pub(crate) host: String,
    /// The path of the request, where it is under a base URL.
    pub(crate) path_under_base_url: Option<String>,
    pub(crate) credentials: Credentials<'a>,
    /// In a page or a browser's worker.
    pub(crate) in_browser: bool,
}

impl Destination<'_> {
    /// The message for a response outside 2xx. `details` are the texts of Datadog's first error,
    /// `reset` is the rate limit's, in seconds.
    pub(crate) fn status_message(&self, status: u16, details: &str, reset: Option<u32>) -> String {
        let mut message = join(&[&self.host, " responded with "]);
        match status {
            0 => message.push_str("a redirect"),
            status => message.push_str(&decimal(status.into())),
        }
        message.push_str(match status {
            0 => ", which is never followed",
            301 | 302 | 303 | 307 | 308 => ", a redirect, which is never followed",
            _ => "",
        });
        if !details.is_empty() {
            message.push_str(": ");
            message.push_str(details);
        }
        message.push_str(match (status, self.credentials) {
            (401, Credentials::Keys { .. }) => " (check both keys and their `site`)",
            (403, Credentials::Keys { .. }) => {
                " (check that the application key may read LLM Observability, and its `site`)"
            }
            (401 | 403, Credentials::Token(_)) => {
                " (check that `accessToken` is valid and may list accounts)"
            }
            (401 | 403, Credentials::Anonymous) => " (an `accessToken` may be required)",
            _ => "",
        });
        if let (404, Some(path)) = (status, &self.path_under_base_url) {
            message.push_str(" (requested ");
            message.push_str(path);
            message.push_str(": check that an edge function is mounted there)");
        }
        if let (429, Some(reset)) = (status, reset) {
            message.push_str(" (the rate limit resets in ");
            message.push_str(&decimal(reset));
            message.push_str(" s)");
        }
        message
    }

    /// The message for a request without a complete response.
    pub(crate) fn network_message(&self, thrown: &str) -> String {
        let hint = if self.in_browser {
            " (in a page, CORS or the Content-Security-Policy may have blocked it)"
        } else {
            ""
        };
        join(&["no response from ", &self.host, ": ", thrown, hint])
    }

    /// The message for a time limit that passed; `limit` is in milliseconds, `option` sets it.
    pub(crate) fn timeout_message(&self, limit: f64, option: &str) -> String {
        let limit = &decimal(limit.ceil() as u32);
        join(&["no complete response from ", &self.host, " within ", limit, " ms (`", option, "`)"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: Credentials<'static> = Credentials::Keys { api_key: "SECRET", app_key: "SECRET" };
    const TOKEN: Credentials<'static> = Credentials::Token("SECRET");

    fn destination(credentials: Credentials<'static>) -> Destination<'static> {
        Destination {
            host: "api.datadoghq.eu".to_owned(),
            path_under_base_url: None,
            credentials,
            in_browser: false,
        }
    }

    #[test]
    fn a_status_message_names_the_host_the_error_and_the_next_step() {
        for (status, credentials, details, reset, rest) in [
            (500, KEYS, "", None, "500"),
            (
                401,
                KEYS,
                "Unauthorized: No key",
                None,
                "401: Unauthorized: No key (check both keys and their `site`)",
            ),
            (
                403,
                KEYS,
                "Forbidden",
                None,
                "403: Forbidden (check that the application key may read LLM Observability, and its \
                 `site`)",
            ),
            (401, TOKEN, "", None, "401 (check that `accessToken` is valid and may list accounts)"),
            (403, Credentials::Anonymous, "", None, "403 (an `accessToken` may be required)"),
            (
                429,
                TOKEN,
                "Too many requests",
                Some(7),
                "429: Too many requests (the rate limit resets in 7 s)",
            ),
            (429, TOKEN, "", None, "429"),
            (302, KEYS, "", None, "302, a redirect, which is never followed"),
            (308, KEYS, "", None, "308, a redirect, which is never followed"),
            (0, KEYS, "", None, "a redirect, which is never followed"),
            (304, KEYS, "", None, "304"),
            (404, KEYS, "", None, "404"),
        ] {
            let message = destination(credentials).status_message(status, details, reset);
            assert_eq!(message, format!("api.datadoghq.eu responded with {rest}"));
            assert!(!message.contains("SECRET"));
        }
    }

    #[test]
    fn a_404_under_a_base_url_names_the_path() {
        let destination = Destination {
            host: "dashboard.example".to_owned(),
            path_under_base_url: Some("/datadog/api/v2/x".to_owned()),
            ..destination(TOKEN)
        };
        assert_eq!(
            destination.status_message(404, "Not Found", None),
            "dashboard.example responded with 404: Not Found (requested /datadog/api/v2/x: check that \
             an edge function is mounted there)"
        );
    }

    #[test]
    fn a_network_message_in_a_page_names_cors_and_csp() {
        let message = |in_browser| {
            Destination { in_browser, ..destination(KEYS) }.network_message("Failed to fetch")
        };
        assert_eq!(message(false), "no response from api.datadoghq.eu: Failed to fetch");
        assert_eq!(
            message(true),
            "no response from api.datadoghq.eu: Failed to fetch (in a page, CORS or the \
             Content-Security-Policy may have blocked it)"
        );
    }

    #[test]
    fn a_timeout_message_names_the_option() {
        assert_eq!(
            destination(KEYS).timeout_message(9999.5, "attemptTimeout"),
            "no complete response from api.datadoghq.eu within 10000 ms (`attemptTimeout`)"
        );
    }
}
