//! When sources are collected, what is known to be missing, and reading into the past.

use plaza_core::{ConnectorError, Missed, Quota};
use plaza_engine::listen::{Health, SourceDraft};
use plaza_engine::{Actor, EngineError, MasterKey};
use plaza_store::listen::{BackfillState, Claim, GapCause, Source};

use crate::common::{House, NOON, said, until};

const HOUR: i64 = 3_600_000;

/// The source as it is stored now.
async fn now_of(house: &House, source: &Source) -> Source {
    house.engine.store().listen().source(source.id).await.unwrap().unwrap()
}

async fn collect(house: &House, source: &Source) -> Result<i64, EngineError> {
    let report = house.engine.listen().collect_now(&Actor::system(), source.id).await?;
    Ok(report.items.new)
}

fn refuse(house: &House, error: ConnectorError) {
    house.square.lock().unwrap().refusals.push_back(Some(error));
}

/// Whether a background worker would take the source at that time.
async fn is_due(house: &House, at: i64) -> bool {
    let store = house.engine.store();
    let claim = Claim { now: at, lease_ms: 1, owner: 1, per_host: 9 };
    let Some(source) = store.listen().claim_due_source(&claim).await.unwrap() else { return false };
    store.listen().release_source(source.id, 1).await.unwrap();
    true
}

#[tokio::test]
async fn a_source_with_news_is_asked_more_often_and_a_quiet_one_less() {
    let house = House::build(false).await;
    house.square.lock().unwrap().pages = vec![vec![said("m1", "hola")]];
    let source = house.source().await;
    assert!(source.adaptive && source.pace_s == 600);
    assert_eq!(collect(&house, &source).await.unwrap(), 1);
    let busy = now_of(&house, &source).await;
    assert_eq!(busy.pace_s, 300);
    assert!((NOON + 300_000..=NOON + 330_000).contains(&busy.next_run_at));
    for pace_s in [375, 468] {
        assert_eq!(collect(&house, &source).await.unwrap(), 0);
        assert_eq!(now_of(&house, &source).await.pace_s, pace_s);
    }
    // A pause that somebody chose stays as it is, until it may adapt again.
    let draft = |interval_s| SourceDraft {
        name: "Square".to_owned(),
        values: house.engine.listen().shown_values(&source).unwrap(),
        allowed_host: None,
        interval_s,
    };
    let admin = Actor::system();
    let fixed =
        house.engine.listen().update_source(&admin, source.id, draft(Some(7_200))).await.unwrap();
    assert_eq!((fixed.adaptive, fixed.pace_s), (false, 7_200));
    collect(&house, &source).await.unwrap();
    assert_eq!(now_of(&house, &source).await.pace_s, 7_200);
    let free = house.engine.listen().update_source(&admin, source.id, draft(None)).await.unwrap();
    assert!(free.adaptive && free.pace_s == 600);
}

#[tokio::test]
async fn a_dead_token_is_tried_once_a_day_until_somebody_mends_it() {
    let house = House::build(false).await;
    let source = house.source().await;
    refuse(&house, ConnectorError::Unauthorized("401".into()));
    collect(&house, &source).await.unwrap_err();
    let blocked = now_of(&house, &source).await;
    assert_eq!(Health::of(&blocked, NOON), Health::Blocked);
    assert!(!is_due(&house, NOON + 23 * HOUR).await);
    assert!(is_due(&house, NOON + 25 * HOUR).await);
    let draft = SourceDraft {
        name: "Square".to_owned(),
        values: [("room", "plaza mayor"), ("password", "n3w")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
        ..SourceDraft::default()
    };
    house.engine.listen().update_source(&Actor::system(), source.id, draft).await.unwrap();
    assert!(is_due(&house, NOON).await, "other credentials are tried at once");

    refuse(&house, ConnectorError::Gone("410".into()));
    collect(&house, &source).await.unwrap_err();
    assert_eq!(Health::of(&now_of(&house, &source).await, NOON), Health::Gone);
    assert!(!is_due(&house, NOON + 9_000 * HOUR).await);
}

#[tokio::test]
async fn a_platform_that_says_wait_is_left_alone_whoever_asks() {
    let house = House::build(false).await;
    let source = house.source().await;
    let until = NOON + 2 * HOUR;
    refuse(&house, ConnectorError::RateLimited { until, reason: "slow down".into() });
    collect(&house, &source).await.unwrap_err();
    let again = collect(&house, &source).await.unwrap_err();
    assert!(
        matches!(&again, EngineError::Connector(ConnectorError::RateLimited { until: told, .. })
            if *told == until),
        "{again}"
    );
    assert_eq!(house.square.lock().unwrap().asked.0, 1, "the platform was not asked");
    let later = house.engine.listen().collect_soon(&Actor::system(), source.id).await.unwrap();
    assert_eq!(later, Some(until));
    assert!(!is_due(&house, until - 1).await);
    assert!(is_due(&house, until).await);
    assert_eq!(Health::of(&now_of(&house, &source).await, NOON), Health::Waiting);
}

#[tokio::test]
async fn paused_and_on_demand_sources_are_collected_when_somebody_asks() {
    let house = House::build(true).await;
    house.square.lock().unwrap().pages = vec![vec![said("m1", "hola")]];
    let source = house.source().await;
    let admin = Actor::system();
    house.engine.listen().pause_source(&admin, source.id, true).await.unwrap();
    house.square.lock().unwrap().pages.push(vec![said("m2", "adiós")]);
    house.engine.listen().collect_soon(&admin, source.id).await.unwrap();
    until("the paused source was collected", async || {
        house.engine.store().docs_count().await.unwrap() == 2
    })
    .await;
    until("it is paused again", async || {
        let source = now_of(&house, &source).await;
        source.paused && !source.asked && source.lease_until.is_none()
    })
    .await;
    house.engine.shutdown().await;
}

#[tokio::test]
async fn gaps_show_while_a_source_fails_and_go_when_it_made_up_for_them() {
    let house = House::build(false).await;
    let source = house.source().await;
    collect(&house, &source).await.unwrap();
    house.clock.advance(3 * HOUR);
    refuse(&house, ConnectorError::Transient("down".into()));
    collect(&house, &source).await.unwrap_err();
    let coverage =
        async || house.engine.listen().coverage(None, NOON - HOUR, NOON + 9 * HOUR).await.unwrap();
    let failing = coverage().await;
    assert_eq!(failing.sources[0].health, Health::Failing);
    let gap = &failing.gaps[0];
    assert_eq!((gap.cause, gap.from_at, gap.until_at), (GapCause::Failed, NOON, None));
    assert_eq!(failing.gaps_in(NOON - HOUR, NOON - 1).count(), 0);
    assert!(house.engine.listen().coverage(Some(&[]), 0, NOON).await.unwrap().sources.is_empty());

    collect(&house, &source).await.unwrap();
    let mended = coverage().await;
    assert_eq!((mended.sources[0].health, mended.gaps.len()), (Health::Ok, 0));

    // What the platform cut off stays missing.
    house.square.lock().unwrap().missed = Some(Missed { from: NOON, until: NOON + HOUR });
    house.square.lock().unwrap().quota =
        Some(Quota { left: 3, limit: Some(60), resets_at: Some(NOON + HOUR), at: NOON });
    collect(&house, &source).await.unwrap();
    collect(&house, &source).await.unwrap();
    assert_eq!(coverage().await.gaps[0].cause, GapCause::Truncated);
    assert_eq!(coverage().await.gaps.len(), 1);
    let stored = now_of(&house, &source).await;
    assert_eq!((stored.quota_left, stored.quota_limit), (Some(3), Some(60)));
    let days = house.engine.listen().source_days(source.id, 2).await.unwrap();
    assert_eq!(days.iter().map(|day| day.gaps.len()).collect::<Vec<_>>(), [0, 1]);
}

#[tokio::test]
async fn a_paused_source_leaves_a_gap_until_it_has_caught_up() {
    let house = House::build(false).await;
    let source = house.source().await;
    let admin = Actor::system();
    collect(&house, &source).await.unwrap();
    house.clock.advance(HOUR);
    house.engine.listen().pause_source(&admin, source.id, true).await.unwrap();
    house.clock.advance(HOUR);
    let gaps = async || house.engine.store().listen().gaps(0, i64::MAX).await.unwrap();
    assert_eq!(gaps().await[0].cause, GapCause::Paused);
    house.engine.listen().pause_source(&admin, source.id, false).await.unwrap();
    assert_eq!(gaps().await.len(), 1, "resumed is not collected yet");
    collect(&house, &source).await.unwrap();
    assert!(gaps().await.is_empty());
}

#[tokio::test]
async fn the_past_is_read_in_the_background_and_survives_failures_and_restarts() {
    let mut house = House::build(true).await;
    let source = house.source().await;
    let old = |id: &str, days: i64| {
        let mut mention = said(id, id);
        mention.created_at = Some(NOON - days * 24 * HOUR);
        mention
    };
    {
        let mut square = house.square.lock().unwrap();
        square.past = (0..12).map(|n| vec![old(&format!("old{n}"), 40 + n)]).collect();
    }
    until("the news are collected", async || {
        now_of(&house, &source).await.last_success_at.is_some()
    })
    .await;
    let refusals = [None, None, Some(ConnectorError::Transient("down".into()))];
    house.square.lock().unwrap().refusals = refusals.into();
    let admin = Actor::system();
    house.engine.listen().start_backfill(&admin, source.id, NOON - 365 * 24 * HOUR).await.unwrap();
    let past = async |house: &House| {
        house.engine.store().listen().backfill(source.id).await.unwrap().unwrap()
    };
    until("the past failed once", async || past(&house).await.failures == 1).await;
    let stuck = past(&house).await;
    assert_eq!((stuck.state, stuck.pages, stuck.added), (BackfillState::Running, 2, 2));
    assert_eq!(stuck.reached_at, Some(NOON - 41 * 24 * HOUR));

    house.clock.advance(24 * HOUR);
    house.restart(true).await;
    until("the past is read", async || past(&house).await.state == BackfillState::Done).await;
    let done = past(&house).await;
    assert_eq!((done.pages, done.seen, done.added), (12, 12, 12));
    assert_eq!(house.square.lock().unwrap().asked.1, 13, "no page was read twice");
    assert_eq!(house.engine.store().docs_count().await.unwrap(), 12);
    let stopped = house.engine.listen().stop_backfill(&admin, source.id).await;
    assert!(matches!(stopped, Err(EngineError::Conflict(_))), "{stopped:?}");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_key_that_was_handed_in_is_replaced_by_another_one() {
    let house = House::build(false).await;
    let source = house.source().await;
    let admin = Actor::system();
    let missing = house.engine.rotate_key(&admin, None).await.unwrap_err();
    assert!(missing.to_string().contains("PLAZA_KEY"), "{missing}");
    let before = now_of(&house, &source).await.config["password"].clone();
    let new = MasterKey::from_hex(&MasterKey::generate_hex().unwrap()).unwrap();
    let done = house.engine.rotate_key(&admin, Some(new.clone())).await.unwrap();
    assert_eq!((done.sources, done.secrets, done.new_key.as_str()), (1, 1, new.id()));
    let after = now_of(&house, &source).await.config["password"].clone();
    assert!(after.starts_with("sealed:2:") && after != before);
    let audit = house.engine.store().audit_log(None, 1).await.unwrap();
    assert_eq!(audit[0].action, "secrets.rotate");
    let told = format!("{done:?} {:?}", audit[0].detail);
    assert!(!told.contains("s3cret") && !told.contains(&after));
    house.engine.listen().check_source(&admin, source.id).await.unwrap();
    assert_eq!(house.square.lock().unwrap().password, "s3cret");
}

#[tokio::test]
async fn a_connector_that_panics_costs_its_source_one_turn() {
    let house = House::build(false).await;
    house.square.lock().unwrap().pages = vec![vec![said("m1", "hola")]];
    let source = house.source().await;
    house.square.lock().unwrap().breaks = Some("collect");
    let error = collect(&house, &source).await.unwrap_err().to_string();
    assert!(error.contains("a library that the connector uses panicked"), "{error}");
    let after = now_of(&house, &source).await;
    assert_eq!((after.failures, after.lease_until), (1, None));
    assert_eq!(collect(&house, &source).await.unwrap(), 1, "it is not taken for being collected");
    assert_eq!(now_of(&house, &source).await.failures, 0);
    house.engine.shutdown().await;
}
