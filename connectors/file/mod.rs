//! Import files: JSON Lines, CSV, XLSX, read as a stream.
//!
//! A bad line costs that line and nothing else: it is returned as a
//! [`Rejected`](plaza_core::Rejected) with file, line and reason, and reading continues. Memory is
//! bounded by the longest line.

mod columns;
mod csv;
mod decode;
mod jsonl;
mod line;
mod mapping;
mod record;
mod xlsx;

use std::fs::File;
use std::io;
use std::path::Path;

use thiserror::Error;

pub use line::{MAX_LINE_BYTES, Record};
pub use mapping::Mapping;
pub use record::parse_record;

/// The formats of import files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// A header and rows, separated by comma, semicolon, tab or bar.
    Csv,
    /// The first sheet of an Excel workbook, with a header.
    Xlsx,
}

impl Format {
    /// The format with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" | "json" => Some(Self::Jsonl),
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The format that the file's extension stands for.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::parse(path.extension()?.to_str()?)
    }
}

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
        why: String,
    },
}

/// The records of a file, good and bad, in order.
pub struct Records(Box<dyn Iterator<Item = Record> + Send>);

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// Opens `path` and reads its records one by one.
///
/// # Errors
/// [`ImportError`] when the file cannot be read, is not of this format, or its header has neither
/// the columns of an import record nor mapped ones.
pub fn read_records(
    path: &Path,
    format: Format,
    mapping: &Mapping,
) -> Result<Records, ImportError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let file = File::open(path);
    let file = file.map_err(|source| ImportError::Io { file: name.clone(), source })?;
    records_of(file, &name, format, mapping)
}

/// The same for a file that is open.
pub(crate) fn records_of(
    file: File,
    name: &str,
    format: Format,
    mapping: &Mapping,
) -> Result<Records, ImportError> {
    let unusable = |why: String| ImportError::Unusable { file: name.to_owned(), why };
    Ok(Records(match format {
        Format::Jsonl => Box::new(jsonl::Lines::new(file, name.to_owned(), mapping.clone())),
        Format::Csv => Box::new(csv::Rows::open(file, name, mapping).map_err(unusable)?),
        Format::Xlsx => Box::new(xlsx::Rows::open(file, name, mapping).map_err(unusable)?),
    }))
}
