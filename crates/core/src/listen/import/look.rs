//! What a person sees of a file before it is imported.

use serde::{Deserialize, Serialize};

use crate::{IncomingMention, Message};

use super::layout::{DateOrder, Format, Layout};
use super::mapping::Field;
use super::note::Note;
use super::scale::Scale;

/// Why something was decided so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A person said so.
    Said,
    /// There is only this one.
    Only,
    /// The bytes of the file show it: a signature, a byte order mark, letters.
    Bytes,
    /// A `sep=` line says so.
    SepLine,
    /// Lines with the same number of cells: how many of how many that were looked at.
    Consistent {
        /// Lines that agree.
        agree: u64,
        /// Lines that were looked at.
        of: u64,
    },
    /// It is the first with a table in it.
    FirstTable,
    /// The name is one of the fields'.
    FieldName,
    /// The name is one that a known program gives.
    KnownName,
    /// It is the column with the longest texts.
    LongestText,
    /// The values are only possible so; one of them as an example.
    Values(String),
    /// The name of the column says so.
    ColumnName,
    /// The language of the file suggests it.
    Language(String),
    /// Nothing tells; it is the usual one.
    Usual,
}

/// Something decided, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found<T> {
    /// What was decided.
    pub value: T,
    /// Why.
    pub why: Why,
}

impl<T> Found<T> {
    /// `value`, because of `why`.
    pub fn new(value: T, why: Why) -> Self {
        Self { value, why }
    }
}

/// How the file is read: everything that was said or found. `None` is what this file does not have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// The format.
    pub format: Found<Format>,
    /// The sheet of a workbook, by name.
    pub sheet: Option<Found<String>>,
    /// The row with the names of the columns, counted from 1.
    pub header_row: Option<Found<u64>>,
    /// The separator of a CSV file.
    pub separator: Option<Found<char>>,
    /// The encoding of a text file, one of [`ENCODINGS`](super::ENCODINGS) or a rarer one's name.
    pub encoding: Option<Found<String>>,
    /// How the dates are read, where a column of dates has them in figures.
    pub dates: Option<Found<DateOrder>>,
    /// The scale of the ratings, where there are some and the scale is known.
    pub scale: Option<Found<Scale>>,
}

/// Whether a sheet is shown by Excel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// It is.
    Visible,
    /// It is hidden; a person can show it.
    Hidden,
    /// It is hidden so that only a program can show it.
    VeryHidden,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether it is shown.
    pub visibility: Visibility,
    /// Rows that are not empty, among those that were looked at.
    pub rows: u64,
}

/// A column of the table, or a key of the JSON records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its place, counted from 1; `#3` names the third in a mapping.
    pub position: usize,
    /// Its name, different from all others: `¿Por qué? (2)`, `Column 7`. Keys inside others are
    /// written as a path, `user.name`.
    pub name: String,
    /// A few of its values, shortened.
    pub samples: Vec<String>,
    /// The field that it fills; without one its values are kept in `extra`.
    pub field: Option<Found<Field>>,
    /// Whether a person said that it be left out.
    pub is_ignored: bool,
}

/// Why a record is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It has neither text nor title.
    NoText,
    /// It has no id, although the file has a column for it and all other ids are good.
    NoId,
    /// It has more cells than the header.
    TooManyCells,
    /// It is not JSON.
    NotJson,
    /// A value is of a kind that the field cannot take.
    WrongValue,
    /// It is longer than a record may be.
    TooLong,
    /// A quote is never closed.
    OpenQuote,
    /// Its letters cannot be read.
    NotText,
    /// Anything else; the text says what.
    Other,
}

/// A record that is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// The same in words, with the value that is to blame.
    #[serde(with = "crate::message::as_text")]
    pub text: Message,
    /// The record as it came.
    pub raw: String,
}

/// What becomes of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It comes in like this.
    Taken(Box<IncomingMention>),
    /// It goes into the quarantine.
    Refused(Refusal),
}

/// A record among the first ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LookedAt {
    /// The line or row on which it begins, as an editor or Excel shows it.
    pub line: u64,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What only a person can say; each has an answer that is taken until then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// The scale of the ratings: until it is said they are kept in `extra` and no mention has one.
    Scale {
        /// The column's name.
        column: String,
        /// The smallest value among those looked at.
        least: f64,
        /// The largest.
        most: f64,
        /// Scales that fit all values.
        fitting: Vec<Scale>,
    },
    /// Whether 03/04/2026 is in March or in April.
    Dates {
        /// The column's name.
        column: String,
        /// A date that can be read in two ways.
        example: String,
        /// What is taken until it is said.
        taken: DateOrder,
    },
    /// No column is an id: records get ids of their own, made from what they say.
    OwnIds,
    /// No column is the text; nothing can be imported until one is named.
    Text {
        /// Columns that hold text, the longest first.
        candidates: Vec<String>,
    },
}

/// What a person sees of a file before it is imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// What was said.
    pub said: Layout,
    /// How the file is read.
    pub decided: Decided,
    /// The sheets of a workbook, in its order.
    pub sheets: Vec<Sheet>,
    /// The columns, in their order.
    pub columns: Vec<Column>,
    /// The first records, as they would come in or be refused.
    pub records: Vec<LookedAt>,
    /// What only a person can say.
    pub questions: Vec<Question>,
    /// What was noticed in the rows that were looked at.
    pub notes: Vec<Note>,
    /// How many records were looked at; [`Look::records`] are the first of them.
    pub rows: u64,
    /// How many of them would be refused.
    pub refused: u64,
    /// Whether the file has no more.
    pub is_whole: bool,
}
