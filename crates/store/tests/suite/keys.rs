//! Keys that seal: which one does, and how it is replaced or given up.

use std::collections::BTreeMap;

use plaza_store::listen::{NewSource, SourceUpdate};
use plaza_store::{Action, Resealed, StoreError};

use crate::house::{House, NOW, act, by, forum, on_both_databases};

on_both_databases! {
    a_new_key_seals_everything_or_nothing,
    secrets_that_are_given_up_are_gone_and_the_next_key_may_seal,
}

async fn a_new_key_seals_everything_or_nothing(house: House) {
    let store = &house.store;
    let sealed = |value: &str| BTreeMap::from([("token".to_owned(), value.to_owned())]);
    for name in ["one", "two"] {
        let new =
            NewSource { config: sealed("old"), sealed_with: Some("k1".to_owned()), ..forum(name) };
        store.listen().create_source(&new, &by(NOW)).await.unwrap();
    }
    store.listen().create_source(&forum("no secret"), &by(NOW)).await.unwrap();
    let rotation = act(Action::SecretsRotate, NOW);
    let reseal = |kind: &str, config: &mut BTreeMap<String, String>| {
        assert_eq!(kind, "rss");
        let Some(token) = config.get_mut("token") else { return Resealed::default() };
        *token = "new".to_owned();
        Resealed { secrets: 1, ..Resealed::default() }
    };
    let done = store.reseal(("k1", "k2"), &rotation, &reseal).await.unwrap().value;
    assert_eq!((done.sources, done.secrets, done.unreadable), (2, 2, 0));
    for name in ["one", "two"] {
        let source = store.listen().source_by_name(name).await.unwrap().unwrap();
        assert_eq!(source.config["token"], "new");
    }
    assert!(
        store.is_key_retired("k1").await.unwrap() && !store.is_key_retired("k2").await.unwrap()
    );
    assert_eq!(store.audit_log(None, 9).await.unwrap()[0].action, "secrets.rotate");

    // Whoever still has the old key is refused, and nothing changes.
    let late = store.reseal(("k1", "k2"), &rotation, &reseal).await;
    assert!(matches!(late, Err(StoreError::KeyRetired)), "{late:?}");
    let one = store.listen().source_by_name("one").await.unwrap().unwrap();
    let old = |key: &str| SourceUpdate {
        config: Some(sealed("stale")),
        sealed_with: Some(key.to_owned()),
        ..SourceUpdate::default()
    };
    let late = store.listen().update_source(one.id, &old("k1"), &by(NOW)).await;
    assert!(matches!(late, Err(StoreError::KeyRetired)), "{late:?}");
    let late = NewSource { sealed_with: Some("k1".to_owned()), ..forum("three") };
    let late = store.listen().create_source(&late, &by(NOW)).await;
    assert!(matches!(late, Err(StoreError::KeyRetired)), "{late:?}");
    assert_eq!(store.listen().source(one.id).await.unwrap().unwrap().config["token"], "new");
    // So is one that seals with a key of its own.
    let stranger = store.listen().update_source(one.id, &old("k3"), &by(NOW)).await;
    assert!(matches!(stranger, Err(StoreError::KeyRetired)), "{stranger:?}");
    store.listen().update_source(one.id, &old("k2"), &by(NOW)).await.unwrap();
}

async fn secrets_that_are_given_up_are_gone_and_the_next_key_may_seal(house: House) {
    let store = &house.store;
    let config = BTreeMap::from([
        ("token".to_owned(), "lost".to_owned()),
        ("url".to_owned(), "https://forum.example".to_owned()),
    ]);
    store.note_key("k1").await.unwrap();
    let sealed_with = Some("k1".to_owned());
    let new = NewSource { config, sealed_with, ..forum("one") };
    store.listen().create_source(&new, &by(NOW)).await.unwrap();
    store.listen().create_source(&forum("no secret"), &by(NOW)).await.unwrap();
    let act = act(Action::SecretsForget, NOW);
    let forget = |kind: &str, config: &mut BTreeMap<String, String>| {
        assert_eq!(kind, "rss");
        usize::from(config.remove("token").is_some())
    };
    let done = store.forget_secrets(&act, &forget).await.unwrap().value;
    assert_eq!(done, ["one"]);
    let one = store.listen().source_by_name("one").await.unwrap().unwrap();
    assert_eq!(one.config.keys().collect::<Vec<_>>(), ["url"]);
    assert_eq!(store.key_id().await.unwrap(), None);
    let late = NewSource { sealed_with: Some("k2".to_owned()), ..forum("two") };
    store.listen().create_source(&late, &by(NOW)).await.unwrap();
}
