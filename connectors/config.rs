//! What several connectors read from a source's settings.

use plaza_core::{ConfigError, SourceConfig};
use url::Url;

/// A user and the password that goes with it.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The address in a field.
///
/// # Errors
/// The text is not an address.
pub(crate) fn address(config: &SourceConfig, key: &str) -> Result<Url, ConfigError> {
    Url::parse(config.get(key).trim())
        .map_err(|error| ConfigError::new(key, format!("is not an address: {error}")))
}

/// The number in a field, else `default`.
pub(crate) fn number<T: TryFrom<i64>>(config: &SourceConfig, key: &str, default: T) -> T {
    config.number(key).and_then(|number| T::try_from(number).ok()).unwrap_or(default)
}
