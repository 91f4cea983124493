use std::fmt;

use zeroize::Zeroizing;

/// A key or a token: never shown by `Debug`, and wiped from memory when it is dropped.
///
/// The copies that a call makes in WebAssembly's memory are wiped too, when it ends. The JavaScript
/// engine has copies of its own while it sends them; those it frees as it likes.
///
/// ```
/// use datadog_llm_accounts::Secret;
///
/// let key = Secret::from("0123456789abcdef");
/// assert_eq!(format!("{key:?}"), "[redacted]");
/// assert_eq!(key.expose(), "0123456789abcdef");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }
}

/// With a copy, which is wiped; what it was made of stays as it is.
impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self::from(secret.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
