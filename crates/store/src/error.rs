//! What can go wrong in the store, told without SQL.

use std::fmt;

use plaza_core::{Answers, Message, Millis, PreflightProblem};
use serde::Serialize;
use sqlx::FromRow;
use sqlx::sqlite::SqliteError;
use thiserror::Error;

/// What somebody else made of a thing since it was seen.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Stale {
    /// The version that it has now.
    pub version: i64,
    /// Who made it; `None` where that was not kept.
    pub by: Option<String>,
    /// When.
    pub at: Option<Millis>,
}

/// Why the store refused. Messages never show SQL or stored values.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No row with that id.
    #[error("it does not exist (any more)")]
    NotFound,
    /// Something with that name exists; the message says what.
    #[error("{0}")]
    Duplicate(Message),
    /// Another writer was faster; read again and retry.
    #[error("somebody else changed this at the same moment; read it again and retry")]
    Conflict,
    /// Somebody has changed it since the caller saw it.
    #[error("somebody else changed this meanwhile; read it again")]
    Stale(Box<Stale>),
    /// The mention has answers that the caller has not seen.
    #[error("somebody else answered this meanwhile; read it first")]
    Answered(Box<Answers>),
    /// The mention that was to be answered is not what was read.
    #[error("{0}")]
    Preflight(PreflightProblem),
    /// The key that sealed what was to be written has been replaced by another one.
    #[error("the key that seals secrets has been replaced; start Plaza with the new one")]
    KeyRetired,
    /// The caller handed in something that cannot be stored.
    #[error("{0}")]
    Invalid(Message),
    /// The address of the database cannot be used.
    #[error("{0}")]
    Address(String),
    /// The database does not answer, or is too busy; nothing was changed, and it may work later.
    #[error(transparent)]
    Unavailable(DatabaseError),
    /// The database is not Plaza's; the text says what it is.
    #[error("{0}")]
    NotPlaza(String),
    /// A database that is only read has the layout of another version.
    #[error(
        "the database has layout {found} and this Plaza needs {needed}; {}",
        if found < needed { "start it once where the folder can be written" }
        else { "it belongs to a newer Plaza" }
    )]
    Layout {
        /// Number of its last migration.
        found: i64,
        /// Number of the last migration that this version knows.
        needed: i64,
    },
    /// A database that is only read has a journal that must be written back first.
    #[error(
        "the database's last changes stand in its -wal file only and cannot be read without writing; \
         copy the folder to where it can be written"
    )]
    Unfinished,
    /// Parts of the database file are lost; the text names them.
    #[error("the database file is damaged: {0}")]
    Damaged(String),
    /// The database failed.
    #[error(transparent)]
    Database(DatabaseError),
    /// A stored value cannot be read back; the text names table and column.
    #[error("the database holds something unreadable: {0}; restore a backup or report this")]
    Corrupt(String),
}

impl StoreError {
    /// True when the disk (or the database's quota) is full: stop writing, go on reading.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Database(error) if error.has_code(FULL))
    }

    /// True when the database says that its file is damaged, or is none.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Database(error) => error.has_code(DAMAGED),
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::ColumnDecode { index, source } => {
                Self::Corrupt(format!("column {index}: {source}"))
            }
            other => DatabaseError(other).into(),
        }
    }
}

impl From<DatabaseError> for StoreError {
    fn from(error: DatabaseError) -> Self {
        if error.is_passing() { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::Database(DatabaseError(other.into())),
        }
    }
}

/// How the databases name one and the same trouble.
#[derive(Clone, Copy)]
struct Codes {
    sqlite: &'static [u32],
    postgres: &'static [&'static str],
}

const FULL: Codes = Codes { sqlite: &[13], postgres: &["53100"] };
const READ_ONLY: Codes = Codes { sqlite: &[8], postgres: &["25006"] };
const DAMAGED: Codes = Codes { sqlite: &[11, 26], postgres: &["XX001", "XX002"] };
/// Another process holds SQLite's lock; PostgreSQL starts, stops, or has no connection left.
const PASSING: Codes = Codes {
    sqlite: &[5, 6],
    postgres: &["57P01", "57P02", "57P03", "57P05", "53300", "08000", "08003", "08006"],
};

/// A failure of the database itself. The driver's error is its source, for the log.
#[derive(Debug)]
pub struct DatabaseError(sqlx::Error);

impl DatabaseError {
    /// Whether a unique key was violated.
    pub(crate) fn is_unique_violation(&self) -> bool {
        self.0.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }

    /// Whether a row that was pointed to is not there.
    pub(crate) fn is_missing_parent(&self) -> bool {
        self.0.as_database_error().is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
    }

    /// Whether it may work when it is tried again later: the database cannot be reached, is
    /// starting or stopping, or others are in the way.
    fn is_passing(&self) -> bool {
        match &self.0 {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_) => true,
            _ => self.has_code(PASSING),
        }
    }

    fn has_code(&self, codes: Codes) -> bool {
        let Some(error) = self.0.as_database_error() else { return false };
        let Some(code) = error.code() else { return false };
        if error.try_downcast_ref::<SqliteError>().is_none() {
            return codes.postgres.contains(&code.as_ref());
        }
        // The lowest byte is the kind, the others say more.
        let kind = code.parse::<u32>().map(|code| code & 0xff);
        kind.is_ok_and(|kind| codes.sqlite.contains(&kind))
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            _ if self.has_code(FULL) => "the database's disk is full; free some space",
            _ if self.has_code(READ_ONLY) => "the database is read-only; check its permissions",
            _ if self.has_code(DAMAGED) => {
                "the database file is damaged; restore the last backup"
            }
            _ if self.has_code(PASSING) => "the database is not ready; try again in a moment",
            sqlx::Error::PoolTimedOut => {
                "the database does not answer or is too busy; try again in a moment"
            }
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Configuration(_) => {
                "the database cannot be reached; check its address and that it runs"
            }
            sqlx::Error::Migrate(_) => {
                "the database could not be brought to this version's layout; it may belong to a newer Plaza"
            }
            _ => "the database refused; the log tells why",
        })
    }
}

impl std::error::Error for DatabaseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}
