//! Opening the store, its counters, and its backup.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use plaza_core::{MentionId, say};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use crate::db::{Arg, Db, Pools, Tx, args};
use crate::files::refuse_foreign;
use crate::sql::RowStatement;
use crate::{Result, Store, StoreError};

/// How long a writer waits for another process's transaction.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a caller waits for a connection that others use.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(60);
/// How long PostgreSQL may take to let Plaza in when the store is opened.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections without work are closed after this long, and their memory with them.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// Connections that read SQLite at the same time.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL of one process.
const POSTGRES_CONNECTIONS: u32 = 16;

/// Brings SQLite's tables up to date.
pub(crate) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");

impl Store {
    /// Opens `sqlite:PATH` (made when it is not there) or `postgres://…` and brings its tables up
    /// to date.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the address makes no sense, [`StoreError::NotPlaza`] when the
    /// file is another program's; otherwise the database's.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_or(url, false).await
    }

    /// The same for a house that has been made already: a SQLite file that is empty or not there is
    /// damage then, and nothing is made of it.
    ///
    /// # Errors
    /// As [`Self::open`]; [`StoreError::NotPlaza`].
    pub async fn open_made(url: &str) -> Result<Self> {
        Self::open_or(url, true).await
    }

    async fn open_or(url: &str, must_be_made: bool) -> Result<Self> {
        let db = if url.starts_with("sqlite:") {
            open_sqlite(url, must_be_made).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(url).await?
        } else {
            return Err(StoreError::Address(
                "the database's address must begin with `sqlite:` or `postgres://`".to_owned(),
            ));
        };
        Ok(Self { db })
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        match &self.db.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// The latest revision; every change of a mention has a higher one than all before it.
    pub async fn revision(&self) -> Result<i64> {
        self.db.value("select value from counter where name = 'revision'", args![]).await
    }

    /// How many mentions there are, without deleted ones.
    pub async fn docs_count(&self) -> Result<i64> {
        self.db.value("select value from counter where name = 'live'", args![]).await
    }

    /// Hands out `count` mention ids, in ascending order. Ids that are not used leave a gap.
    pub async fn reserve_ids(&self, count: usize) -> Result<Vec<MentionId>> {
        let count = to_i64(count);
        let row: Option<(i64,)> = self
            .db
            .write(
                "update counter set value = value + $1 where name = 'mention_id' returning value",
                args![count],
            )
            .await?;
        let (last,) = row.ok_or_else(no_counters)?;
        Ok((last - count + 1..=last).map(MentionId::from).collect())
    }

    /// Writes a copy of a SQLite store to `path`, consistent while others write.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] on PostgreSQL, which has `pg_dump`, and for a path that is not UTF-8.
    pub async fn backup_to(&self, path: &Path) -> Result<()> {
        let Pools::Sqlite { readers, .. } = &self.db.pools else {
            return Err(StoreError::Invalid(say!(
                "backup-postgres",
                "PostgreSQL is backed up with its own tool, pg_dump"
            )));
        };
        let path = path.to_str().ok_or_else(|| {
            let path = path.display().to_string();
            StoreError::Invalid(say!("path-not-utf8", "the path {path} is not UTF-8", path))
        })?;
        // A connection of its own: it writes, but only to the copy, and holds nobody up.
        let options = readers.connect_options().as_ref().clone().pragma("query_only", "false");
        let mut connection = options.connect().await?;
        sqlx::query("vacuum into $1").bind(path).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }
}

impl Tx {
    /// The latest revision. Whoever asks holds all other changes of mentions back until the
    /// transaction ends, so that revisions become visible in order.
    pub(crate) async fn lock_revision(&mut self) -> Result<i64> {
        self.value(
            "update counter set value = value where name = 'revision' returning value",
            args![],
        )
        .await
    }

    /// Moves the counter behind the last revision that was given out.
    pub(crate) async fn set_revision(&mut self, revision: i64) -> Result<()> {
        self.run("update counter set value = $1 where name = 'revision'", args![revision]).await?;
        Ok(())
    }

    /// Gives each of these mentions a new revision; returns the latest.
    pub(crate) async fn touch_mentions(&mut self, ids: &[MentionId]) -> Result<i64> {
        let before = self.lock_revision().await?;
        let rows: Vec<(MentionId, i64)> = ids.iter().copied().zip(before + 1..).collect();
        let statement = RowStatement {
            head: "with v (id, revision) as (values",
            columns: 2,
            tail: ") update mention set revision = v.revision from v where mention.id = v.id",
        };
        self.run_rows(&statement, &rows, |(id, revision), args| {
            args.extend([Arg::from(*id), Arg::from(*revision)]);
            Ok(())
        })
        .await?;
        let last = rows.last().map_or(before, |(_, revision)| *revision);
        self.set_revision(last).await?;
        Ok(last)
    }
}

async fn open_sqlite(url: &str, must_be_made: bool) -> Result<Db> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address(format!("`{url}` is no SQLite address: {error}")))?;
    refuse_foreign(&options, must_be_made).await?;
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("temp_store", "memory")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging();
    let file = options.get_filename().to_owned();
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .max_lifetime(None)
        .idle_timeout(IDLE_TIMEOUT)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(
            options
                .clone()
                // Random inserts into the identity index want it in memory; grows only when used.
                .pragma("cache_size", "-32768")
                .pragma("wal_autocheckpoint", "4000"),
        )
        .await?;
    // In one transaction: several processes may start at once, and a start that is cut short
    // leaves the old tables.
    let mut upgrade = writer.begin_with("begin immediate").await?;
    // Not `run`: on a connection its future is not `Send`.
    SQLITE.run_direct(None, &mut *upgrade, false).await?;
    upgrade.commit().await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .test_before_acquire(false)
        .idle_timeout(IDLE_TIMEOUT)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options.create_if_missing(false).pragma("query_only", "true"))
        .await?;
    Ok(Db::new(Pools::Sqlite { writer, readers }, Some(file)))
}

async fn open_postgres(url: &str) -> Result<Db> {
    // The address may carry a password: it is never repeated in a message.
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::Address("the PostgreSQL address cannot be read".to_owned()))?
        .application_name("plaza")
        .disable_statement_logging();
    // Not through the pool, which tries again until its time is over and then only says so.
    let first = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&options));
    let mut first = first.await.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
    sqlx::migrate!("migrations/postgres").run_direct(None, &mut first, false).await?;
    first.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .idle_timeout(IDLE_TIMEOUT)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_lazy_with(options);
    Ok(Db::new(Pools::Postgres(pool), None))
}

/// A length as the databases count.
pub(crate) fn to_i64(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn no_counters() -> StoreError {
    StoreError::Corrupt("table counter has lost its rows".to_owned())
}
