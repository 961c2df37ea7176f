//! Import files: JSON, CSV, workbooks, read as a stream.
//!
//! A bad line costs that line and nothing else: it is returned as a
//! [`Rejected`](plaza_core::Rejected) with file, line and reason, and reading continues. Memory is
//! bounded by the longest line.

mod csv;
mod dating;
mod decode;
mod footer;
mod header;
mod ids;
mod json;
mod known;
mod letters;
mod line;
mod lines;
mod looking;
mod notes;
mod open;
mod plan;
mod profile;
mod rating;
mod record;
mod records;
mod row;
mod separator;
mod sniff;
mod split;
mod survey;
mod text;
mod values;
mod workbook;

use std::fs::File;
use std::io;
use std::path::Path;

use plaza_core::import::Trouble;
use plaza_core::{Message, say};
use thiserror::Error;

pub use line::{MAX_LINE_BYTES, Record};
pub use looking::look;
pub use notes::Notes;
pub use plaza_core::import::{Format, Layout, Look, Mapping};
pub use record::parse_record;

/// A file that cannot be imported at all.
#[derive(Debug, Error)]
pub enum ImportError {
    /// It cannot be opened or read.
    #[error("cannot read {file}: {source}")]
    Io {
        /// The file's name.
        file: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is not what its format says, or it has no usable header.
    #[error("cannot import {file}: {why}")]
    Unusable {
        /// The file's name.
        file: String,
        /// What is wrong and what to do.
        why: Trouble,
    },
}

/// That a file cannot be read, and what its reader says.
fn unreadable(technical: impl std::fmt::Display) -> Trouble {
    Trouble::Unreadable(say!("file-unreadable", "{technical}", technical = technical.to_string()))
}

impl ImportError {
    /// What a person is told.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Io { file, source } => say!(
                "file-io",
                "cannot read {file}: {technical}",
                file,
                technical = source.to_string()
            ),
            Self::Unusable { file, why } => {
                say!("file-unusable", "cannot import {file}: {why}", file, why = why.message())
            }
        }
    }
}

/// The records of a file, good and bad, in order.
pub struct Records {
    records: open::Records,
    notes: Notes,
    file: String,
}

impl Records {
    /// What is noticed about the file; complete when the records have been read.
    #[must_use]
    pub fn notes(&self) -> Notes {
        self.notes.clone()
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.records.next()?;
        Some(found.map_err(|bad| bad.rejected(&self.file)))
    }
}

/// Opens `path` and reads its records one by one, as `layout` says and as the file shows where it
/// says nothing.
///
/// # Errors
/// [`ImportError`] when the file cannot be read, is of no known format, or has no column for text.
pub fn read_records(path: &Path, layout: &Layout) -> Result<Records, ImportError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let file = File::open(path);
    let file = file.map_err(|source| ImportError::Io { file: name.clone(), source })?;
    records_of(file, &name, layout)
}

/// The same for a file that is open.
pub(crate) fn records_of(file: File, name: &str, layout: &Layout) -> Result<Records, ImportError> {
    let unusable = |why: Trouble| ImportError::Unusable { file: name.to_owned(), why };
    let opened = open::open(file, name, layout).map_err(unusable)?;
    opened.has_text.map_err(|columns| unusable(Trouble::NoText(columns)))?;
    Ok(Records { records: opened.records, notes: opened.notes, file: name.to_owned() })
}
