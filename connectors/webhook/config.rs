//! The settings of a webhook.

use plaza_core::{ConfigError, SourceConfig, say};

use super::platforms::Platform;
use crate::manifest::jq::Program;

/// What the form says.
pub(super) struct Config {
    /// The name of the place, in lower case.
    pub(super) place: String,
    /// What turns a delivery into import records.
    pub(super) mapping: Program,
    /// What signatures are made with.
    pub(super) key: Vec<u8>,
}

impl Config {
    pub(super) fn read(config: &SourceConfig, platform: &Platform) -> Result<Self, ConfigError> {
        let program = match config.get("mapping").trim() {
            "" => platform.mapping,
            own => own,
        };
        let mapping = Program::compile(program).map_err(|flaw| {
            let why = say!(
                "mapping-flaw",
                "at byte {offset}: {technical}",
                offset = flaw.offset,
                technical = flaw.why
            );
            ConfigError::new("mapping", why)
        })?;
        Ok(Self {
            place: config.get("place").trim().to_lowercase(),
            mapping,
            key: platform.scheme.key(config.get("secret"))?,
        })
    }
}
