//! The settings of a web page.

use std::time::Duration;

use plaza_core::{ConfigError, SourceConfig};
use url::Url;

use super::rules::Rules;
use crate::config::{address, number};

/// What the form says.
pub(super) struct Config {
    /// The first page.
    pub(super) url: Url,
    pub(super) rules: Rules,
    /// Between two requests.
    pub(super) delay: Duration,
    pub(super) max_pages: usize,
}

impl Config {
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        let mut url = address(config, "url")?;
        url.set_fragment(None);
        Ok(Self {
            url,
            rules: Rules::read(config)?,
            delay: Duration::from_secs(number(config, "delay_s", 2)),
            max_pages: number(config, "max_pages", 5),
        })
    }
}
