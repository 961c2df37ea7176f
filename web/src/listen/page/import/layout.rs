//! From the form of the mapping step to a layout.

use plaza_core::ConfigError;
use plaza_core::import::{Layout, Use};

use crate::frame::fields::Fields;

/// Name of the field that stands for the scale of the ratings: scales are kept by field.
const RATING: &str = "rating";

/// Takes the form's answers over into `layout`. What a select shows because it was found, and what
/// nobody has changed, stays unsaid.
///
/// # Errors
/// A value that cannot be used.
pub(super) fn apply(mut layout: Layout, fields: &Fields) -> Result<Layout, ConfigError> {
    layout.sheet = None;
    layout.header_row = None;
    layout.separator = None;
    layout.encoding = None;
    layout.dates = None;
    for option in ["sheet", "header-row", "separator", "encoding", "dates"] {
        layout.set(option, &fields.text(option))?;
    }
    if let Some(scale) = fields.filled("scale") {
        layout.scales.clear();
        layout.set("scale", &format!("{RATING}={scale}"))?;
    } else {
        layout.scales.clear();
    }
    for (position, chosen) in fields.with_prefix("use.") {
        let was = fields.get(&format!("was.{position}")).to_owned();
        let column = fields.text(&format!("column.{position}"));
        if chosen == was || column.is_empty() {
            continue;
        }
        if let Some(what) = Use::parse(chosen) {
            layout.mapping.set(&column, what);
        }
    }
    Ok(layout)
}
