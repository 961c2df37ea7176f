//! Why a file cannot be imported at all.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What is wrong with a file, and what to do. `Display` gives it in English; the board words it in
/// the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// No sheet has a table.
    #[error("none of its sheets has a table; it has {}", .0.join(", "))]
    NoTable(Vec<String>),
    /// No such sheet.
    #[error("it has no sheet `{sheet}`; it has {}", .sheets.join(", "))]
    NoSheet {
        /// What was asked for.
        sheet: String,
        /// What there is.
        sheets: Vec<String>,
    },
    /// The row that shall name the columns is empty or missing.
    #[error("row {0} names no columns")]
    NoHeader(u64),
    /// A mapping or scale names a column that it does not have.
    #[error("it has no column `{column}`; it has {}", .columns.join(", "))]
    NoColumn {
        /// What was asked for.
        column: String,
        /// What there is.
        columns: Vec<String>,
    },
    /// No column is the text.
    #[error(
        "it needs a column for `text` (or `title`); it has {}. Name one with --map, such as --map text=COLUMN",
        .0.join(", ")
    )]
    NoText(Vec<String>),
    /// A table with too many columns.
    #[error("it has more than {0} columns")]
    TooManyColumns(usize),
    /// It is protected.
    #[error("it is protected by a password; save it without one")]
    Password,
    /// It is not what it seems, or damaged; what its reader says.
    #[error("{0}")]
    Unreadable(String),
}
