//! How the database does, as far as its answers tell: every answer passes here.

use std::path::Path;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use plaza_core::Millis;

use crate::db::{Db, Pools, args};
use crate::{Result, Store, StoreError};

/// Longest time for one statement of PostgreSQL: a server or a network that froze gives no answer
/// at all.
const STATEMENT_LIMIT: Duration = Duration::from_secs(180);
/// Key of what is written to know whether the database takes writes.
const WRITTEN: &str = "store.written_at";

/// How long a caller waits for a connection to PostgreSQL while nobody gets an answer. Whoever asked
/// Plaza for something hears within three seconds that it cannot be done now.
const AWAY_AFTER: Duration = Duration::from_millis(2_500);

/// What was seen.
#[derive(Debug)]
pub(crate) struct Condition {
    full: AtomicBool,
    damaged: AtomicBool,
    opened: Instant,
    /// When the database answered last, in milliseconds since it was opened.
    answered: AtomicU64,
}

impl Default for Condition {
    fn default() -> Self {
        let opened = Instant::now();
        Self {
            full: AtomicBool::new(false),
            damaged: AtomicBool::new(false),
            opened,
            answered: AtomicU64::new(0),
        }
    }
}

impl Condition {
    /// Waits for a connection to PostgreSQL: for long where others use them all, briefly where
    /// nobody gets an answer.
    pub(crate) async fn patient<T>(
        &self,
        acquiring: impl Future<Output = sqlx::Result<T>>,
    ) -> sqlx::Result<T> {
        let mut acquiring = pin!(acquiring);
        loop {
            if let Ok(acquired) = tokio::time::timeout(AWAY_AFTER, &mut acquiring).await {
                return acquired;
            }
            if self.silent_for() >= AWAY_AFTER {
                return Err(sqlx::Error::PoolTimedOut);
            }
        }
    }

    /// Time since the database answered last.
    fn silent_for(&self) -> Duration {
        let answered = Duration::from_millis(self.answered.load(Ordering::SeqCst));
        self.opened.elapsed().saturating_sub(answered)
    }

    fn has_answered(&self) {
        let at = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.answered.store(at, Ordering::SeqCst);
    }

    /// Takes in an answer of the database and hands it on.
    pub(crate) fn noted<T>(&self, answer: sqlx::Result<T>) -> Result<T> {
        let answer = answer.map_err(StoreError::from);
        if !matches!(answer, Err(StoreError::Unavailable(_))) {
            self.has_answered();
        }
        if let Err(error) = &answer {
            if error.is_full() {
                self.full.store(true, Ordering::SeqCst);
            }
            if error.is_damage() {
                self.damaged.store(true, Ordering::SeqCst);
            }
        }
        answer
    }
}

/// Waits for an answer of PostgreSQL, but not for ever.
pub(crate) async fn in_time<T>(answer: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let late = |_| {
        let why = "no answer within the limit of a statement";
        Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, why)))
    };
    tokio::time::timeout(STATEMENT_LIMIT, answer).await.unwrap_or_else(late)
}

impl Store {
    /// Whether a write was refused because the disk is full, and none has been taken since
    /// ([`Self::try_writing`]).
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.db.condition.full.load(Ordering::SeqCst)
    }

    /// Whether the database has said that its file is damaged.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.db.condition.damaged.load(Ordering::SeqCst)
    }

    /// Writes a little, to know whether the database takes writes again.
    pub async fn try_writing(&self, now: Millis) -> Result<()> {
        self.set_meta(WRITTEN, &now.to_string()).await?;
        self.db.condition.full.store(false, Ordering::SeqCst);
        Ok(())
    }

    /// Looks through a SQLite file for damage, without comparing indexes with their tables: seconds
    /// for a million mentions. What it finds shows in [`Self::is_damaged`].
    pub async fn check_quickly(&self) -> Result<()> {
        if !matches!(self.db.pools, Pools::Sqlite { .. }) {
            return Ok(());
        }
        let found: Vec<(String,)> = self.db.all("pragma quick_check(1)", args![]).await?;
        if found.iter().any(|(row,)| row != "ok") {
            self.db.condition.damaged.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    /// The file of a SQLite store.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.db.file.as_deref()
    }
}

impl Db {
    /// A database with these connections.
    pub(crate) fn new(pools: Pools, file: Option<std::path::PathBuf>) -> Self {
        Self { pools, file, condition: std::sync::Arc::default() }
    }
}
