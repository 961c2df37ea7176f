//! The settings of a feed.

use plaza_core::{ConfigError, SourceConfig};
use url::Url;

use crate::config::{Credentials, address};

/// What the form says.
#[derive(Debug)]
pub(super) struct Config {
    pub(super) url: Url,
    pub(super) channel: String,
    pub(super) credentials: Option<Credentials>,
}

impl Config {
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        let (user, password) = (config.get("user"), config.get("password"));
        let credentials = (!user.is_empty())
            .then(|| Credentials { user: user.to_owned(), password: password.to_owned() });
        Ok(Self {
            url: address(config, "url")?,
            channel: config.get("channel").to_owned(),
            credentials,
        })
    }
}
