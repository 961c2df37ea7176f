//! How the database does, as far as its answers tell: every answer passes here.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use plaza_core::Millis;

use crate::db::{Db, Pools, args};
use crate::{Result, Store, StoreError};

/// Longest time for one statement of PostgreSQL: a server or a network that froze gives no answer
/// at all.
const STATEMENT_LIMIT: Duration = Duration::from_secs(180);
/// Key of what is written to know whether the database takes writes.
const WRITTEN: &str = "store.written_at";

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    full: AtomicBool,
    damaged: AtomicBool,
}

impl Condition {
    /// Takes in an answer of the database and hands it on.
    pub(crate) fn noted<T>(&self, answer: sqlx::Result<T>) -> Result<T> {
        let answer = answer.map_err(StoreError::from);
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
