//! The settings of a drop folder.

use std::path::PathBuf;

use plaza_core::import::{Layout, Mapping};
use plaza_core::{ConfigError, SourceConfig};

/// What the form says.
pub(super) struct Config {
    /// The folder as entered: a whole path, or one below the inbox.
    pub(super) folder: PathBuf,
    pub(super) layout: Layout,
}

impl Config {
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        let map = config.get("map").lines().map(str::trim).filter(|line| !line.is_empty());
        let mapping = Mapping::parse(&map.collect::<Vec<_>>())
            .map_err(|error| ConfigError::new("map", error.to_string()))?;
        let layout = Layout { mapping, ..Layout::default() };
        Ok(Self { folder: PathBuf::from(config.get("folder").trim()), layout })
    }
}
