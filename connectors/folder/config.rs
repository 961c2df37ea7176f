//! The settings of a drop folder.

use std::path::PathBuf;

use plaza_core::import::Layout;
use plaza_core::{ConfigError, SourceConfig};

/// Settings that say how files are read, with the options of `plaza import` that they are.
const OPTIONS: [(&str, &str); 7] = [
    ("map", "map"),
    ("sheet", "sheet"),
    ("header_row", "header-row"),
    ("separator", "separator"),
    ("encoding", "encoding"),
    ("dates", "dates"),
    ("scale", "scale"),
];

/// What the form says.
pub(super) struct Config {
    /// The folder as entered: a whole path, or one below the inbox.
    pub(super) folder: PathBuf,
    pub(super) layout: Layout,
}

impl Config {
    pub(super) fn read(config: &SourceConfig) -> Result<Self, ConfigError> {
        let mut layout = Layout::default();
        for (key, option) in OPTIONS {
            // A separator may be a blank; everything else is written one a line.
            let value = config.get(key);
            let value = if key == "separator" { value } else { value.trim() };
            for line in value.lines().filter(|line| !line.is_empty()) {
                layout
                    .set(option, if key == "separator" { line } else { line.trim() })
                    .map_err(|error| ConfigError::new(key, error.message()))?;
            }
        }
        Ok(Self { folder: PathBuf::from(config.get("folder").trim()), layout })
    }
}
