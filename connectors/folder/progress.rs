//! How far a file has been read, as the cursor keeps it.

use crate::config::{technical, unreadable_cursor};
use plaza_core::{ConnectorError, Millis, Rejected, text::truncate_chars, to_rfc3339};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::inbox::Waiting;

/// Maximum number of reasons in a report; the quarantine has all of them.
const MAX_REASONS: usize = 20;
/// Longest reason in a report, in characters.
const MAX_REASON_CHARS: usize = 300;

/// How far collecting has come.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The file that is being read.
    pub(super) file: Option<Progress>,
}

/// How far a file has been read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) file: Waiting,
    /// Records read from it.
    pub(super) records: usize,
    /// Lines that could not be used.
    pub(super) refused: usize,
    /// Where and why, for the first of those lines.
    reasons: Vec<String>,
    /// Why the whole file cannot be used.
    failure: Option<String>,
    /// Whether the file only has to be put away.
    pub(super) finished: bool,
}

impl Cursor {
    pub(super) fn read(stored: Option<&str>) -> Result<Self, ConnectorError> {
        let Some(json) = stored else { return Ok(Self::default()) };
        serde_json::from_str(json)
            .map_err(|error| ConnectorError::Malformed(unreadable_cursor(error)))
    }

    pub(super) fn write(&self) -> Result<String, ConnectorError> {
        serde_json::to_string(self).map_err(|error| ConnectorError::Malformed(technical(error)))
    }
}

impl Progress {
    pub(super) fn begin(file: Waiting) -> Self {
        let reasons = Vec::new();
        Self { file, records: 0, refused: 0, reasons, failure: None, finished: false }
    }

    /// Number of records and refused lines.
    pub(super) fn items(&self) -> usize {
        self.records + self.refused
    }

    pub(super) fn refuse(&mut self, rejected: &Rejected) {
        self.refused += 1;
        if self.reasons.len() < MAX_REASONS {
            let reason = format!("{}: {}", rejected.origin, rejected.reason);
            self.reasons.push(truncate_chars(&reason, MAX_REASON_CHARS).to_owned());
        }
    }

    /// The whole file cannot be used.
    pub(super) fn fail(&mut self, why: &str) {
        self.failure = Some(truncate_chars(why, MAX_REASON_CHARS).to_owned());
        self.finished = true;
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// The report that is put beside the file.
    pub(super) fn report(&self, now: Millis) -> Value {
        json!({
            "file": self.file.name,
            "bytes": self.file.size,
            "finished_at": to_rfc3339(now),
            "records": self.records,
            "refused": self.refused,
            "reasons": self.reasons,
            "failure": self.failure,
        })
    }
}
