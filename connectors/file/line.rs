//! What a line or row of an import file gives: a record, or the reason why it cannot be used.

use plaza_core::import::{Field, Reason};
use plaza_core::{IncomingMention, Message, Rejected, say, text::truncate_chars};

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
pub(super) fn rejected(origin: String, reason: Message, raw: &str) -> Rejected {
    Rejected { origin, reason, raw: truncate_chars(raw, MAX_RAW_CHARS).to_owned() }
}

impl Bad {
    /// Why, for a person.
    pub(super) fn message(&self) -> Message {
        reason_of(self.reason, &self.why)
    }

    /// The line for the quarantine, in the file of that name.
    pub(super) fn rejected(self, file: &str) -> Rejected {
        let origin = match self.part {
            Some(part) => format!("{file}:{} (record {part})", self.line),
            None => format!("{file}:{}", self.line),
        };
        rejected(origin, self.message(), &self.raw)
    }
}

/// The field that a refusal names.
fn named_field(why: &str) -> Option<String> {
    let mut quoted = why.split('`').skip(1).step_by(2);
    quoted.find(|name| Field::parse(name).is_some()).map(str::to_owned)
}

/// Why, for a person; what the reader says of it is the technical line.
pub(super) fn reason_of(reason: Reason, technical: &str) -> Message {
    match reason {
        Reason::NoText => say!("record-no-text", "there is neither `text` nor `title`"),
        Reason::NoId => say!("record-missing", "`{field}` is missing or empty", field = "id"),
        Reason::TooManyCells => say!("row-cells", "{technical}", technical),
        Reason::NotJson => say!("record-not-json", "{technical}", technical),
        Reason::WrongValue => match named_field(technical) {
            Some(field) => Message::looked_up(
                "record-wrong-value",
                &[("field", field), ("technical", technical.to_owned())],
                technical,
            ),
            None => say!("record-wrong", "{technical}", technical),
        },
        Reason::TooLong => say!("record-long", "{technical}", technical),
        Reason::OpenQuote => say!("row-open-quote", "{technical}", technical),
        Reason::NotText => say!("row-not-text", "{technical}", technical),
        Reason::Other => say!("row-unreadable", "{technical}", technical),
    }
}
