//! A look at a file before it is imported.

use std::fs::File;
use std::path::Path;

use plaza_core::import::{
    Decided, Format, Found, Layout, Look, LookedAt, Outcome, Reason, Refusal, Why,
};

use super::{ImportError, Record, records_of};

/// Reads the beginning of `path`, a file that people know as `name`, as `layout` says, and tells
/// how it would be imported. The first `rows` records are shown.
///
/// # Errors
/// [`ImportError`] when the file cannot be read or is of no known format. A file without a column
/// for text is no error: the look asks which it is.
pub fn look(path: &Path, name: &str, layout: &Layout, rows: usize) -> Result<Look, ImportError> {
    let opened = File::open(path);
    let file = opened.map_err(|source| ImportError::Io { file: name.to_owned(), source })?;
    let mut records = records_of(file, name, layout)?;
    let shown: Vec<_> = records.by_ref().take(rows).map(looked_at).collect();
    let refused = shown.iter().filter(|row| matches!(row.outcome, Outcome::Refused(_))).count();
    let format = layout.format.or_else(|| Format::of_path(Path::new(name)));
    Ok(Look {
        said: layout.clone(),
        decided: Decided {
            format: Found::new(format.unwrap_or(Format::Csv), Why::Usual),
            sheet: None,
            header_row: None,
            separator: None,
            encoding: None,
            dates: None,
            scale: None,
        },
        sheets: Vec::new(),
        columns: Vec::new(),
        rows: shown.len() as u64,
        refused: refused as u64,
        records: shown,
        questions: Vec::new(),
        notes: Vec::new(),
        is_whole: records.next().is_none(),
    })
}

fn looked_at(record: Record) -> LookedAt {
    match record {
        Ok((line, mention)) => LookedAt { line, outcome: Outcome::Taken(Box::new(mention)) },
        Err(rejected) => LookedAt {
            line: rejected.origin.rsplit(':').next().and_then(|n| n.parse().ok()).unwrap_or(0),
            outcome: Outcome::Refused(Refusal {
                reason: Reason::Other,
                text: rejected.reason,
                raw: rejected.raw,
            }),
        },
    }
}
