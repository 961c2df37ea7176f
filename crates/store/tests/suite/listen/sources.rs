//! Sources, their turns, gaps and pasts.

use std::collections::BTreeMap;

use plaza_core::{FailureKind, Millis, Quota, Rejected, SourceId};
use plaza_store::StoreError;
use plaza_store::listen::{
    BackfillState, BackfillStep, Batch, Claim, Gap, GapCause, GapEnd, NewSource, Source,
    SourceFailure, SourceSuccess, SourceUpdate,
};

use crate::house::{HOSTILE, HOUR, House, NOW, batch, by, forum, new_row, on_both_databases, said};

on_both_databases! {
    a_source_is_kept_changed_and_removed,
    two_sources_of_one_place_share_it,
    a_due_source_is_taken_once,
    many_workers_never_share_a_source,
    sources_of_one_host_take_turns,
    what_somebody_asks_for_goes_first,
    gaps_are_opened_once_and_closed_or_forgotten,
    the_past_comes_after_the_news,
    a_page_of_the_past_moves_the_back_fill_with_its_mentions,
    success_and_failure_are_recorded,
    days_add_up,
    imports_get_a_source,
    hostile_names_are_plain_data,
    settings_that_somebody_else_has_changed_are_not_replaced,
}

async fn a_source_is_kept_changed_and_removed(house: House) {
    let store = &house.store;
    let source = store.listen().create_source(&forum("Forum"), &by(NOW)).await.unwrap().value;
    assert_eq!(store.listen().source(source.id).await.unwrap(), Some(source.clone()));
    assert_eq!((source.kind.as_str(), source.place.as_str()), ("rss", "forum.example"));
    assert_eq!(source.next_run_at, NOW);
    let taken = store.listen().create_source(&forum("Forum"), &by(NOW)).await;
    assert!(matches!(taken, Err(StoreError::Duplicate(_))), "{taken:?}");

    let update = SourceUpdate {
        name: Some("Plaza".to_owned()),
        config: Some(BTreeMap::from([("token".to_owned(), "sealed:abc".to_owned())])),
        config_was: Some(source.config),
        allowed_host: Some(Some("127.0.0.1:80".to_owned())),
        interval_s: Some(300),
        adaptive: Some(true),
        host: Some("plaza.example".to_owned()),
        paused: Some(true),
        due_at: Some(NOW + 9),
        sealed_with: None,
    };
    let changed = store.listen().update_source(source.id, &update, &by(NOW)).await.unwrap().value;
    assert_eq!(changed.name, "Plaza");
    assert_eq!(changed.config["token"], "sealed:abc");
    assert_eq!(changed.allowed_host.as_deref(), Some("127.0.0.1:80"));
    assert!(changed.paused && changed.adaptive);
    assert_eq!((changed.pace_s, changed.host.as_str()), (300, "plaza.example"));
    assert_eq!(changed.next_run_at, NOW + 9);
    let same = store
        .listen()
        .update_source(source.id, &SourceUpdate::default(), &by(NOW))
        .await
        .unwrap()
        .value;
    assert_eq!(same, Source { version: changed.version + 1, ..changed });
    let cleared = SourceUpdate { allowed_host: Some(None), ..SourceUpdate::default() };
    assert_eq!(
        store
            .listen()
            .update_source(source.id, &cleared, &by(NOW))
            .await
            .unwrap()
            .value
            .allowed_host,
        None
    );

    let other = store.listen().create_source(&forum("Other"), &by(NOW)).await.unwrap().value;
    let taken = SourceUpdate { name: Some("Plaza".to_owned()), ..SourceUpdate::default() };
    let taken = store.listen().update_source(other.id, &taken, &by(NOW)).await;
    assert!(matches!(taken, Err(StoreError::Duplicate(_))), "{taken:?}");

    let kept = BTreeMap::from([("url".to_owned(), "https://forum.example/".to_owned())]);
    store.listen().archive_source(source.id, &kept, &by(NOW)).await.unwrap();
    assert_eq!(store.listen().source(source.id).await.unwrap(), None);
    assert_eq!(store.listen().sources().await.unwrap(), [other]);
    let gone = store.listen().archive_source(source.id, &kept, &by(NOW)).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    let gone = store.listen().update_source(source.id, &SourceUpdate::default(), &by(NOW)).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    // The name stays with its mentions.
    let taken = store.listen().create_source(&forum("Plaza"), &by(NOW)).await;
    assert!(matches!(taken, Err(StoreError::Duplicate(_))), "{taken:?}");
}

async fn two_sources_of_one_place_share_it(house: House) {
    let store = &house.store;
    let one = store.listen().create_source(&forum("one"), &by(NOW)).await.unwrap().value;
    let two = store.listen().create_source(&forum("two"), &by(NOW)).await.unwrap().value;
    assert_eq!(one.place_id, two.place_id);
    let elsewhere = NewSource { place: "other.example".to_owned(), ..forum("three") };
    let three = store.listen().create_source(&elsewhere, &by(NOW)).await.unwrap().value;
    assert_ne!(one.place_id, three.place_id);

    // A removed source leaves its mentions, under its name.
    let id = store.reserve_ids(1).await.unwrap()[0];
    let new = vec![new_row(id, said("a", "hello"))];
    store.listen().save_batch(&Batch { new, ..batch(&two) }).await.unwrap();
    store.listen().archive_source(two.id, &BTreeMap::new(), &by(NOW)).await.unwrap();
    let mention = store.mention(id).await.unwrap().unwrap();
    assert_eq!((mention.source_name.as_str(), mention.place_id), ("two", one.place_id));
}

async fn a_due_source_is_taken_once(house: House) {
    let store = &house.store;
    let first = store.listen().create_source(&forum("first"), &by(NOW)).await.unwrap().value;
    let second = store.listen().create_source(&forum("second"), &by(NOW + 1)).await.unwrap().value;
    let asked = NewSource { interval_s: 0, ..forum("only when asked") };
    store.listen().create_source(&asked, &by(NOW)).await.unwrap();
    let paused = store.listen().create_source(&forum("paused"), &by(NOW)).await.unwrap().value;
    let pause = SourceUpdate { paused: Some(true), ..SourceUpdate::default() };
    store.listen().update_source(paused.id, &pause, &by(NOW)).await.unwrap();

    let at = NOW + 10;
    let claimed = store.listen().claim_due_source(&claim(at, 1)).await.unwrap().unwrap();
    assert_eq!(claimed.id, first.id);
    assert_eq!((claimed.lease_until, claimed.last_started_at), (Some(at + HOUR), Some(at)));
    assert_eq!(store.listen().take_source(first.id, &claim(at, 2)).await.unwrap(), None);
    assert_eq!(
        store.listen().claim_due_source(&claim(at, 3)).await.unwrap().unwrap().id,
        second.id
    );
    assert_eq!(store.listen().claim_due_source(&claim(at, 4)).await.unwrap(), None);
    assert!(store.listen().keep_source(second.id, &claim(at + 9, 3)).await.unwrap());
    // Whoever had the first one is gone; a late word from it changes nothing.
    let again = store.listen().claim_due_source(&claim(at + HOUR, 5)).await.unwrap().unwrap();
    assert_eq!(again.id, first.id);
    assert!(!store.listen().keep_source(first.id, &claim(at + HOUR, 1)).await.unwrap());
    store.listen().source_succeeded(first.id, 1, &success(at + HOUR, NOW)).await.unwrap();
    assert_eq!(store.listen().source(first.id).await.unwrap().unwrap().last_success_at, None);
    assert_eq!(store.listen().claim_due_source(&claim(at + HOUR, 6)).await.unwrap(), None);
    store.listen().release_source(first.id, 5).await.unwrap();
    assert_eq!(
        store.listen().take_source(first.id, &claim(at, 7)).await.unwrap().unwrap().id,
        first.id
    );
}

async fn many_workers_never_share_a_source(house: House) {
    for name in 0..10 {
        house.store.listen().create_source(&forum(&name.to_string()), &by(NOW)).await.unwrap();
    }
    let workers: Vec<_> = (0..40)
        .map(|owner| {
            let store = house.store.clone();
            let claim = Claim { per_host: 100, ..claim(NOW, owner) };
            tokio::spawn(async move { store.listen().claim_due_source(&claim).await.unwrap() })
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
    for (now, error) in [(NOW, "rate limited"), (NOW + 1, "gone")] {
        take(&house, id, now).await;
        store.listen().source_failed(id, OWNER, &failure(now, error)).await.unwrap();
    }
    let source = store.listen().source(id).await.unwrap().unwrap();
    assert_eq!((source.failures, source.last_error.as_deref()), (2, Some("gone")));
    assert_eq!((source.last_error_at, source.next_run_at), (Some(NOW + 1), NOW + HOUR));
    assert_eq!((source.error_kind, source.lease_until), (Some(FailureKind::Transient), None));
    take(&house, id, NOW + 2).await;
    store.listen().source_succeeded(id, OWNER, &success(NOW + 2, NOW + 3)).await.unwrap();
    let source = store.listen().source(id).await.unwrap().unwrap();
    assert_eq!((source.failures, source.last_error, source.error_kind), (0, None, None));
    assert_eq!((source.last_success_at, source.next_run_at), (Some(NOW + 2), NOW + 3));
    let quota = Quota { left: 7, limit: Some(60), resets_at: None, at: NOW };
    store.listen().keep_quota(id, &quota).await.unwrap();
    let source = store.listen().source(id).await.unwrap().unwrap();
    assert_eq!(
        (source.quota_left, source.quota_limit, source.quota_at),
        (Some(7), Some(60), Some(NOW))
    );
}

async fn days_add_up(house: House) {
    let store = &house.store;
    let source = house.source().await;
    house.add(vec![said("a", "one"), said("b", "two")]).await;
    let b = house.store.listen().known(source.place_id, source.id, &["b"]).await.unwrap()["b"].id;
    house.edit(b, said("b", "two, edited")).await;
    house.delete("a").await;
    let rejected = Rejected { origin: "line 3".into(), reason: "no text".into(), raw: "{}".into() };
    let tomorrow = NOW + 24 * HOUR;
    let next = Batch { rejected: vec![rejected], now: tomorrow, ..batch(&source) };
    store.listen().save_batch(&next).await.unwrap();
    // Nothing happened: no day.
    store.listen().save_batch(&Batch { now: NOW + 96 * HOUR, ..batch(&source) }).await.unwrap();

    let days = store.listen().coverage(source.id, 30).await.unwrap();
    let seen: Vec<_> = days
        .iter()
        .map(|d| (d.day.as_str(), d.collected, d.edited, d.deleted, d.quarantined))
        .collect();
    assert_eq!(seen, [("2026-01-31", 2, 1, 1, 0), ("2026-02-01", 0, 0, 0, 1)]);
    assert_eq!(store.listen().coverage(source.id, 1).await.unwrap()[0].day, "2026-02-01");
}

async fn imports_get_a_source(house: House) {
    let store = &house.store;
    let made = store.listen().import_source("survey", NOW).await.unwrap();
    assert_eq!((made.kind.as_str(), made.place.as_str()), ("file", "import:survey"));
    assert_eq!(store.listen().import_source("survey", NOW + 1).await.unwrap(), made);
    assert_eq!(store.listen().claim_due_source(&claim(NOW + HOUR, 1)).await.unwrap(), None);
    store.listen().create_source(&forum("forum"), &by(NOW)).await.unwrap();
    let taken = store.listen().import_source("forum", NOW).await;
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
        let made = house.store.listen().create_source(&new, &by(NOW)).await.unwrap().value;
        let found = house.store.listen().source_by_name(text).await.unwrap().unwrap();
        assert_eq!(found, made);
        assert_eq!((found.place.as_str(), found.config[text].as_str()), (text, text));
    }
    assert_eq!(house.store.listen().sources().await.unwrap().len(), HOSTILE.len());
}

const OWNER: i64 = 77;

fn claim(now: Millis, owner: i64) -> Claim {
    Claim { now, lease_ms: HOUR, owner, per_host: 2 }
}

fn success(now: Millis, next_run_at: Millis) -> SourceSuccess {
    SourceSuccess { now, next_run_at, pace_s: 60, gap: None }
}

fn failure(now: Millis, error: &str) -> SourceFailure {
    SourceFailure {
        now,
        error: error.into(),
        kind: FailureKind::Transient,
        next_run_at: NOW + HOUR,
        not_before: None,
        opens_gap: true,
    }
}

async fn take(house: &House, id: SourceId, now: Millis) {
    house.store.listen().take_source(id, &claim(now, OWNER)).await.unwrap().unwrap();
}

async fn sources_of_one_host_take_turns(house: House) {
    let store = &house.store;
    for name in ["one", "two", "three"] {
        store.listen().create_source(&forum(name), &by(NOW)).await.unwrap();
    }
    let other = NewSource { host: "other.example".to_owned(), ..forum("four") };
    store.listen().create_source(&other, &by(NOW + 1)).await.unwrap();
    let mut taken = Vec::new();
    for owner in 1..=4 {
        let source = store.listen().claim_due_source(&claim(NOW + 5, owner)).await.unwrap();
        taken.extend(source.map(|source| source.name));
    }
    assert_eq!(taken, ["one", "two", "four"], "two at a time of one host");
    let one = store.listen().source_by_name("one").await.unwrap().unwrap();
    store.listen().source_succeeded(one.id, 1, &success(NOW + 6, NOW + HOUR)).await.unwrap();
    let next = store.listen().claim_due_source(&claim(NOW + 6, 9)).await.unwrap().unwrap();
    assert_eq!(next.name, "three");
}

async fn what_somebody_asks_for_goes_first(house: House) {
    let store = &house.store;
    store.listen().create_source(&forum("due"), &by(NOW - HOUR)).await.unwrap();
    let paused = store.listen().create_source(&forum("paused"), &by(NOW)).await.unwrap().value;
    let pause = SourceUpdate { paused: Some(true), ..SourceUpdate::default() };
    store.listen().update_source(paused.id, &pause, &by(NOW)).await.unwrap();
    store.listen().ask_for_source(paused.id, &by(NOW)).await.unwrap();
    let first = store.listen().claim_due_source(&claim(NOW, 1)).await.unwrap().unwrap();
    assert_eq!((first.name.as_str(), first.asked), ("paused", false));
    // A platform that asked to be left alone is, whoever asks.
    let limited = SourceFailure { not_before: Some(NOW + HOUR), ..failure(NOW, "too fast") };
    store.listen().source_failed(paused.id, 1, &limited).await.unwrap();
    store.listen().ask_for_source(paused.id, &by(NOW)).await.unwrap();
    assert_eq!(store.listen().claim_due_source(&claim(NOW, 2)).await.unwrap().unwrap().name, "due");
    assert_eq!(store.listen().claim_due_source(&claim(NOW, 3)).await.unwrap(), None);
    let later = store.listen().claim_due_source(&claim(NOW + HOUR, 4)).await.unwrap().unwrap();
    assert_eq!(later.name, "paused");
    let gone = store.listen().ask_for_source(9_999.into(), &by(NOW)).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
}

async fn gaps_are_opened_once_and_closed_or_forgotten(house: House) {
    let store = &house.store;
    let id = house.source().await.id;
    let all = async || store.listen().gaps(0, Millis::MAX).await.unwrap();
    let failed =
        |from_at, until_at| Gap { source_id: id, cause: GapCause::Failed, from_at, until_at };
    for now in [NOW + 10, NOW + 20] {
        take(&house, id, now).await;
        store.listen().source_failed(id, OWNER, &failure(now, "down")).await.unwrap();
    }
    assert_eq!(all().await, [failed(NOW, None)], "from when it was added, once");
    let pause = SourceUpdate { paused: Some(true), ..SourceUpdate::default() };
    store.listen().update_source(id, &pause, &by(NOW)).await.unwrap();
    assert_eq!(all().await.len(), 1, "one is open already");
    // There is more to fetch: it is not over yet.
    take(&house, id, NOW + 30).await;
    store.listen().source_succeeded(id, OWNER, &success(NOW + 30, NOW + 30)).await.unwrap();
    assert_eq!(all().await, [failed(NOW, None)]);
    take(&house, id, NOW + 40).await;
    let stays = SourceSuccess { gap: Some(GapEnd::Stays(40)), ..success(NOW + 40, NOW) };
    store.listen().source_succeeded(id, OWNER, &stays).await.unwrap();
    assert_eq!(all().await, [failed(NOW, Some(NOW + 40))]);

    // Shorter than a usual pause, and made up for: nothing is missing.
    for gap in [GapEnd::Stays(100), GapEnd::Filled] {
        take(&house, id, NOW + 50).await;
        store.listen().source_failed(id, OWNER, &failure(NOW + 50, "down")).await.unwrap();
        assert_eq!(all().await.len(), 2);
        take(&house, id, NOW + 90).await;
        let end = SourceSuccess { gap: Some(gap), ..success(NOW + 90, NOW) };
        store.listen().source_succeeded(id, OWNER, &end).await.unwrap();
        assert_eq!(all().await, [failed(NOW, Some(NOW + 40))]);
    }

    let missed = Gap {
        source_id: id,
        cause: GapCause::Truncated,
        from_at: NOW + 100,
        until_at: Some(NOW + 200),
    };
    store.listen().add_gap(&missed).await.unwrap();
    store.listen().add_gap(&missed).await.unwrap();
    assert_eq!(
        store.listen().gaps(NOW + 150, NOW + 160).await.unwrap(),
        std::slice::from_ref(&missed)
    );
    // One that grows stays one.
    let grown = Gap { until_at: Some(NOW + 200), from_at: NOW + 60, ..missed };
    store.listen().add_gap(&grown).await.unwrap();
    assert_eq!(store.listen().gaps(NOW + 150, NOW + 160).await.unwrap(), [grown]);
    assert_eq!(store.listen().gaps(NOW + 200, Millis::MAX).await.unwrap(), []);
}

async fn the_past_comes_after_the_news(house: House) {
    let store = &house.store;
    let source = house.source().await;
    assert_eq!(store.listen().backfill(source.id).await.unwrap(), None);
    assert_eq!(store.listen().claim_backfill(&claim(NOW, 1)).await.unwrap(), None);
    store.listen().start_backfill(source.id, NOW - 9 * HOUR, &by(NOW)).await.unwrap();
    take(&house, source.id, NOW).await;
    assert_eq!(
        store.listen().claim_backfill(&claim(NOW, 1)).await.unwrap(),
        None,
        "somebody has it"
    );
    store.listen().source_succeeded(source.id, OWNER, &success(NOW, NOW + HOUR)).await.unwrap();
    let past = store.listen().claim_backfill(&claim(NOW + 1, 2)).await.unwrap().unwrap();
    assert_eq!((past.id, past.last_started_at), (source.id, Some(NOW)));
    assert_eq!(
        store.listen().claim_due_source(&claim(NOW + 2 * HOUR, 3)).await.unwrap().unwrap().id,
        source.id
    );
    store.listen().release_source(source.id, 3).await.unwrap();

    store.listen().stop_backfill(source.id, &by(NOW)).await.unwrap();
    let stopped = store.listen().stop_backfill(source.id, &by(NOW)).await;
    assert!(matches!(stopped, Err(StoreError::NotFound)), "{stopped:?}");
    assert_eq!(store.listen().claim_backfill(&claim(NOW + 9 * HOUR, 4)).await.unwrap(), None);
}

async fn a_page_of_the_past_moves_the_back_fill_with_its_mentions(house: House) {
    let store = &house.store;
    let source = house.source().await;
    let back_to = NOW - 900 * HOUR;
    store.listen().start_backfill(source.id, back_to, &by(NOW)).await.unwrap();
    let page = async |id: &str, is_last: bool| {
        let new = vec![new_row(store.reserve_ids(1).await.unwrap()[0], said(id, id))];
        let step = BackfillStep {
            cursor: Some(id.to_owned()),
            reached_at: Some(NOW - 5 * HOUR),
            seen: 3,
            is_last,
        };
        store
            .listen()
            .save_batch(&Batch { new, backfill: Some(step), ..batch(&source) })
            .await
            .unwrap();
        store.listen().backfill(source.id).await.unwrap().unwrap()
    };
    let one = page("a", false).await;
    assert_eq!((one.state, one.cursor.as_deref()), (BackfillState::Running, Some("a")));
    assert_eq!((one.seen, one.added, one.pages, one.reached_at), (3, 1, 1, Some(NOW - 5 * HOUR)));
    let after = store.listen().source(source.id).await.unwrap().unwrap();
    assert_eq!((after.cursor, after.newest_at), (source.cursor.clone(), Some(NOW - HOUR)));

    store.listen().backfill_failed(source.id, NOW, &"down".into(), Some(NOW + HOUR)).await.unwrap();
    let failed = store.listen().backfill(source.id).await.unwrap().unwrap();
    assert_eq!((failed.failures, failed.error.as_deref()), (1, Some("down")));
    assert_eq!(store.listen().claim_backfill(&claim(NOW + 1, 1)).await.unwrap(), None);
    store.listen().stop_backfill(source.id, &by(NOW)).await.unwrap();
    // The same again goes on; another span, or one that is done, begins anew.
    store.listen().start_backfill(source.id, back_to, &by(NOW + 5)).await.unwrap();
    let on = store.listen().backfill(source.id).await.unwrap().unwrap();
    assert_eq!((on.cursor.as_deref(), on.seen, on.error), (Some("a"), 3, None));
    assert_eq!(page("b", true).await.state, BackfillState::Done);
    store.listen().start_backfill(source.id, back_to, &by(NOW + 6)).await.unwrap();
    let anew = store.listen().backfill(source.id).await.unwrap().unwrap();
    assert_eq!((anew.state, anew.cursor, anew.seen), (BackfillState::Running, None, 0));
    store.listen().backfill_failed(source.id, NOW, &"refused".into(), None).await.unwrap();
    assert_eq!(
        store.listen().backfill(source.id).await.unwrap().unwrap().state,
        BackfillState::Failed
    );
}

async fn settings_that_somebody_else_has_changed_are_not_replaced(house: House) {
    let store = &house.store;
    let settings = |token: &str| BTreeMap::from([("token".to_owned(), token.to_owned())]);
    let new = NewSource { config: settings("a"), ..forum("one") };
    let id = store.listen().create_source(&new, &by(NOW)).await.unwrap().value.id;
    let update = |was: &str, config: &str| SourceUpdate {
        config: Some(settings(config)),
        config_was: Some(settings(was)),
        ..SourceUpdate::default()
    };
    store.listen().refresh_source(id, &update("a", "b")).await.unwrap();
    let late = store.listen().refresh_source(id, &update("a", "c")).await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    assert_eq!(store.listen().source(id).await.unwrap().unwrap().config, settings("b"));
}
