use std::collections::BTreeMap;

use plaza_core::Rejected;
use plaza_store::{Batch, NewSource, SourceUpdate, StoreError};

use crate::house::{HOSTILE, HOUR, House, NOW, batch, forum, new_row, on_both_databases, said};

on_both_databases! {
    a_source_is_kept_changed_and_removed,
    two_sources_of_one_place_share_it,
    a_due_source_is_taken_once,
    many_workers_never_share_a_source,
    success_and_failure_are_recorded,
    days_add_up,
    imports_get_a_source,
    hostile_names_are_plain_data,
}

async fn a_source_is_kept_changed_and_removed(house: House) {
    let store = &house.store;
    let source = store.create_source(&forum("Forum"), NOW).await.unwrap();
    assert_eq!(store.source(source.id).await.unwrap(), Some(source.clone()));
    assert_eq!((source.kind.as_str(), source.place.as_str()), ("rss", "forum.example"));
    assert_eq!(source.next_run_at, NOW);
    let taken = store.create_source(&forum("Forum"), NOW).await;
    assert!(matches!(taken, Err(StoreError::Duplicate(_))), "{taken:?}");

    let update = SourceUpdate {
        name: Some("Plaza".to_owned()),
        config: Some(BTreeMap::from([("token".to_owned(), "sealed:abc".to_owned())])),
        allowed_host: Some(Some("127.0.0.1:80".to_owned())),
        interval_s: Some(300),
        paused: Some(true),
    };
    let changed = store.update_source(source.id, &update).await.unwrap();
    assert_eq!(changed.name, "Plaza");
    assert_eq!(changed.config["token"], "sealed:abc");
    assert_eq!(changed.allowed_host.as_deref(), Some("127.0.0.1:80"));
    assert!(changed.paused);
    let same = store.update_source(source.id, &SourceUpdate::default()).await.unwrap();
    assert_eq!(same, changed);
    let cleared = SourceUpdate { allowed_host: Some(None), ..SourceUpdate::default() };
    assert_eq!(store.update_source(source.id, &cleared).await.unwrap().allowed_host, None);

    let other = store.create_source(&forum("Other"), NOW).await.unwrap();
    let taken = SourceUpdate { name: Some("Plaza".to_owned()), ..SourceUpdate::default() };
    let taken = store.update_source(other.id, &taken).await;
    assert!(matches!(taken, Err(StoreError::Duplicate(_))), "{taken:?}");

    store.delete_source(source.id, NOW).await.unwrap();
    assert_eq!(store.source(source.id).await.unwrap(), None);
    assert_eq!(store.sources().await.unwrap(), [other]);
    let gone = store.delete_source(source.id, NOW).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    let gone = store.update_source(source.id, &SourceUpdate::default()).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    // The name is free again.
    store.create_source(&forum("Plaza"), NOW).await.unwrap();
}

async fn two_sources_of_one_place_share_it(house: House) {
    let store = &house.store;
    let one = store.create_source(&forum("one"), NOW).await.unwrap();
    let two = store.create_source(&forum("two"), NOW).await.unwrap();
    assert_eq!(one.place_id, two.place_id);
    let elsewhere = NewSource { place: "other.example".to_owned(), ..forum("three") };
    let three = store.create_source(&elsewhere, NOW).await.unwrap();
    assert_ne!(one.place_id, three.place_id);

    let batch = Batch { cursor: Some("page 2".to_owned()), ..batch(&three) };
    store.save_batch(&batch).await.unwrap();
    store.move_source(three.id, "forum.example").await.unwrap();
    let moved = store.source(three.id).await.unwrap().unwrap();
    assert_eq!((moved.place_id, moved.cursor), (one.place_id, None));

    // A removed source leaves its mentions, under its name.
    let id = store.reserve_ids(1).await.unwrap();
    let new = vec![new_row(id, said("a", "hello"))];
    store.save_batch(&Batch { new, ..crate::house::batch(&two) }).await.unwrap();
    store.delete_source(two.id, NOW).await.unwrap();
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!((mention.source_name.as_str(), mention.place_id), ("two", one.place_id));
}

async fn a_due_source_is_taken_once(house: House) {
    let store = &house.store;
    let first = store.create_source(&forum("first"), NOW).await.unwrap();
    let second = store.create_source(&forum("second"), NOW + 1).await.unwrap();
    let asked = NewSource { interval_s: 0, ..forum("only when asked") };
    store.create_source(&asked, NOW).await.unwrap();
    let paused = store.create_source(&forum("paused"), NOW).await.unwrap();
    let pause = SourceUpdate { paused: Some(true), ..SourceUpdate::default() };
    store.update_source(paused.id, &pause).await.unwrap();

    let at = NOW + 10;
    let claimed = store.claim_due_source(at, HOUR).await.unwrap().unwrap();
    assert_eq!(claimed.id, first.id);
    assert_eq!((claimed.next_run_at, claimed.last_started_at), (at + HOUR, Some(at)));
    assert_eq!(store.claim_due_source(at, HOUR).await.unwrap().unwrap().id, second.id);
    assert_eq!(store.claim_due_source(at, HOUR).await.unwrap(), None);
    // Whoever had it is gone.
    assert_eq!(store.claim_due_source(at + HOUR, HOUR).await.unwrap().unwrap().id, first.id);
    store.source_started(second.id, at, 3 * HOUR).await.unwrap();
    assert_eq!(store.claim_due_source(at + HOUR, HOUR).await.unwrap(), None);
}

async fn many_workers_never_share_a_source(house: House) {
    for name in 0..10 {
        house.store.create_source(&forum(&name.to_string()), NOW).await.unwrap();
    }
    let workers: Vec<_> = (0..40)
        .map(|_| {
            let store = house.store.clone();
            tokio::spawn(async move { store.claim_due_source(NOW, HOUR).await.unwrap() })
        })
        .collect();
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.unwrap().map(|source| source.id));
    }
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), 10, "each source was taken, and by one worker");
}

async fn success_and_failure_are_recorded(house: House) {
    let store = &house.store;
    let id = house.source().await.id;
    store.source_failed(id, NOW, "rate limited", NOW + HOUR).await.unwrap();
    store.source_failed(id, NOW + 1, "gone", NOW + HOUR).await.unwrap();
    let source = store.source(id).await.unwrap().unwrap();
    assert_eq!((source.failures, source.last_error.as_deref()), (2, Some("gone")));
    assert_eq!((source.last_error_at, source.next_run_at), (Some(NOW + 1), NOW + HOUR));
    store.source_succeeded(id, NOW + 2, NOW + 3).await.unwrap();
    let source = store.source(id).await.unwrap().unwrap();
    assert_eq!((source.failures, source.last_error), (0, None));
    assert_eq!((source.last_success_at, source.next_run_at), (Some(NOW + 2), NOW + 3));
}

async fn days_add_up(house: House) {
    let store = &house.store;
    let source = house.source().await;
    house.add(vec![said("a", "one"), said("b", "two")]).await;
    let b = house.store.known(source.place_id, &["b"]).await.unwrap()["b"].id;
    house.edit(b, said("b", "two, edited")).await;
    house.delete("a").await;
    let rejected = Rejected { origin: "line 3".into(), reason: "no text".into(), raw: "{}".into() };
    let tomorrow = NOW + 24 * HOUR;
    let next = Batch { rejected: vec![rejected], now: tomorrow, ..batch(&source) };
    store.save_batch(&next).await.unwrap();
    // Nothing happened: no day.
    store.save_batch(&Batch { now: NOW + 96 * HOUR, ..batch(&source) }).await.unwrap();

    let days = store.coverage(source.id, 30).await.unwrap();
    let seen: Vec<_> = days
        .iter()
        .map(|d| (d.day.as_str(), d.collected, d.edited, d.deleted, d.quarantined))
        .collect();
    assert_eq!(seen, [("2026-01-31", 2, 1, 1, 0), ("2026-02-01", 0, 0, 0, 1)]);
    assert_eq!(store.coverage(source.id, 1).await.unwrap()[0].day, "2026-02-01");
}

async fn imports_get_a_source(house: House) {
    let store = &house.store;
    let made = store.import_source("survey", NOW).await.unwrap();
    assert_eq!((made.kind.as_str(), made.place.as_str()), ("file", "import:survey"));
    assert_eq!(store.import_source("survey", NOW + 1).await.unwrap(), made);
    assert_eq!(store.claim_due_source(NOW + HOUR, HOUR).await.unwrap(), None);
    store.create_source(&forum("forum"), NOW).await.unwrap();
    let taken = store.import_source("forum", NOW).await;
    assert!(matches!(taken, Err(StoreError::Duplicate(_))), "{taken:?}");
}

async fn hostile_names_are_plain_data(house: House) {
    for text in HOSTILE {
        let new = NewSource {
            config: BTreeMap::from([(text.to_owned(), text.to_owned())]),
            place: text.to_owned(),
            allowed_host: Some(text.to_owned()),
            ..forum(text)
        };
        let made = house.store.create_source(&new, NOW).await.unwrap();
        let found = house.store.source_by_name(text).await.unwrap().unwrap();
        assert_eq!(found, made);
        assert_eq!((found.place.as_str(), found.config[text].as_str()), (text, text));
    }
    assert_eq!(house.store.sources().await.unwrap().len(), HOSTILE.len());
}
