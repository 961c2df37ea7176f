//! A look at a file before it is imported.

use std::fs::File;
use std::path::Path;

use plaza_core::import::{Layout, Look, LookedAt, Outcome, Refusal};

use super::{ImportError, line, open};

/// Records that are counted.
const COUNTED: u64 = 10_000;

/// Reads the beginning of `path`, a file that people know as `name`, as `layout` says, and tells
/// how it would be imported. The first `rows` records are shown, and up to 10,000 are counted.
///
/// # Errors
/// [`ImportError`] when the file cannot be read or is of no known format. A file without a column
/// for text is no error: the look asks which it is.
pub fn look(path: &Path, name: &str, layout: &Layout, rows: usize) -> Result<Look, ImportError> {
    let opened = File::open(path);
    let file = opened.map_err(|source| ImportError::Io { file: name.to_owned(), source })?;
    let unusable = |why| ImportError::Unusable { file: name.to_owned(), why };
    let mut opened = open::open(file, name, layout).map_err(unusable)?;
    let mut records = Vec::new();
    let (mut seen, mut refused) = (0, 0);
    let mut is_whole = true;
    for found in opened.records.by_ref() {
        if seen >= COUNTED.max(rows as u64) {
            is_whole = false;
            break;
        }
        seen += 1;
        refused += u64::from(found.is_err());
        if records.len() < rows {
            records.push(looked_at(found));
        }
    }
    Ok(Look {
        said: layout.clone(),
        decided: opened.decided,
        sheets: opened.sheets,
        columns: opened.columns,
        records,
        questions: opened.questions,
        notes: opened.notes.list(),
        rows: seen,
        refused,
        is_whole,
    })
}

fn looked_at(found: line::Found) -> LookedAt {
    match found {
        Ok((line, mention)) => LookedAt { line, outcome: Outcome::Taken(Box::new(mention)) },
        Err(bad) => LookedAt {
            line: bad.line,
            outcome: Outcome::Refused(Refusal {
                reason: bad.reason,
                text: bad.message(),
                raw: bad.raw,
            }),
        },
    }
}
