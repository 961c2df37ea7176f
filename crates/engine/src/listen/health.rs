//! Whether a source does its work, in one word.

use plaza_core::{FailureKind, LeftOut, Millis};
use plaza_store::listen::Source;
use serde::Serialize;

use super::Listen;

/// Kind of the sources that files are imported into.
pub const FILE_KIND: &str = "file";
/// A source is late when its last success is older than this many of its pauses.
const LATE_AFTER: i64 = 3;

/// Whether a source does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Nothing is collected any more; its mentions stay.
    Archived,
    /// It is being deleted with its mentions.
    Removing,
    /// Imported files: nothing is collected.
    File,
    /// A person stopped it.
    Paused,
    /// The platform refuses its credentials: a person must enter others.
    Blocked,
    /// The place is not there any more.
    Gone,
    /// The platform asked to be left alone for a while.
    Waiting,
    /// The last collection failed.
    Failing,
    /// Never collected yet.
    New,
    /// Its last success is older than three of its pauses.
    Late,
    /// All is well.
    Ok,
}

impl Listen<'_> {
    /// What a source has left out so far by the rules of its kind, such as automatic answers in a
    /// mailbox.
    #[must_use]
    pub fn left_out(&self, source: &Source) -> Vec<LeftOut> {
        let (Ok(factory), Some(cursor)) = (self.shared().factory(&source.kind), &source.cursor)
        else {
            return Vec::new();
        };
        factory.left_out(cursor)
    }
}

impl Health {
    /// How `source` does at the time `now`.
    #[must_use]
    pub fn of(source: &Source, now: Millis) -> Self {
        if source.removing {
            return Self::Removing;
        }
        if source.archived_at.is_some() {
            return Self::Archived;
        }
        if source.kind == FILE_KIND {
            return Self::File;
        }
        if source.paused {
            return Self::Paused;
        }
        if source.failures > 0 {
            return match source.error_kind {
                Some(FailureKind::Unauthorized) => Self::Blocked,
                Some(FailureKind::Gone) => Self::Gone,
                Some(FailureKind::RateLimited) => Self::Waiting,
                _ => Self::Failing,
            };
        }
        let Some(success) = source.last_success_at else { return Self::New };
        let allowed = source.pace_s * LATE_AFTER * 1000;
        if source.interval_s > 0 && allowed > 0 && now - success > allowed {
            return Self::Late;
        }
        Self::Ok
    }

    /// The name used by the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Archived => "archived",
            Self::Removing => "removing",
            Self::File => "file",
            Self::Paused => "paused",
            Self::Blocked => "blocked",
            Self::Gone => "gone",
            Self::Waiting => "waiting",
            Self::Failing => "failing",
            Self::New => "new",
            Self::Late => "late",
            Self::Ok => "ok",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_judged_by_what_they_did() {
        let good = Source {
            kind: "feed".into(),
            interval_s: 600,
            pace_s: 600,
            last_success_at: Some(0),
            ..Source::default()
        };
        let failed = |kind| Source { failures: 2, error_kind: Some(kind), ..good.clone() };
        let cases = [
            (good.clone(), 1_000, Health::Ok),
            (good.clone(), 1_800_001, Health::Late),
            (Source { pace_s: 3_600, ..good.clone() }, 1_800_001, Health::Ok),
            (Source { interval_s: 0, pace_s: 0, ..good.clone() }, 1_800_001, Health::Ok),
            (failed(FailureKind::Transient), 0, Health::Failing),
            (failed(FailureKind::Unauthorized), 0, Health::Blocked),
            (failed(FailureKind::Gone), 0, Health::Gone),
            (failed(FailureKind::RateLimited), 0, Health::Waiting),
            (Source { paused: true, ..failed(FailureKind::Gone) }, 0, Health::Paused),
            (Source { last_success_at: None, ..good.clone() }, 0, Health::New),
            (Source { archived_at: Some(5), ..failed(FailureKind::Gone) }, 0, Health::Archived),
            (Source { archived_at: Some(5), removing: true, ..good.clone() }, 0, Health::Removing),
            (Source { kind: FILE_KIND.into(), ..good }, 0, Health::File),
        ];
        for (source, now, health) in cases {
            assert_eq!(Health::of(&source, now), health);
        }
    }
}
