//! Sources that are archived, come back, or are deleted with their mentions.

use std::collections::BTreeMap;

use plaza_core::{MentionId, SourceId};
use plaza_store::listen::{Batch, NewSource, RemovalStep, Source};
use plaza_store::{Action, StoreError};

use crate::house::{HOUR, House, NOW, act, batch, by, forum, new_row, on_both_databases, said};

on_both_databases! {
    an_archived_source_keeps_its_name_and_comes_back,
    a_new_source_adopts_an_archived_one,
    a_removed_source_takes_its_mentions_along,
    what_a_neighbor_has_too_stays,
    what_came_before_anybody_noted_it_stays_for_a_neighbor,
    nothing_comes_in_for_a_source_that_was_deleted,
    an_answered_mention_keeps_its_place,
}

async fn archive(house: &House, id: SourceId) {
    let kept = BTreeMap::from([("url".to_owned(), "https://forum.example/".to_owned())]);
    house.store.listen().archive_source(id, &kept, &by(NOW)).await.unwrap();
}

/// Removes a source to the end, `limit` mentions at a time.
async fn remove(house: &House, id: SourceId, limit: i64) -> (i64, i64) {
    house.store.listen().remove_source(id, &act(Action::SourceRemove, NOW)).await.unwrap();
    go_on(house, id, limit).await
}

async fn go_on(house: &House, id: SourceId, limit: i64) -> (i64, i64) {
    let act = act(Action::SourceRemoved, NOW + HOUR);
    for _ in 0..100 {
        match house.store.listen().removal_step(id, limit, &act).await.unwrap() {
            RemovalStep::Ended { taken, passed_on } => return (taken, passed_on),
            RemovalStep::Went => {}
            RemovalStep::Overtaken => panic!("nobody else works here"),
        }
    }
    panic!("it never ends")
}

/// New mentions of a source.
async fn bring(house: &House, source: &Source, ids: &[&str]) -> Vec<MentionId> {
    let reserved = house.store.reserve_ids(ids.len()).await.unwrap();
    let rows =
        ids.iter().zip(&reserved).map(|(external, id)| new_row(*id, said(external, external)));
    let new = Batch { new: rows.collect(), ..batch(source) };
    house.store.listen().save_batch(&new).await.unwrap();
    reserved
}

async fn an_archived_source_keeps_its_name_and_comes_back(house: House) {
    let (store, source) = (&house.store, house.source().await);
    let id = house.say("a", "hola").await;
    archive(&house, source.id).await;
    assert!(store.listen().sources().await.unwrap().is_empty());
    let named = store.listen().named_sources().await.unwrap();
    assert_eq!((named[0].name.as_str(), named[0].archived_at), ("forum", Some(NOW)));
    assert_eq!(store.mention(id).await.unwrap().unwrap().source_name, "forum");
    // What it would have brought meanwhile is missing.
    assert_eq!(store.listen().gaps(0, NOW + HOUR).await.unwrap().len(), 1);
    let back =
        store.listen().bring_back_source(source.id, false, &by(NOW + 5)).await.unwrap().value;
    assert_eq!((back.archived_at, back.next_run_at, back.paused), (None, NOW + 5, false));
    assert_eq!(back.config["url"], "https://forum.example/");
    let twice = store.listen().bring_back_source(source.id, false, &by(NOW)).await;
    assert!(matches!(twice, Err(StoreError::NotFound)), "{twice:?}");
}

async fn a_new_source_adopts_an_archived_one(house: House) {
    let (store, source) = (&house.store, house.source().await);
    house.say("a", "hola").await;
    archive(&house, source.id).await;
    let at_place = store.listen().archived_at_place("rss", "forum.example").await.unwrap();
    assert_eq!(at_place.iter().map(|source| source.id).collect::<Vec<_>>(), [source.id]);
    let config = BTreeMap::from([("url".to_owned(), "https://forum.example/new".to_owned())]);
    let new = NewSource { adopts: Some(source.id), config, ..forum("El foro") };
    let adopted = store.listen().create_source(&new, &by(NOW + 9)).await.unwrap().value;
    assert_eq!((adopted.id, adopted.name.as_str()), (source.id, "El foro"));
    assert_eq!((adopted.version, adopted.config["url"].as_str()), (3, "https://forum.example/new"));
    let mention = store.mentions(&[1.into()]).await.unwrap().remove(0);
    assert_eq!(mention.source_name, "El foro");
    let again = store.listen().create_source(&new, &by(NOW)).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
}

async fn a_removed_source_takes_its_mentions_along(house: House) {
    let (store, source) = (&house.store, house.source().await);
    let ids = bring(&house, &source, &["a", "b", "c", "d", "e"]).await;
    house.delete("e").await;
    let elsewhere = NewSource { place: "other.example".to_owned(), ..forum("other") };
    let other = store.listen().create_source(&elsewhere, &by(NOW)).await.unwrap().value;
    let stays = bring(&house, &other, &["a"]).await[0];
    let before = store.revision().await.unwrap();
    assert_eq!(remove(&house, source.id, 2).await, (4, 0));
    assert_eq!(store.docs_count().await.unwrap(), 1);
    let gone = store.mention(ids[0]).await.unwrap().unwrap();
    assert_eq!((gone.text.as_str(), gone.author_id), ("", None));
    assert_eq!(store.mention(stays).await.unwrap().unwrap().text, "a");
    // The index hears of each.
    let changes = store.find().changes_since(before, 100).await.unwrap();
    assert_eq!(changes.iter().filter(|change| change.deleted).count(), 4);
    assert!(store.listen().named_source(source.id).await.unwrap().is_none());
    assert_eq!(store.listen().removal_due().await.unwrap(), None);
    let line = store.audit_log(None, 1).await.unwrap().remove(0);
    assert_eq!((line.action.as_str(), line.detail["taken"].as_i64()), ("source.removed", Some(4)));
    // The name and the ids are free.
    let again = house.source().await;
    assert_ne!(again.id, source.id);
    let known = store.listen().known(again.place_id, again.id, &["a", "e"]).await.unwrap();
    assert!(known.is_empty(), "{known:?}");
    bring(&house, &again, &["a", "e"]).await;
    assert_eq!(store.docs_count().await.unwrap(), 3);
}

async fn what_a_neighbor_has_too_stays(house: House) {
    let (store, one) = (&house.store, house.source().await);
    let two = store.listen().create_source(&forum("two"), &by(NOW)).await.unwrap().value;
    let ids = bring(&house, &one, &["a", "b", "c"]).await;
    for _ in 0..2 {
        let seen = Batch { seen: vec![ids[1], ids[2]], ..batch(&two) };
        store.listen().save_batch(&seen).await.unwrap();
    }
    assert_eq!(store.listen().source_burden(one.id).await.unwrap().neighbors, 1);
    assert_eq!(remove(&house, one.id, 2).await, (1, 2));
    let views = store.mentions(&ids).await.unwrap();
    let told: Vec<(&str, i64)> =
        views.iter().map(|view| (view.text.as_str(), view.source_id.get())).collect();
    let (one, two) = (one.id.get(), two.id.get());
    assert_eq!(told, [("", one), ("b", two), ("c", two)]);
    // The last source of the place takes them along.
    assert_eq!(remove(&house, two.into(), 2).await, (2, 0));
    assert_eq!(store.docs_count().await.unwrap(), 0);
}

async fn what_came_before_anybody_noted_it_stays_for_a_neighbor(house: House) {
    let (store, one) = (&house.store, house.source().await);
    let two = store.listen().create_source(&forum("two"), &by(NOW)).await.unwrap().value;
    let ids = bring(&house, &one, &["a", "b"]).await;
    house.tamper("update meta set value = '1' where meta_key = 'seen_since'").await;
    assert_eq!(remove(&house, one.id, 9).await, (1, 1));
    let first = store.mention(ids[0]).await.unwrap().unwrap();
    assert_eq!((first.source_id, first.text.as_str()), (two.id, "a"));
}

async fn nothing_comes_in_for_a_source_that_was_deleted(house: House) {
    let (store, source) = (&house.store, house.source().await);
    archive(&house, source.id).await;
    let id = store.reserve_ids(1).await.unwrap()[0];
    let late = Batch { new: vec![new_row(id, said("late", "tarde"))], ..batch(&source) };
    let refused = store.listen().save_batch(&late).await;
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    assert_eq!(store.docs_count().await.unwrap(), 0);
}

async fn an_answered_mention_keeps_its_place(house: House) {
    let source = house.source().await;
    let ids = bring(&house, &source, &["a", "b"]).await;
    house
        .tamper(
            "insert into reply (id, mention_id, text, state, reply_key, mention_input_hash, created_at,
             updated_at) values (1, 1, 'Gracias', 'sent', 'k', 7, 8, 9)",
        )
        .await;
    assert_eq!(house.store.listen().source_burden(source.id).await.unwrap().answered, 1);
    assert_eq!(remove(&house, source.id, 9).await, (2, 0));
    let views = house.store.mentions(&ids).await.unwrap();
    assert_eq!((views[0].external_id.as_str(), views[0].text.as_str()), ("a", ""));
    assert_ne!(views[1].external_id, "b");
}
