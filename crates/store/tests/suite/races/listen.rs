//! Sources and deliveries at the same moment.

use std::collections::BTreeMap;

use plaza_core::{Seen, SourceId};
use plaza_store::StoreError;
use plaza_store::listen::{ImportState, ImportWay, NewImport, SourceUpdate};

use super::{at_once, is_stale, is_taken, races, twice, winner};
use crate::house::{House, NOW, by, forum};

races! {
    two_edits_of_one_source,
    new_settings_and_a_fresh_token,
    a_deletion_and_an_edit_of_a_source,
    one_name_for_two_sources,
    one_import_begun_twice,
    one_import_taken_back_twice,
    one_back_fill_begun_twice,
    one_delivery_twice,
}

async fn source(house: &House, name: &str) -> SourceId {
    house.store.listen().create_source(&forum(name), &by(NOW)).await.unwrap().value.id
}

async fn two_edits_of_one_source(house: &House, n: usize) {
    let id = source(house, &format!("s{n}")).await;
    let results = twice(house, |store, who| async move {
        let name = Some(format!("s{n} de {who}"));
        let update = SourceUpdate { name, ..SourceUpdate::default() };
        store.listen().update_source(Seen::at(id, 1), &update, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let kept = house.store.listen().source(id).await.unwrap().unwrap();
    assert_eq!((kept.name, kept.version), (format!("s{n} de {who}"), 2));
}

/// The settings that were read are changed by one of them alone; the other reads them again.
async fn new_settings_and_a_fresh_token(house: &House, n: usize) {
    let id = source(house, &format!("s{n}")).await;
    let before = house.store.listen().source(id).await.unwrap().unwrap().config;
    let with = |key: &str| {
        let mut config = before.clone();
        config.insert(key.to_owned(), "new".to_owned());
        let config_was = Some(before.clone());
        SourceUpdate { config: Some(config), config_was, ..SourceUpdate::default() }
    };
    let (settings, token) = (with("selector"), with("token"));
    let (person, platform) = (house.store.clone(), house.store.clone());
    let (saved, refreshed) = at_once(
        async move {
            let done = person.listen().update_source(Seen::at(id, 1), &settings, &by(NOW)).await;
            done.map(drop)
        },
        async move { platform.listen().refresh_source(id, &token).await },
    )
    .await;
    let (who, ()) = winner([saved, refreshed], |error| matches!(error, StoreError::Conflict));
    let kept = house.store.listen().source(id).await.unwrap().unwrap().config;
    assert!(kept.contains_key(["selector", "token"][who]), "{kept:?}");
}

async fn a_deletion_and_an_edit_of_a_source(house: &House, n: usize) {
    let id = source(house, &format!("s{n}")).await;
    let (deleting, editing) = (house.store.clone(), house.store.clone());
    let results = at_once(
        async move {
            let settings = BTreeMap::new();
            deleting.listen().archive_source(Seen::at(id, 1), &settings, &by(NOW)).await.map(drop)
        },
        async move {
            let update = SourceUpdate { paused: Some(true), ..SourceUpdate::default() };
            let done = editing.listen().update_source(Seen::at(id, 1), &update, &by(NOW)).await;
            done.map(drop)
        },
    )
    .await;
    let is_refusal = |error: &StoreError| is_stale(error) || matches!(error, StoreError::NotFound);
    let (who, ()) = winner([results.0, results.1], is_refusal);
    assert_eq!(house.store.listen().source(id).await.unwrap().is_some(), who == 1);
}

async fn one_name_for_two_sources(house: &House, n: usize) {
    let results = twice(house, |store, _| async move {
        store.listen().create_source(&forum(&format!("s{n}")), &by(NOW)).await.map(drop)
    })
    .await;
    winner(results, is_taken);
}

async fn one_import_begun_twice(house: &House, n: usize) {
    let results = twice(house, |store, _| async move {
        store.listen().import_source(&format!("i{n}"), NOW).await.map(|source| source.id)
    })
    .await;
    let [a, b] = results.map(Result::unwrap);
    assert_eq!(a, b);
}

async fn one_import_taken_back_twice(house: &House, n: usize) {
    let source_id = source(house, &format!("s{n}")).await;
    let new = NewImport { source_id, origin: "f.csv", via: ImportWay::Board, layout: "" };
    let import = house.store.listen().begin_import(&new, &by(NOW)).await.unwrap();
    let results = twice(house, |store, _| async move {
        let seen = Seen::at(import, 1);
        store.listen().undo_import(seen, false, &by(NOW)).await.map(drop)
    })
    .await;
    winner(results, is_stale);
    let state = house.store.listen().import(import).await.unwrap().unwrap().state;
    assert_eq!(state, ImportState::Undoing);
}

async fn one_back_fill_begun_twice(house: &House, n: usize) {
    let id = source(house, &format!("s{n}")).await;
    let results = twice(house, |store, who| async move {
        let back_to = i64::try_from(who).unwrap();
        store.listen().start_backfill(id, back_to, &by(NOW)).await
    })
    .await;
    results.into_iter().for_each(|begun| assert!(begun.is_ok(), "{begun:?}"));
    let kept = house.ask(&format!("select count(*) from backfill where source_id = {id}")).await;
    assert_eq!(kept, ["1"]);
}

async fn one_delivery_twice(house: &House, n: usize) {
    let id = house.source().await.id;
    let results = twice(house, |store, _| async move {
        store.listen().remember_delivery(id, &n.to_string(), NOW, NOW + 1).await.unwrap()
    })
    .await;
    assert!(results[0] != results[1], "one of them was the first: {results:?}");
}
