//! What a line or row of an import file gives: a record, or the reason why it cannot be used.

use plaza_core::{IncomingMention, Rejected, text::truncate_chars};

use super::row::Bad;

/// Longest line or row, in bytes.
pub const MAX_LINE_BYTES: usize = 10_000_000;
/// Maximum number of characters of a bad line that are kept for the quarantine.
const MAX_RAW_CHARS: usize = 20_000;

/// A record and the line or row on which it began, counted from 1; or what could not be used.
pub type Record = Result<(u64, IncomingMention), Rejected>;

/// The same before it has the file's name.
pub(super) type Found = Result<(u64, IncomingMention), Bad>;

/// A line that cannot be used; only as much of `raw` is kept as a person can look at.
pub(super) fn rejected(origin: String, reason: String, raw: &str) -> Rejected {
    Rejected { origin, reason, raw: truncate_chars(raw, MAX_RAW_CHARS).to_owned() }
}

impl Bad {
    /// The line for the quarantine, in the file of that name.
    pub(super) fn rejected(self, file: &str) -> Rejected {
        let origin = match self.part {
            Some(part) => format!("{file}:{} (record {part})", self.line),
            None => format!("{file}:{}", self.line),
        };
        rejected(origin, self.why, &self.raw)
    }
}
