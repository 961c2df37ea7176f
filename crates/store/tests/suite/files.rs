//! SQLite's files: copies that are examined, folders that are only read, files of other programs.

use std::fs;
use std::path::{Path, PathBuf};

use plaza_store::{Store, StoreError};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection, SqlitePool, raw_sql};

use crate::house::{House, NOW, by, forum, said};

/// The last version before houses had names.
const BEFORE_NAMES: i64 = 7;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");

struct Copy {
    dir: tempfile::TempDir,
}

impl Copy {
    /// A copy of a house with 300 mentions, a deleted one, and two sources.
    async fn make() -> (Self, House) {
        let house = House::sqlite().await;
        house
            .add((0..301).map(|n| said(&n.to_string(), &"mucho ruido ".repeat(40))).collect())
            .await;
        house.delete("7").await;
        house.store.listen().create_source(&forum("second"), &by(NOW)).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        house.store.backup_to(&dir.path().join("copy.db")).await.unwrap();
        (Self { dir }, house)
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("copy.db")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).unwrap().flatten();
        entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
    }
}

async fn change(path: &Path, sql: &str) {
    let url = format!("sqlite:{}?mode=rwc", path.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_copy_is_examined_without_being_touched() {
    let (copy, house) = Copy::make().await;
    let bytes = fs::read(copy.path()).unwrap();
    let contents = Store::examine(&copy.path()).await.unwrap();
    assert_eq!((contents.mentions, contents.sources, contents.revision), (300, 2, 302));
    assert_eq!(contents.schema, Store::schema());
    assert_eq!(contents.store_id, Some(house.store.store_id().await.unwrap()));
    assert_eq!(copy.names(), ["copy.db"]);
    assert!(fs::read(copy.path()).unwrap() == bytes);
}

#[tokio::test]
async fn a_copy_of_an_earlier_version_is_examined_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("old.db");
    let old = SqlitePool::connect(&format!("sqlite:{}?mode=rwc", path.display())).await.unwrap();
    SQLITE.run_to(BEFORE_NAMES, &old).await.unwrap();
    old.close().await;
    let contents = Store::examine(&path).await.unwrap();
    assert_eq!((contents.schema, contents.store_id), (BEFORE_NAMES, None));
    let refused = Store::open_read_only(&path).await.unwrap_err();
    assert!(matches!(refused, StoreError::Layout { found: BEFORE_NAMES, .. }), "{refused:?}");
    assert!(refused.to_string().contains("start it once"), "{refused}");
    let upgraded = Store::open(&format!("sqlite:{}", path.display())).await.unwrap();
    assert_eq!(upgraded.store_id().await.unwrap().len(), 32);
    upgraded.close().await;
}

#[tokio::test]
async fn damage_is_found_wherever_it_is() {
    let (copy, _house) = Copy::make().await;
    let whole = fs::read(copy.path()).unwrap();
    let (half, page) = (whole.len() / 2 / 4096 * 4096, 4096);
    let damaged = [
        ("cut in half", whole[..half].to_vec()),
        ("a page of zeros", [&whole[..half], &vec![0; page], &whole[half + page..]].concat()),
        ("noise", b"no database at all, but long enough to be one".repeat(100)),
        ("no header", [&[0; 100], &whole[100..]].concat()),
    ];
    for (what, bytes) in damaged {
        fs::write(copy.path(), bytes).unwrap();
        let error = Store::examine(&copy.path()).await.unwrap_err();
        assert!(error.is_damage(), "{what}: {error:?}");
    }
    fs::write(copy.path(), b"").unwrap();
    let error = Store::examine(&copy.path()).await.unwrap_err();
    assert!(matches!(error, StoreError::NotPlaza(_)), "{error:?}");
}

#[tokio::test]
async fn rows_that_have_lost_what_they_name_are_damage() {
    let (copy, _house) = Copy::make().await;
    change(&copy.path(), "pragma foreign_keys = off; delete from place").await;
    let error = Store::examine(&copy.path()).await.unwrap_err();
    assert!(error.is_damage() && error.to_string().contains("source"), "{error}");
}

#[tokio::test]
async fn a_store_that_is_only_read_refuses_every_write_and_leaves_no_file() {
    let (copy, _house) = Copy::make().await;
    let store = Store::open_read_only(&copy.path()).await.unwrap();
    assert_eq!(store.docs_count().await.unwrap(), 300);
    assert_eq!(store.damages().await.unwrap(), Vec::<String>::new());
    let refused = store.set_meta("x", "y").await.unwrap_err();
    assert!(refused.to_string().contains("read-only"), "{refused}");
    let again = copy.dir.path().join("again.db");
    store.backup_to(&again).await.unwrap();
    assert_eq!(Store::examine(&again).await.unwrap().mentions, 300);
    store.close().await;
    fs::remove_file(again).unwrap();
    assert_eq!(copy.names(), ["copy.db"]);
    fs::write(copy.dir.path().join("copy.db-wal"), b"changes").unwrap();
    let unfinished = Store::open_read_only(&copy.path()).await.unwrap_err();
    assert!(matches!(unfinished, StoreError::Unfinished), "{unfinished:?}");
}

#[tokio::test]
async fn another_programs_file_is_refused_and_not_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("plaza.db");
    let url = format!("sqlite:{}", path.display());
    change(&path, "create table bookmark (url text); insert into bookmark values ('x')").await;
    let bytes = fs::read(&path).unwrap();
    for opened in [Store::open(&url).await, Store::open_made(&url).await] {
        let error = opened.unwrap_err();
        assert!(matches!(error, StoreError::NotPlaza(_)), "{error:?}");
        assert!(error.to_string().contains("another program"), "{error}");
    }
    assert!(fs::read(&path).unwrap() == bytes);
}

#[tokio::test]
async fn an_empty_file_is_a_new_house_only_where_there_was_none() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("plaza.db");
    let url = format!("sqlite:{}", path.display());
    fs::write(&path, b"").unwrap();
    assert!(matches!(Store::open_made(&url).await, Err(StoreError::NotPlaza(_))));
    assert_eq!(path.metadata().unwrap().len(), 0);
    // As a first start leaves it that was killed before it made the tables.
    change(&path, "pragma journal_mode = wal; create table t (x); drop table t").await;
    assert!(matches!(Store::open_made(&url).await, Err(StoreError::NotPlaza(_))));
    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), 0);
    store.close().await;
    Store::open_made(&url).await.unwrap().close().await;
}
