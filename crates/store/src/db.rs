//! The one place that knows that there are two databases.
//!
//! Every statement is one text for both, with `$1` parameters, and every row type derives
//! `FromRow`; what differs is how a connection is had and how a transaction begins.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use plaza_core::{
    AuditId, AuthorId, EvidenceId, HeadId, IdeaId, ImportId, JobId, MentionId, PlaceId,
    QuarantineId, ReplyId, SavedViewId, SourceId, ThemeEditId, ThemeId, TokenId, UserId,
};
use sqlx::postgres::{PgArguments, PgPool, PgRow};
use sqlx::sqlite::{SqliteArguments, SqlitePool, SqliteRow};
use sqlx::{Arguments, FromRow, Postgres, SqlSafeStr, Sqlite, Transaction};

use crate::StoreError;
use crate::condition::{Condition, in_time};

/// A row type that both databases can fill.
pub(crate) trait Record:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Record for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// A bound parameter.
#[derive(Debug, Clone)]
pub(crate) enum Arg<'a> {
    Int(Option<i64>),
    Real(Option<f64>),
    /// A probability; four bytes in PostgreSQL.
    Share(f32),
    Bool(Option<bool>),
    Text(Option<Cow<'a, str>>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! into_arg {
    ($($from:ty => |$value:ident| $arg:expr;)*) => {$(
        impl<'a> From<$from> for Arg<'a> {
            fn from($value: $from) -> Self {
                $arg
            }
        }
    )*};
}

into_arg! {
    i64 => |v| Self::Int(Some(v));
    Option<i64> => |v| Self::Int(v);
    f64 => |v| Self::Real(Some(v));
    Option<f64> => |v| Self::Real(v);
    f32 => |v| Self::Share(v);
    bool => |v| Self::Bool(Some(v));
    Option<bool> => |v| Self::Bool(v);
    &'a str => |v| Self::Text(Some(Cow::Borrowed(v)));
    &'a String => |v| Self::Text(Some(Cow::Borrowed(v)));
    Option<&'a str> => |v| Self::Text(v.map(Cow::Borrowed));
    &'a Option<String> => |v| Self::Text(v.as_deref().map(Cow::Borrowed));
    String => |v| Self::Text(Some(Cow::Owned(v)));
    Option<String> => |v| Self::Text(v.map(Cow::Owned));
    Option<Vec<u8>> => |v| Self::Bytes(v);
}

macro_rules! ids_into_arg {
    ($($id:ident)*) => {$(
        impl From<$id> for Arg<'_> {
            fn from(id: $id) -> Self {
                Self::Int(Some(id.get()))
            }
        }

        impl From<Option<$id>> for Arg<'_> {
            fn from(id: Option<$id>) -> Self {
                Self::Int(id.map($id::get))
            }
        }
    )*};
}

ids_into_arg! {
    AuditId AuthorId EvidenceId HeadId IdeaId ImportId JobId MentionId PlaceId QuarantineId ReplyId
    SavedViewId SourceId ThemeEditId ThemeId TokenId UserId
}

/// Bound parameters, in the order of `$1`, `$2` …
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Arg::from($value)),*] };
}
pub(crate) use args;

fn bound<A>(args: &[Arg<'_>]) -> Result<A, StoreError>
where
    A: Arguments,
    for<'t> Option<i64>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    for<'t> Option<f64>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    for<'t> f32: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    for<'t> Option<bool>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    for<'t> Option<&'t str>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    for<'t> Option<&'t [u8]>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
{
    let mut list = A::default();
    list.reserve(args.len(), args.len() * 16);
    for arg in args {
        match arg {
            Arg::Int(value) => list.add(*value),
            Arg::Real(value) => list.add(*value),
            Arg::Share(value) => list.add(*value),
            Arg::Bool(value) => list.add(*value),
            Arg::Text(value) => list.add(value.as_deref()),
            Arg::Bytes(value) => list.add(value.as_deref()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(list)
}

/// How surely a committed transaction survives a power cut. A crash of the program loses nothing
/// either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// The last moments before a power cut may be lost; they are collected again.
    Normal,
    /// On the disk before the call returns.
    Full,
}

/// The connections.
#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// One connection that writes, several that read.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// Any number of processes share it.
    Postgres(PgPool),
}

/// The database.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    pub(crate) pools: Pools,
    /// Where a SQLite store lies.
    pub(crate) file: Option<PathBuf>,
    pub(crate) condition: Arc<Condition>,
}

impl Db {
    /// Begins a transaction that writes. On SQLite it takes the write lock at once: a transaction
    /// that reads first and writes later fails when another one wrote in between.
    pub(crate) async fn begin(&self, durability: Durability) -> Result<Tx, StoreError> {
        let kind = match (&self.pools, durability) {
            (Pools::Sqlite { writer, .. }, Durability::Normal) => {
                let begin = "pragma synchronous = normal; begin immediate";
                writer.begin_with(begin).await.map(TxKind::Sqlite)
            }
            (Pools::Sqlite { writer, .. }, Durability::Full) => {
                let begin = "pragma synchronous = full; begin immediate";
                writer.begin_with(begin).await.map(TxKind::Sqlite)
            }
            (Pools::Postgres(pool), _) => {
                self.condition.patient(pool.begin()).await.map(TxKind::Postgres)
            }
        };
        let kind = self.condition.noted(kind)?;
        Ok(Tx { kind, condition: Arc::clone(&self.condition) })
    }

    /// All rows.
    pub(crate) async fn all<T: Record>(
        &self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, StoreError> {
        self.condition.noted(match &self.pools {
            Pools::Sqlite { readers, .. } => {
                let args = bound::<SqliteArguments>(args)?;
                sqlx::query_as_with(sql, args).fetch_all(readers).await
            }
            Pools::Postgres(pool) => {
                let args = bound::<PgArguments>(args)?;
                let connection = self.condition.patient(pool.acquire()).await;
                let mut connection = self.condition.noted(connection)?;
                in_time(sqlx::query_as_with(sql, args).fetch_all(&mut *connection)).await
            }
        })
    }

    /// The first row, if there is one.
    pub(crate) async fn optional<T: Record>(
        &self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, StoreError> {
        self.condition.noted(match &self.pools {
            Pools::Sqlite { readers, .. } => {
                let args = bound::<SqliteArguments>(args)?;
                sqlx::query_as_with(sql, args).fetch_optional(readers).await
            }
            Pools::Postgres(pool) => {
                let args = bound::<PgArguments>(args)?;
                let connection = self.condition.patient(pool.acquire()).await;
                let mut connection = self.condition.noted(connection)?;
                in_time(sqlx::query_as_with(sql, args).fetch_optional(&mut *connection)).await
            }
        })
    }

    /// The first column of the only row.
    pub(crate) async fn value<T>(
        &self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<T, StoreError>
    where
        (T,): Record,
    {
        self.optional::<(T,)>(sql, args).await?.map(|(value,)| value).ok_or(StoreError::NotFound)
    }

    /// Runs one statement in a transaction of its own and tells how many rows it changed.
    pub(crate) async fn run(
        &self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin(Durability::Normal).await?;
        let rows = tx.run(sql, args).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// Runs one statement with `returning` in a transaction of its own.
    pub(crate) async fn write<T: Record>(
        &self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, StoreError> {
        let mut tx = self.begin(Durability::Normal).await?;
        let row = tx.optional(sql, args).await?;
        tx.commit().await?;
        Ok(row)
    }
}

/// A transaction that writes; dropped without [`Tx::commit`], it never happened.
pub(crate) struct Tx {
    kind: TxKind,
    condition: Arc<Condition>,
}

enum TxKind {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Runs a statement and tells how many rows it changed.
    pub(crate) async fn run(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<u64, StoreError> {
        self.condition.noted(match &mut self.kind {
            TxKind::Sqlite(tx) => {
                let args = bound::<SqliteArguments>(args)?;
                let done = sqlx::query_with(sql, args).execute(&mut **tx).await;
                done.map(|done| done.rows_affected())
            }
            TxKind::Postgres(tx) => {
                let args = bound::<PgArguments>(args)?;
                let done = in_time(sqlx::query_with(sql, args).execute(&mut **tx)).await;
                done.map(|done| done.rows_affected())
            }
        })
    }

    /// All rows.
    pub(crate) async fn all<T: Record>(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, StoreError> {
        self.condition.noted(match &mut self.kind {
            TxKind::Sqlite(tx) => {
                let args = bound::<SqliteArguments>(args)?;
                sqlx::query_as_with(sql, args).fetch_all(&mut **tx).await
            }
            TxKind::Postgres(tx) => {
                let args = bound::<PgArguments>(args)?;
                in_time(sqlx::query_as_with(sql, args).fetch_all(&mut **tx)).await
            }
        })
    }

    /// The only row, if there is one. All rows are fetched so that a statement that changes
    /// something has run to its end.
    pub(crate) async fn optional<T: Record>(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// The only row.
    pub(crate) async fn only<T: Record>(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<T, StoreError> {
        self.optional(sql, args).await?.ok_or(StoreError::NotFound)
    }

    /// The first column of the only row.
    pub(crate) async fn value<T>(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<T, StoreError>
    where
        (T,): Record,
    {
        Ok(self.only::<(T,)>(sql, args).await?.0)
    }

    /// Runs a statement that must change something; [`StoreError::NotFound`] where it does not.
    pub(crate) async fn change(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<(), StoreError> {
        match self.run(sql, args).await? {
            0 => Err(StoreError::NotFound),
            _ => Ok(()),
        }
    }

    /// Waits until no other process claims from a queue. On PostgreSQL two claims at once would
    /// choose the same row; on SQLite a transaction that writes is alone anyway.
    pub(crate) async fn queue_for_claim(&mut self) -> Result<(), StoreError> {
        if self.is_postgres() {
            self.run("update counter set value = value + 1 where name = 'claims'", args![]).await?;
        }
        Ok(())
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.kind, TxKind::Postgres(_))
    }

    /// Makes it so.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.condition.noted(match self.kind {
            TxKind::Sqlite(tx) => tx.commit().await,
            TxKind::Postgres(tx) => in_time(tx.commit()).await,
        })
    }
}
