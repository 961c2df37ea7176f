//! The settings of a site.

use plaza_core::{ConfigError, SourceConfig, say};
use url::Url;

use crate::config::{Credentials, address};

/// What the form says.
#[derive(Debug)]
pub(super) struct Config {
    /// The home page as a base for addresses.
    pub(super) site: Url,
    pub(super) credentials: Option<Credentials>,
    /// Whether posts are collected too.
    pub(super) posts: bool,
}

impl Config {
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            credentials: credentials(config)?,
            site: site(config)?,
            posts: config.is_set("posts"),
        })
    }
}

fn credentials(config: &SourceConfig) -> Result<Option<Credentials>, ConfigError> {
    match (config.get("user"), config.get("password")) {
        ("", "") => Ok(None),
        ("", _) => Err(ConfigError::new(
            "user",
            say!("missing-beside-password", "is missing beside the password"),
        )),
        (_, "") => Err(ConfigError::new(
            "password",
            say!("missing-beside-user", "is missing beside the user"),
        )),
        (user, password) => {
            Ok(Some(Credentials { user: user.to_owned(), password: password.to_owned() }))
        }
    }
}

fn site(config: &SourceConfig) -> Result<Url, ConfigError> {
    let mut url = address(config, "url")?;
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}
