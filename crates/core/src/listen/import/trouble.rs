//! Why a file cannot be imported at all.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Message, say};

/// What is wrong with a file, and what to do. `Display` gives it in English; the board words it in
/// the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// There is nothing in it.
    Empty,
    /// No sheet has a table.
    NoTable(Vec<String>),
    /// No such sheet.
    NoSheet {
        /// What was asked for.
        sheet: String,
        /// What there is.
        sheets: Vec<String>,
    },
    /// The row that shall name the columns is empty or missing.
    NoHeader(u64),
    /// A mapping or scale names a column that it does not have.
    NoColumn {
        /// What was asked for.
        column: String,
        /// What there is.
        columns: Vec<String>,
    },
    /// No column is the text.
    NoText(Vec<String>),
    /// A table with too many columns.
    TooManyColumns(usize),
    /// It is protected.
    Password,
    /// It is not what it seems, or damaged; what its reader says.
    Unreadable(#[serde(with = "crate::message::as_text")] Message),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for Trouble {}

impl Trouble {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => say!("trouble-empty", "it is empty"),
            Self::NoTable(sheets) => {
                let sheets = sheets.join(", ");
                say!("trouble-no-table", "none of its sheets has a table; it has {sheets}", sheets)
            }
            Self::NoSheet { sheet, sheets } => {
                let sheets = sheets.join(", ");
                say!(
                    "trouble-no-sheet",
                    "it has no sheet `{sheet}`; it has {sheets}",
                    sheet,
                    sheets
                )
            }
            Self::NoHeader(row) => say!("trouble-no-header", "row {row} names no columns", row),
            Self::NoColumn { column, columns } => {
                let columns = columns.join(", ");
                say!(
                    "trouble-no-column",
                    "it has no column `{column}`; it has {columns}",
                    column,
                    columns
                )
            }
            Self::NoText(columns) => {
                let columns = columns.join(", ");
                say!(
                    "trouble-no-text",
                    "it needs a column for `text` (or `title`); it has {columns}. Name one with \
                     --map, such as --map text=COLUMN",
                    columns
                )
            }
            Self::TooManyColumns(most) => {
                say!("trouble-too-many", "it has more than {most} columns", most)
            }
            Self::Password => {
                say!("trouble-password", "it is protected by a password; save it without one")
            }
            Self::Unreadable(why) => say!("trouble-unreadable", "{why}", why),
        }
    }
}
