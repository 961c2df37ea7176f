//! What several connectors read from a source's settings.

use plaza_core::{ConfigError, Message, SourceConfig, say};
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
    Url::parse(config.get(key).trim()).map_err(|error| {
        let technical = error.to_string();
        let why = say!("takes-an-address", "is not an address: {technical}", technical);
        ConfigError::new(key, why)
    })
}

/// The number in a field, else `default`.
pub(crate) fn number<T: TryFrom<i64>>(config: &SourceConfig, key: &str, default: T) -> T {
    config.number(key).and_then(|number| T::try_from(number).ok()).unwrap_or(default)
}

/// What a library says of something that should not happen: a technical line, and no sentence.
pub(crate) fn technical(error: impl std::fmt::Display) -> Message {
    say!("technical", "{technical}", technical = error.to_string())
}

/// That the place stored with a source, where its collection goes on, cannot be read.
pub(crate) fn unreadable_cursor(error: impl std::fmt::Display) -> Message {
    say!(
        "cursor-unreadable",
        "the stored cursor cannot be read ({technical}); remove and add the source again to \
         collect from the beginning",
        technical = error.to_string()
    )
}

/// That an item from outside cannot be read, and what its reader says.
pub(crate) fn unreadable_item(why: impl std::fmt::Display) -> Message {
    say!("item-unreadable", "{technical}", technical = why.to_string())
}
