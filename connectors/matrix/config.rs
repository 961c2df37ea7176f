//! The settings of a room.

use plaza_core::{ConfigError, SourceConfig, say};
use url::Url;

use crate::config::address;

/// What the form says.
pub(super) struct Config {
    pub(super) homeserver: Url,
    pub(super) token: String,
    /// The room's address or id.
    pub(super) room: String,
    /// Whether to join a room that the account is not in.
    pub(super) join: bool,
}

impl Config {
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            room: room(config.get("room").trim())?,
            homeserver: address(config, "homeserver")?,
            token: config.get("token").to_owned(),
            join: config.is_set("join"),
        })
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config").field("room", &self.room).finish_non_exhaustive()
    }
}

fn room(entered: &str) -> Result<String, ConfigError> {
    // Ids of room version 12 name no server.
    let is_id = entered.len() > 1 && entered.starts_with('!');
    let is_alias = entered.starts_with('#') && entered.contains(':');
    if is_id || is_alias {
        return Ok(entered.to_owned());
    }
    let why = say!(
        "takes-room",
        "takes an address such as #community:matrix.example or an id that begins with !"
    );
    Err(ConfigError::new("room", why))
}
