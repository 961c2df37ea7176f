//! What can go wrong in the store, told without SQL.

use std::fmt;

use thiserror::Error;

/// Why the store refused. Messages never show SQL or stored values.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No row with that id.
    #[error("it does not exist (any more)")]
    NotFound,
    /// Something with that name exists; the text says what.
    #[error("{0} exists already")]
    Duplicate(String),
    /// Another writer was faster; read again and retry.
    #[error("somebody else changed this at the same moment; read it again and retry")]
    Conflict,
    /// The key that sealed what was to be written has been replaced by another one.
    #[error("the key that seals secrets has been replaced; start Plaza with the new one")]
    KeyRetired,
    /// The caller handed in something that cannot be stored.
    #[error("{0}")]
    Invalid(String),
    /// The address of the database cannot be used.
    #[error("{0}")]
    Address(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A stored value cannot be read back; the text names table and column.
    #[error("the database holds something unreadable: {0}; restore a backup or report this")]
    Corrupt(String),
}

impl StoreError {
    /// True when the disk (or the database's quota) is full: stop writing, go on reading.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Database(error) if error.has_code(&["13", "53100"]))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::ColumnDecode { index, source } => {
                Self::Corrupt(format!("column {index}: {source}"))
            }
            other => Self::Database(DatabaseError(other)),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Database(DatabaseError(error.into()))
    }
}

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

    fn has_code(&self, codes: &[&str]) -> bool {
        let code = self.0.as_database_error().and_then(sqlx::error::DatabaseError::code);
        code.is_some_and(|code| codes.contains(&code.as_ref()))
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            _ if self.has_code(&["13", "53100"]) => "the database's disk is full; free some space",
            _ if self.has_code(&["8", "25006"]) => "the database is read-only; check its permissions",
            _ if self.has_code(&["11", "26"]) => {
                "the database file is damaged; restore the last backup"
            }
            sqlx::Error::PoolTimedOut => "the database is too busy; try again in a moment",
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
