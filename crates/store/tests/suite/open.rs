//! Opening, backing up and checking a store.

use plaza_core::MentionId;
use plaza_store::{Store, StoreError};

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
    assert!(matches!(closed, Err(StoreError::Database(_))), "{closed:?}");
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
