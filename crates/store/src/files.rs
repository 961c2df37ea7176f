//! SQLite's files: one that nobody writes is read as it lies there, and what is no database of
//! Plaza's is told before anything of it is changed.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::db::{Db, Pools, args};
use crate::meta::STORE_ID;
use crate::open::{BUSY_TIMEOUT, SQLITE};
use crate::{Result, Store, StoreError};

/// Damages that are listed of one file.
const MOST_DAMAGES: usize = 20;

/// What a database file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Number of its last migration.
    pub schema: i64,
    /// Names the house; `None` in a layout that had no names yet.
    pub store_id: Option<String>,
    /// Mentions, without deleted ones.
    pub mentions: i64,
    /// Sources, without deleted ones.
    pub sources: i64,
    /// Revision of the last change.
    pub revision: i64,
}

impl Store {
    /// Number of the last migration that this version of Plaza knows.
    #[must_use]
    pub fn schema() -> i64 {
        SQLITE.iter().map(|migration| migration.version).max().unwrap_or_default()
    }

    /// Reads the whole of a database file that nobody writes, and says what it holds. Nothing is
    /// written, neither in the file nor beside it; a journal beside it is not looked at.
    ///
    /// # Errors
    /// [`StoreError::NotPlaza`]; [`StoreError::Damaged`] when something of it is lost; the
    /// database's.
    pub async fn examine(path: &Path) -> Result<Contents> {
        let store = Self { db: read_only(path, true).await? };
        let contents = store.examined(path).await;
        store.close().await;
        contents
    }

    async fn examined(&self, path: &Path) -> Result<Contents> {
        let schema = self.layout(path).await?;
        let whole: Vec<(String,)> = self.db.all("pragma integrity_check(20)", args![]).await?;
        let mut damages: Vec<String> =
            whole.into_iter().map(|(row,)| row).filter(|row| row != "ok").collect();
        let orphans: Vec<(String, i64)> = self
            .db
            .all(
                r#"select "table", count(*) from pragma_foreign_key_check group by "table""#,
                args![],
            )
            .await?;
        damages.extend(
            orphans
                .into_iter()
                .map(|(table, count)| format!("{count} rows of {table} have lost what they name")),
        );
        damages.truncate(MOST_DAMAGES);
        if !damages.is_empty() {
            return Err(StoreError::Damaged(damages.join("; ")));
        }
        let counter = "select value from counter where name = $1";
        let sources = "select count(*) from source where deleted_at is null";
        Ok(Contents {
            schema,
            store_id: self.meta(STORE_ID).await?,
            mentions: self.db.value(counter, args!["live"]).await?,
            sources: self.db.value(sources, args![]).await?,
            revision: self.db.value(counter, args!["revision"]).await?,
        })
    }

    /// Opens the database file of a folder that cannot be written. It is not brought up to date,
    /// and every write is refused.
    ///
    /// # Errors
    /// [`StoreError::NotPlaza`]; [`StoreError::Layout`] when it must be brought up to date or is of
    /// a newer Plaza; [`StoreError::Unfinished`] when it cannot be read without writing.
    pub async fn open_read_only(path: &Path) -> Result<Self> {
        // Without a journal nothing is written beside it; with one, its index must be there.
        let journal = beside(path, "-wal").metadata().is_ok_and(|journal| journal.len() > 0);
        if journal && !beside(path, "-shm").exists() {
            return Err(StoreError::Unfinished);
        }
        let store = Self { db: read_only(path, !journal).await? };
        let (found, needed) = (store.layout(path).await?, Self::schema());
        if found != needed {
            store.close().await;
            return Err(StoreError::Layout { found, needed });
        }
        Ok(store)
    }

    /// Number of the file's last migration.
    async fn layout(&self, path: &Path) -> Result<i64> {
        let tables = "select name from sqlite_master where type = 'table'";
        let tables: Vec<(String,)> = self.db.all(tables, args![]).await?;
        if !is_plaza(&tables) {
            return Err(not_plaza(path, &tables));
        }
        let last = "select coalesce(max(version), 0) from _sqlx_migrations where success";
        self.db.value(last, args![]).await
    }
}

/// Refuses a file that is there and has other tables than Plaza's; with `must_be_made`, also one
/// that has none. Changes nothing in it.
pub(crate) async fn refuse_foreign(
    options: &SqliteConnectOptions,
    must_be_made: bool,
) -> Result<()> {
    let path = options.get_filename().to_owned();
    if !path.metadata().is_ok_and(|file| file.len() > 0) {
        return if must_be_made { Err(not_plaza(&path, &[])) } else { Ok(()) };
    }
    let plain = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(false)
        .busy_timeout(BUSY_TIMEOUT);
    let mut connection: SqliteConnection = plain.disable_statement_logging().connect().await?;
    let tables: Vec<(String,)> =
        sqlx::query_as("select name from sqlite_master where type = 'table'")
            .fetch_all(&mut connection)
            .await?;
    connection.close().await?;
    if is_plaza(&tables) || (tables.is_empty() && !must_be_made) {
        return Ok(());
    }
    Err(not_plaza(&path, &tables))
}

fn is_plaza(tables: &[(String,)]) -> bool {
    ["_sqlx_migrations", "counter", "mention"]
        .iter()
        .all(|name| tables.iter().any(|(table,)| table == name))
}

fn not_plaza(path: &Path, tables: &[(String,)]) -> StoreError {
    StoreError::NotPlaza(match tables.len() {
        0 => format!("{} is an empty file", path.display()),
        _ => format!("{} holds the tables of another program", path.display()),
    })
}

/// `immutable` looks at no journal and takes no lock.
async fn read_only(path: &Path, immutable: bool) -> Result<Db> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(true)
        .immutable(immutable)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
    let file = path.to_owned();
    Ok(Db::new(Pools::Sqlite { writer: pool.clone(), readers: pool }, Some(file)))
}

fn beside(path: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
