//! What a process says of itself: whether it can do its work, and what keeps it from that.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use plaza_core::Millis;
use serde::Serialize;

use crate::tasks::Step;
use crate::{Engine, EngineError};

/// Longest time that the database may take to say its revision.
const STORE_LIMIT: Duration = Duration::from_millis(2_800);
/// Bytes that must be free where the database and the index lie.
const LEAST_FREE: u64 = 32 << 20;
/// How often it is looked whether the database takes reads, and writes again after a full disk.
const MIND: Duration = Duration::from_secs(5);

/// How far the index is behind the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IndexProgress {
    /// The store's revision.
    pub stored: i64,
    /// The revision up to which everything can be found.
    pub indexed: i64,
    /// Since when it has been behind (milliseconds UTC); `None` when it is not.
    pub behind_since: Option<Millis>,
    /// The same as a time until now.
    #[serde(skip)]
    pub behind_for: Option<Duration>,
    /// Whether it is behind and gets no farther.
    pub stalled: bool,
}

impl IndexProgress {
    /// Changes that cannot be found yet.
    #[must_use]
    pub fn behind(&self) -> i64 {
        (self.stored - self.indexed).max(0)
    }
}

/// What keeps a process from its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// It was asked to end.
    Stopping,
    /// The database does not answer.
    StoreUnavailable,
    /// The database's file is damaged.
    StoreDamaged,
    /// Nothing can be stored, or all but nothing.
    DiskFull,
    /// The index is behind and gets no farther.
    IndexStalled,
    /// A loop or a thread has ended; `part` names it.
    LoopStopped,
}

impl ProblemCode {
    /// The name used in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stopping => "stopping",
            Self::StoreUnavailable => "store_unavailable",
            Self::StoreDamaged => "store_damaged",
            Self::DiskFull => "disk_full",
            Self::IndexStalled => "index_stalled",
            Self::LoopStopped => "loop_stopped",
        }
    }

    /// What it is, and what to do.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Stopping => "it is stopping",
            Self::StoreUnavailable => {
                "the database does not answer; see that it runs and can be reached"
            }
            Self::StoreDamaged => "the database file is damaged; restore the last backup",
            Self::DiskFull => "the disk is full; free some space",
            Self::IndexStalled => {
                "the search index is behind and gets no farther; its log says why"
            }
            Self::LoopStopped => "a part of it has ended; start it again",
        }
    }
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What it is.
    pub code: ProblemCode,
    /// Which part of Plaza, where that matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
}

/// How a background loop does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoopReport {
    /// Its name.
    pub name: &'static str,
    /// Whether it runs.
    pub up: bool,
    /// Failures in a row, up to now.
    pub failures: u64,
    /// Why it failed the last time; nothing when its last step went well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Seconds since a step went well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_s: Option<u64>,
}

/// What a process says of itself.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// What keeps it from its work; empty when it is ready.
    pub problems: Vec<Problem>,
    /// The store's revision; nothing when it does not answer.
    pub revision: Option<i64>,
    /// Revision up to which everything can be found.
    pub indexed_revision: i64,
    /// How far the index is behind; nothing when the store does not answer.
    pub index: Option<IndexProgress>,
    /// Its background loops.
    pub loops: Vec<LoopReport>,
}

impl Status {
    /// Whether it can do its work.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Engine {
    /// Looks at everything that this process needs for its work; takes less than three seconds.
    pub async fn status(&self) -> Status {
        let progress = tokio::time::timeout(STORE_LIMIT, self.find().index_progress()).await;
        let index = progress.ok().and_then(Result::ok);
        let (store, shared) = (&self.shared().store, self.shared());
        let folders =
            store.file().and_then(Path::parent).into_iter().chain([shared.index.folder()]);
        let no_room = folders.filter_map(free_bytes).any(|free| free < LEAST_FREE);
        let loops = self.loop_reports();
        let stopping = shared.stop().is_cancelled();
        let seen = [
            (ProblemCode::Stopping, stopping),
            (ProblemCode::StoreUnavailable, index.is_none()),
            (ProblemCode::StoreDamaged, store.is_damaged()),
            (ProblemCode::DiskFull, no_room || store.is_full()),
            (ProblemCode::IndexStalled, index.is_some_and(|progress| progress.stalled)),
        ];
        let seen = seen.into_iter().filter(|(_, is_so)| *is_so);
        let mut problems: Vec<Problem> =
            seen.map(|(code, _)| Problem { code, part: None }).collect();
        let ended = loops.iter().filter(|one| !one.up && !stopping).map(|one| one.name);
        problems
            .extend(ended.map(|name| Problem { code: ProblemCode::LoopStopped, part: Some(name) }));
        Status {
            problems,
            revision: index.map(|progress| progress.stored),
            indexed_revision: self.find().indexed_revision(),
            index,
            loops,
        }
    }

    fn loop_reports(&self) -> Vec<LoopReport> {
        self.loops()
            .into_iter()
            .map(|(name, state)| LoopReport {
                name,
                up: state.up,
                failures: state.trouble.as_ref().map_or(0, |trouble| trouble.failures),
                why: state.trouble.map(|trouble| trouble.why),
                success_s: state.since_success.map(|time| time.as_secs()),
            })
            .collect()
    }

    /// Looks once for damage, and again and again whether the database answers; once the disk was
    /// full, whether it takes writes again.
    pub(crate) fn start_minding_the_store(&self) {
        let tasks = &self.shared().tasks;
        let store = self.store().clone();
        tasks.once("looking for damage", async move { Ok(store.check_quickly().await?) });
        let engine = self.clone();
        tasks.every("minding the database", MIND, Arc::default(), move || {
            let engine = engine.clone();
            async move { engine.mind_the_store().await.map(|()| Step::Rest) }
        });
    }

    async fn mind_the_store(&self) -> Result<(), EngineError> {
        let store = self.store();
        if store.is_full() {
            store.try_writing(self.now()).await?;
        } else {
            store.revision().await?;
        }
        Ok(())
    }
}

/// Bytes that Plaza may still write into a folder; `None` where the system does not say.
#[cfg(target_os = "linux")]
fn free_bytes(folder: &Path) -> Option<u64> {
    let known = rustix::fs::statvfs(folder).ok()?;
    Some(known.f_bavail.saturating_mul(known.f_frsize))
}

#[cfg(not(target_os = "linux"))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}
