//! What was found and decided while a file was read, for its summary.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::layout::DateOrder;
use super::mapping::Field;
use super::scale::Scale;

/// Something that a person should know about how the file was read. `Display` gives it in English;
/// the board words it in the reader's language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The table comes from this sheet of a workbook with several.
    Sheet {
        /// Its name.
        name: String,
        /// Whether Excel hides it.
        is_hidden: bool,
    },
    /// The names of the columns stand below other rows.
    HeaderRow(u64),
    /// No row names the columns; they are called by their places.
    NoHeader,
    /// The file is not in UTF-8.
    Encoding(String),
    /// Letters that are not written in the file's encoding, and were read as well as possible.
    BadLetters(u64),
    /// The cells are separated by something else than a comma.
    Separator(char),
    /// How dates in figures were read, where they could be read otherwise.
    Dates(DateOrder),
    /// The ratings were converted from this scale.
    Scale {
        /// The column's name.
        column: String,
        /// Its scale.
        scale: Scale,
    },
    /// The scale of the ratings is not known; they were kept in `extra`.
    UnknownScale {
        /// The column's name.
        column: String,
    },
    /// A column was taken for a field because of its name or its values.
    Taken {
        /// The column's name.
        column: String,
        /// The field.
        field: Field,
    },
    /// Records got ids of their own.
    OwnIds(u64),
    /// The ids were not used: a spreadsheet rounded them, or many are the same.
    SpoiltIds {
        /// The column's name.
        column: String,
        /// One of them.
        example: String,
    },
    /// Values that a field cannot take; they were kept in `extra`.
    Unread {
        /// The field.
        field: Field,
        /// How many.
        count: u64,
        /// One of them.
        example: String,
        /// Its line or row.
        line: u64,
    },
    /// Columns that fill no field; their values are kept in `extra`.
    Unused(Vec<String>),
    /// Rows below the table, such as totals, that were left out.
    Footer(u64),
    /// Rows with nothing in them.
    EmptyRows(u64),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sheet { name, is_hidden: true } => {
                write!(f, "sheet: {name}, which Excel hides (another one: --sheet NAME)")
            }
            Self::Sheet { name, .. } => write!(f, "sheet: {name} (another one: --sheet NAME)"),
            Self::HeaderRow(row) => {
                write!(f, "columns named in row {row} (otherwise: --header-row N)")
            }
            Self::NoHeader => write!(
                f,
                "no row names the columns; they are Column 1, Column 2 … (otherwise: --header-row N)"
            ),
            Self::Encoding(name) => write!(f, "encoding: {name} (otherwise: --encoding NAME)"),
            Self::BadLetters(count) => {
                write!(
                    f,
                    "{count} letters are in another encoding and were guessed (--encoding NAME)"
                )
            }
            Self::Separator(c) => {
                write!(f, "separator: {} (otherwise: --separator C)", separator_name(*c))
            }
            Self::Dates(order) => {
                write!(f, "dates read as {} (otherwise: --dates dmy, mdy or ymd)", order.name())
            }
            Self::Scale { column, scale } => {
                write!(f, "rating: `{column}` from {scale} (otherwise: --scale rating=0-10)")
            }
            Self::UnknownScale { column } => write!(
                f,
                "no ratings: the scale of `{column}` is not clear; its values are kept in extra. \
                 Import again with --scale rating=0-10 or whatever it is"
            ),
            Self::Taken { column, field } => {
                let field = field.name();
                write!(f, "{field}: `{column}` (otherwise: --map {field}=COLUMN)")
            }
            Self::OwnIds(count) => write!(
                f,
                "{count} records without an id got one made from their content (an id column: --map id=COLUMN)"
            ),
            Self::SpoiltIds { column, example } => write!(
                f,
                "`{column}` was not used as id: a spreadsheet rounded its numbers, such as {example}"
            ),
            Self::Unread { field, count, example, line } => write!(
                f,
                "{count} values are no {}, such as `{example}` in row {line}; they are kept in extra",
                field.name()
            ),
            Self::Unused(columns) => write!(f, "kept in extra: {}", columns.join(", ")),
            Self::Footer(count) => write!(f, "{count} rows below the table were left out"),
            Self::EmptyRows(count) => write!(f, "{count} empty rows were left out"),
        }
    }
}

fn separator_name(separator: char) -> String {
    match separator {
        ',' => "comma".to_owned(),
        ';' => "semicolon".to_owned(),
        '\t' => "tab".to_owned(),
        '|' => "bar".to_owned(),
        ' ' => "space".to_owned(),
        other => other.to_string(),
    }
}
