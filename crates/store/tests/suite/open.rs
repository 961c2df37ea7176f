//! Opening, backing up and checking a store.

use std::pin::Pin;
use std::time::Duration;

use plaza_core::MentionId;
use plaza_store::{Store, StoreError};
use plaza_tests::pg_proxy::{Line, PgProxy};

use crate::house::{House, NOW, by, forum, insight, on_both_databases, said};

on_both_databases! {
    a_store_is_opened_again,
    ids_are_handed_out_once,
    nothing_is_damaged_after_all_kinds_of_writes,
}

async fn nothing_is_damaged_after_all_kinds_of_writes(house: House) {
    let ids = house.add((0..70).map(|n| said(&n.to_string(), "hello")).collect()).await;
    house
        .store
        .understand()
        .save_insights(&[(ids[0], insight("native@1"))], i64::MAX)
        .await
        .unwrap();
    house.edit(ids[1], said("1", "edited")).await;
    house.delete("2").await;
    house.delete("3").await;
    house.edit(ids[3], said("3", "back again")).await;
    assert_eq!(house.store.damages().await.unwrap(), Vec::<String>::new());
}

async fn a_store_is_opened_again(house: House) {
    let id = house.say("m", "hello").await;
    house.store.close().await;
    let closed = house.store.mention(id).await;
    assert!(matches!(closed, Err(StoreError::Unavailable(_))), "{closed:?}");
    let again = Store::open(&house.url).await.unwrap();
    assert_eq!(again.mention(id).await.unwrap().unwrap().text, "hello");
    assert_eq!(again.revision().await.unwrap(), 1);
    again.close().await;
}

async fn ids_are_handed_out_once(house: House) {
    let first = house.store.reserve_ids(10).await.unwrap();
    let next = house.store.reserve_ids(1).await.unwrap();
    assert_eq!(first, (1..=10).map(MentionId::from).collect::<Vec<_>>());
    assert_eq!(next, [11.into()]);
}

/// What is asked of a store, and may take long.
type Work<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + 'a>>;

/// As when `serve` and a command are started on a fresh folder at the same moment.
async fn open_at_once(urls: [String; 2]) {
    for url in urls {
        let opened: Vec<_> = (0..8)
            .map(|_| {
                tokio::spawn({
                    let url = url.clone();
                    async move { Store::open(&url).await }
                })
            })
            .collect();
        for store in opened {
            let store = store.await.unwrap().unwrap();
            assert_eq!(store.revision().await.unwrap(), 0);
            store.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_may_make_the_store_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", dir.path().join("plaza.db").display());
    open_at_once([file, plaza_tests::postgres::new_database().unwrap()]).await;
}

#[tokio::test]
async fn an_address_that_makes_no_sense_is_refused_without_its_password() {
    for url in ["mysql://me:hunter2@db/plaza", "postgres://me:hunter2@[", "plaza.db", ""] {
        let error = Store::open(url).await.unwrap_err();
        assert!(matches!(error, StoreError::Address(_)), "{url}: {error:?}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named_as_the_trouble() {
    let dir = tempfile::tempdir().unwrap();
    let missing = format!("sqlite:{}/no/such/folder/plaza.db", dir.path().display());
    let error = Store::open(&missing).await.unwrap_err();
    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
    let unreachable = format!("postgres:///plaza?host={}", dir.path().display());
    let error = Store::open(&unreachable).await.unwrap_err();
    assert!(error.to_string().contains("cannot be reached"), "{error}");
}

#[tokio::test]
async fn a_backup_is_a_whole_store() {
    let house = House::sqlite().await;
    let id = house.say("m", "hello").await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("backup's.db");
    house.store.backup_to(&path).await.unwrap();
    house.say("later", "not in the backup").await;
    let copy = Store::open(&format!("sqlite:{}", path.display())).await.unwrap();
    assert_eq!(copy.mention(id).await.unwrap().unwrap().text, "hello");
    assert_eq!((copy.docs_count().await.unwrap(), copy.revision().await.unwrap()), (1, 1));
    copy.listen().create_source(&forum("next"), &by(NOW)).await.unwrap();
    copy.close().await;
    let taken = house.store.backup_to(&path).await;
    assert!(taken.is_err(), "an existing file is never overwritten");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_is_away_is_told_soon_and_used_again_when_it_is_back() {
    let database = plaza_tests::postgres::new_database().unwrap();
    let proxy = PgProxy::start(&database, Line::Closed).unwrap();
    let address = proxy.address(&database).unwrap();
    let refused = Store::open(&address).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    proxy.set(Line::Open);
    let store = Store::open(&address).await.unwrap();
    for line in [Line::Silent, Line::Closed] {
        store.set_meta("house", "open").await.unwrap();
        proxy.set(line);
        // Sooner than the pool would say so; the bound is generous for a busy machine.
        let soon = async |work: Work<'_>| {
            tokio::time::timeout(Duration::from_secs(20), work).await.unwrap()
        };
        let read = soon(Box::pin(async { store.revision().await.map(drop) })).await;
        assert!(matches!(read, Err(StoreError::Unavailable(_))), "{line:?}: {read:?}");
        let written = soon(Box::pin(async { store.set_meta("house", "closed").await })).await;
        assert!(matches!(written, Err(StoreError::Unavailable(_))), "{line:?}: {written:?}");
        proxy.set(Line::Open);
        // A connection that was lost may be told once more.
        let mut tries = 0;
        while let Err(error) = store.revision().await {
            tries += 1;
            assert!(tries < 40 && matches!(error, StoreError::Unavailable(_)), "{error:?}");
        }
        assert_eq!(store.meta("house").await.unwrap().as_deref(), Some("open"), "{line:?}");
    }
    store.close().await;
}

#[tokio::test]
async fn a_damaged_file_is_told_from_a_database_that_refuses() {
    let house = House::sqlite().await;
    assert!(!house.store.is_damaged() && !house.store.is_full());
    house.store.check_quickly().await.unwrap();
    assert!(!house.store.is_damaged());
    let file = house.store.file().unwrap().to_owned();
    house.store.close().await;
    let bytes = std::fs::read(&file).unwrap();
    let mut damaged = bytes.clone();
    // Every page but the first, which says what the file is.
    damaged[4096..].fill(0xa5);
    std::fs::write(&file, damaged).unwrap();
    let refused = Store::open(&house.url).await.unwrap_err();
    assert!(refused.to_string().contains("the database file is damaged"), "{refused}");
}
