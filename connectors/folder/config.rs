//! The settings of a drop folder.

use std::path::PathBuf;

use plaza_core::{ConfigError, SourceConfig};

use crate::file::Mapping;

/// What the form says.
pub(super) struct Config {
    /// The folder as entered: a whole path, or one below the inbox.
    pub(super) folder: PathBuf,
    pub(super) mapping: Mapping,
}

impl Config {
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        let map = config.get("map").lines().map(str::trim).filter(|line| !line.is_empty());
        let mapping = Mapping::parse(&map.collect::<Vec<_>>())
            .map_err(|error| ConfigError::new("map", error.to_string()))?;
        Ok(Self { folder: PathBuf::from(config.get("folder").trim()), mapping })
    }
}
