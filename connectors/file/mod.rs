//! Import files: JSON, CSV, workbooks, read as a stream.
//!
//! A bad line costs that line and nothing else: it is returned as a
//! [`Rejected`](plaza_core::Rejected) with file, line and reason, and reading continues. Memory is
//! bounded by the longest line.

mod columns;
mod csv;
mod decode;
mod jsonl;
mod line;
mod looking;
mod notes;
mod record;
mod xlsx;

use std::fs::File;
use std::io;
use std::path::Path;

use plaza_core::import::Trouble;
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

/// The records of a file, good and bad, in order.
pub struct Records {
    records: Box<dyn Iterator<Item = Record> + Send>,
    notes: Notes,
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
        self.records.next()
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
    let format = layout.format.or_else(|| Format::of_path(Path::new(name)));
    let format = format.ok_or_else(|| {
        unusable(Trouble::Unreadable("its name must end in .jsonl, .csv or .xlsx".to_owned()))
    })?;
    let mapping = &layout.mapping;
    let records: Box<dyn Iterator<Item = Record> + Send> = match format {
        Format::Jsonl => Box::new(jsonl::Lines::new(file, name.to_owned(), mapping.clone())),
        Format::Csv => Box::new(csv::Rows::open(file, name, mapping).map_err(unusable)?),
        Format::Xlsx => Box::new(xlsx::Rows::open(file, name, mapping).map_err(unusable)?),
    };
    Ok(Records { records, notes: Notes::default() })
}
