//! What is deleted where it was said loses its words here.

use plaza_core::{DAY_MS, MentionId, Role};
use plaza_engine::find::SearchRequest;
use plaza_engine::{Actor, EngineError};

use crate::common::{House, NOON, said};

const WORDS: &str = "El xilófono va mal";

async fn found(house: &House) -> u64 {
    house.engine.find().index_caught_up().await.unwrap();
    let request = SearchRequest {
        q: "xilófono".to_owned(),
        sort: plaza_search::Sort::Newest,
        limit: 10,
        cursor: None,
        facets: Vec::new(),
    };
    house.engine.find().search(&request).await.unwrap().total
}

/// A mention that was collected and is then deleted where it was said.
async fn deleted(house: &House) -> MentionId {
    house.square.lock().unwrap().pages = vec![vec![said("m1", WORDS)]];
    let source = house.source().await;
    let collect =
        async || house.engine.listen().collect_now(&Actor::system(), source.id).await.unwrap();
    collect().await;
    assert_eq!(found(house).await, 1);
    let id = house.find("m1").await;
    house.square.lock().unwrap().gone = vec!["m1".to_owned()];
    assert_eq!(collect().await.items.deleted, 1);
    assert_eq!(found(house).await, 0, "a tombstone is not found by its words");
    let mention = house.engine.mention(id).await.unwrap();
    assert_eq!((mention.text.as_str(), mention.deleted_at), ("", Some(NOON)));
    id
}

#[tokio::test]
async fn the_words_go_at_once_and_come_back_with_the_mention() {
    let house = House::build(false).await;
    let id = deleted(&house).await;
    let store = house.engine.store();
    assert_eq!(store.listen().kept_words(id).await.unwrap(), None);
    assert_eq!(
        house.engine.listen().wipe_tombstones().await.unwrap(),
        0,
        "nothing is left to take"
    );
    house.square.lock().unwrap().pages.push(vec![said("m1", WORDS)]);
    let source = store.listen().sources().await.unwrap().remove(0).id;
    house.engine.listen().collect_now(&Actor::system(), source).await.unwrap();
    let mention = house.engine.mention(id).await.unwrap();
    assert_eq!((mention.text.as_str(), mention.deleted_at), (WORDS, None));
    assert!(mention.insight.is_some(), "it is read anew");
    assert_eq!(found(&house).await, 1);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_house_that_keeps_words_shows_them_to_few_and_not_for_ever() {
    let house = House::keeping(7 * DAY_MS).await;
    let id = deleted(&house).await;
    let listen = house.engine.listen();
    let manager = Actor { role: Role::Manager, ..Actor::system() };
    let kept = listen.kept_words(&manager, id).await.unwrap().unwrap();
    assert_eq!((kept.text.as_str(), kept.until), (WORDS, NOON + 7 * DAY_MS));
    for role in [Role::CommunityManager, Role::Analyst, Role::RAndD, Role::Viewer] {
        let refused = listen.kept_words(&Actor { role, ..Actor::system() }, id).await;
        assert!(matches!(refused, Err(EngineError::Forbidden(_))), "{role:?}");
    }
    house.clock.advance(7 * DAY_MS - 1);
    assert_eq!(listen.wipe_tombstones().await.unwrap(), 0);
    assert!(listen.kept_words(&manager, id).await.unwrap().is_some());
    house.clock.advance(1);
    assert_eq!(listen.kept_words(&manager, id).await.unwrap(), None, "its time is over");
    assert_eq!(listen.wipe_tombstones().await.unwrap(), 1);
    assert_eq!(house.engine.store().listen().kept_words(id).await.unwrap(), None);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn what_an_earlier_version_kept_goes_in_the_background() {
    let mut house = House::build(false).await;
    house.square.lock().unwrap().pages = vec![vec![said("m1", WORDS)]];
    let source = house.source().await;
    house.engine.listen().collect_now(&Actor::system(), source.id).await.unwrap();
    let id = house.find("m1").await;
    house.tamper("update mention set deleted_at = 1");
    assert!(house.engine.store().listen().kept_words(id).await.unwrap().is_some());
    house.restart(true).await;
    crate::common::until("the words are gone", async || {
        house.engine.store().listen().kept_words(id).await.unwrap().is_none()
    })
    .await;
    house.engine.shutdown().await;
}
