//! An index that was not made from what the store holds is built anew, whatever its revision says.

use std::fs;

use plaza_engine::Actor;
use plaza_engine::find::SearchRequest;
use plaza_search::{OpenOptions, SearchIndex, Sort};

use crate::common::{House, said, until};

impl House {
    async fn say(&self, text: &str) {
        let mentions = vec![said(text, text)];
        self.engine.listen().add_mentions(&Actor::system(), "foro", mentions).await.unwrap();
        self.engine.find().index_caught_up().await.unwrap();
    }

    async fn count(&self, q: &str) -> u64 {
        self.engine.find().index_caught_up().await.unwrap();
        let q = q.to_owned();
        let (sort, cursor, facets) = (Sort::Newest, None, Vec::new());
        let request = SearchRequest { q, sort, limit: 10, cursor, facets };
        self.engine.find().search(&request).await.unwrap().total
    }
}

#[tokio::test]
async fn a_store_restored_to_an_earlier_moment_is_found_as_it_is_now() {
    let mut house = House::build(false).await;
    house.say("uno").await;
    house.say("dos").await;
    house
        .restart_after(false, |dir| {
            fs::copy(dir.join("plaza.db"), dir.join("saved")).unwrap();
        })
        .await;
    assert!(!house.engine.find().index_was_foreign());
    house.say("viejo").await;
    assert_eq!((house.count("viejo").await, house.count("").await), (1, 3));
    house
        .restart_after(false, |dir| {
            fs::rename(dir.join("saved"), dir.join("plaza.db")).unwrap();
        })
        .await;
    // Nothing new yet, and then as many changes as before: the same revision, another history.
    assert_eq!((house.count("viejo").await, house.count("").await), (0, 2));
    assert!(house.engine.find().index_was_foreign());
    house.say("nuevo").await;
    assert_eq!((house.count("viejo").await, house.count("nuevo").await), (0, 1));
    house.restart(false).await;
    assert_eq!((house.count("nuevo").await, house.count("").await), (1, 3));
    assert!(!house.engine.find().index_was_foreign(), "once is enough");
    assert!(house.engine.find().index_is_ours().await.unwrap());
}

#[tokio::test]
async fn a_restored_store_that_came_to_the_same_revision_is_told_from_the_old_one() {
    let mut house = House::build(false).await;
    house.say("uno").await;
    house
        .restart_after(false, |dir| {
            fs::copy(dir.join("plaza.db"), dir.join("saved")).unwrap();
        })
        .await;
    house.say("viejo").await;
    let revision = house.engine.store().revision().await.unwrap();
    house
        .restart_after(false, |dir| {
            fs::rename(dir.join("index"), dir.join("old-index")).unwrap();
            fs::rename(dir.join("saved"), dir.join("plaza.db")).unwrap();
        })
        .await;
    house.say("nuevo").await;
    assert_eq!(house.engine.store().revision().await.unwrap(), revision);
    house
        .restart_after(false, |dir| {
            fs::remove_dir_all(dir.join("index")).unwrap();
            fs::rename(dir.join("old-index"), dir.join("index")).unwrap();
        })
        .await;
    assert_eq!((house.count("viejo").await, house.count("nuevo").await), (0, 1));
    assert!(house.engine.find().index_was_foreign());
}

#[tokio::test]
async fn a_store_that_is_replaced_under_a_running_plaza_is_noticed() {
    let house = House::build(false).await;
    house.say("uno").await;
    house.tamper("delete from index_mark");
    until("the index is built anew", async || house.engine.find().index_was_foreign()).await;
    house.say("dos").await;
    assert_eq!((house.count("").await, house.count("uno").await), (2, 1));
}

#[tokio::test]
async fn an_index_of_an_earlier_version_is_built_anew_once() {
    let mut house = House::build(false).await;
    house.say("uno").await;
    house
        .restart_after(false, |dir| {
            let index = SearchIndex::open(&dir.join("index"), OpenOptions::default()).unwrap();
            let mut writer = index.writer().unwrap();
            let revision = writer.watermark();
            writer.commit(revision).unwrap();
        })
        .await;
    assert_eq!(house.count("uno").await, 1);
    assert!(house.engine.find().index_was_foreign());
    house.restart(false).await;
    assert_eq!(house.count("uno").await, 1);
    assert!(!house.engine.find().index_was_foreign());
}
