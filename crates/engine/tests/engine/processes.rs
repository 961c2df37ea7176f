//! Several processes on one folder, one after the other; parts that break; stopping.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use plaza_core::DAY_MS;
use plaza_engine::find::SearchRequest;
use plaza_engine::listen::IngestReport;
use plaza_engine::{Actor, Engine, EngineError, ProblemCode};
use plaza_search::{OpenOptions, SearchIndex, Sort};
use plaza_store::JobState;

use crate::common::{House, UNREADABLE, said, until};

async fn add(engine: &Engine, id: &str, text: &str) {
    let mentions = vec![said(id, text)];
    engine.listen().add_mentions(&Actor::system(), "stand", mentions).await.unwrap();
}

async fn found(engine: &Engine, q: &str) -> u64 {
    let request = SearchRequest {
        q: q.to_owned(),
        sort: Sort::Newest,
        limit: 10,
        cursor: None,
        facets: Vec::new(),
    };
    engine.find().search(&request).await.unwrap().total
}

#[tokio::test]
async fn a_process_sees_what_another_one_indexes_and_goes_on_when_it_ends() {
    let house = House::build(false).await;
    let second = house.beside().await;
    assert!(house.engine.find().writes_index() && !second.find().writes_index());
    // Whoever stores it: the first indexes it, and the second finds it.
    for (count, engine) in [(1, &house.engine), (2, &second)] {
        add(engine, &count.to_string(), "La batería").await;
        second.find().index_caught_up().await.unwrap();
        assert_eq!(found(&second, "bateria").await, count);
        house.engine.find().index_caught_up().await.unwrap();
        assert_eq!(second.home().await.unwrap().total, count);
    }
    assert!(second.status().await.is_ready(), "{:?}", second.status().await);
    let refused = second.find().rebuild_index().await.unwrap_err().to_string();
    assert!(refused.contains("another process writes this index"), "{refused}");

    house.engine.shutdown().await;
    until("the second has taken over", async || second.find().writes_index()).await;
    add(&second, "3", "La batería").await;
    second.find().index_caught_up().await.unwrap();
    assert_eq!(found(&second, "bateria").await, 3);
    second.find().rebuild_index().await.unwrap();
    assert_eq!(found(&second, "bateria").await, 3);
    second.shutdown().await;
}

#[tokio::test]
async fn an_index_that_is_behind_is_told_and_catches_up_when_its_writer_is_gone() {
    let mut house = House::build(false).await;
    house.engine.shutdown().await;
    // Somebody who holds the writer and does nothing with it.
    let index = SearchIndex::open(&house.index_dir(), OpenOptions::default()).unwrap();
    let holder = index.writer().unwrap();
    house.restart(false).await;
    add(&house.engine, "1", "La batería").await;
    let progress = house.engine.find().index_progress().await.unwrap();
    assert_eq!((progress.behind(), progress.indexed, progress.stalled), (1, 0, false));
    assert!(progress.behind_since.is_some());
    let status = house.engine.status().await;
    assert_eq!((status.revision, status.indexed_revision), (Some(1), 0));
    assert!(status.is_ready(), "a moment is no stall: {status:?}");
    assert_eq!(found(&house.engine, "bateria").await, 0);
    drop(holder);
    house.engine.find().index_caught_up().await.unwrap();
    assert_eq!(found(&house.engine, "bateria").await, 1);
    let progress = house.engine.find().index_progress().await.unwrap();
    assert_eq!((progress.behind(), progress.behind_since), (0, None));
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_model_that_panics_costs_what_it_read_and_nothing_else() {
    let house = House::build(false).await;
    let listen = house.engine.listen();
    let broken = vec![said("bad", &format!("Un texto {UNREADABLE}"))];
    let refused = listen.add_mentions(&Actor::system(), "stand", broken).await.unwrap_err();
    assert!(refused.to_string().contains("it panicked: the model broke"), "{refused}");
    add(&house.engine, "1", "La batería").await;
    assert!(house.engine.understand().analyser_alive());
    assert!(house.engine.status().await.is_ready());
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_job_that_panics_is_parked_after_its_tries() {
    let house = House::build(false).await;
    add(&house.engine, "1", "La batería").await;
    house.engine.understand().rebuild_themes_soon(&Actor::system()).await.unwrap();
    house.broken.store(true, Ordering::SeqCst);
    for tries in 1..=3 {
        assert_eq!(house.engine.run_until_idle().await.unwrap(), 1, "try {tries}");
        house.clock.advance(60_000);
    }
    assert_eq!(house.engine.run_until_idle().await.unwrap(), 0);
    let parked = house.engine.store().jobs(JobState::Parked).await.unwrap();
    let error = parked[0].error.clone().unwrap();
    assert!(error.contains("it panicked: the embedder has lost its name"), "{error}");
    // Once it is mended, it is asked for again.
    house.broken.store(false, Ordering::SeqCst);
    house.engine.understand().rebuild_themes_soon(&Actor::system()).await.unwrap();
    house.engine.run_until_idle().await.unwrap();
    assert_eq!(house.engine.store().jobs(JobState::Parked).await.unwrap(), []);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_job_that_ends_its_process_again_and_again_is_parked() {
    let house = House::build(false).await;
    house.engine.understand().rebuild_themes_soon(&Actor::system()).await.unwrap();
    let store = house.engine.store();
    for crash in 1..=6 {
        let claimed = store.claim_job(&["themes.discover"], house.engine.now(), 1_000).await;
        assert_eq!(claimed.unwrap().unwrap().attempts, crash);
        house.clock.advance(1_000);
    }
    house.engine.run_until_idle().await.unwrap();
    let parked = store.jobs(JobState::Parked).await.unwrap();
    assert_eq!(parked[0].error.as_deref(), Some("Plaza ended in the middle of it 6 times"));
    house.tamper("delete from job");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn what_panics_in_the_background_is_told_and_goes_on() {
    let house = House::build(true).await;
    {
        let mut square = house.square.lock().unwrap();
        square.tells = true;
        square.pages = vec![vec![said("m1", "¿La batería?")]];
        square.past = vec![vec![said("p1", "Hace mucho")]];
        square.breaks = Some("connect");
    }
    let source = house.source().await;
    let stored = async |count| house.engine.store().docs_count().await.unwrap() == count;
    until("it is collected all the same", async || stored(1).await).await;
    until("a listener broke", async || house.square.lock().unwrap().breaks.is_none()).await;

    house.square.lock().unwrap().breaks = Some("collect_past");
    house.engine.listen().start_backfill(&Actor::system(), source.id, 0).await.unwrap();
    let failed = async || {
        let backfill = house.engine.store().listen().backfill(source.id).await.unwrap().unwrap();
        backfill.failures == 1
    };
    until("the past broke", async || {
        house.clock.advance(1_000);
        failed().await
    })
    .await;
    let lease = async || {
        house.engine.store().listen().source(source.id).await.unwrap().unwrap().lease_until
    };
    until("the source is free again", async || lease().await.is_none()).await;
    until("the past is read after a pause", async || {
        house.clock.advance(DAY_MS / 24);
        stored(2).await
    })
    .await;

    house.square.lock().unwrap().breaks = Some("send");
    let mention = house.find("m1").await;
    let talk = house.engine.talk();
    let reply = talk.draft_reply(&Actor::system(), mention, "Mañana").await.unwrap();
    talk.submit_reply(&Actor::system(), reply.id).await.unwrap();
    until("the delivery broke", async || {
        house.clock.advance(1_000);
        house.square.lock().unwrap().breaks.is_none()
    })
    .await;
    until("it is told", async || {
        let troubles = house.engine.troubles();
        troubles.values().any(|trouble| trouble.why.contains("a library that the connector uses"))
    })
    .await;
    until("it is sent after its lease", async || {
        house.clock.advance(10_000);
        house.square.lock().unwrap().published.len() == 1
    })
    .await;
    let loops = house.engine.loops();
    assert!(loops.values().all(|one| one.up), "{loops:?}");
    for name in ["collecting", "delivery", "looking whom to listen to", "indexer", "analyser"] {
        assert!(loops.contains_key(name), "{name} is not in {loops:?}");
    }
    assert_eq!(house.engine.shutdown().await, BTreeSet::new(), "all of it ends by itself");
    let status = house.engine.status().await;
    let codes: Vec<ProblemCode> = status.problems.iter().map(|problem| problem.code).collect();
    assert!(codes.contains(&ProblemCode::Stopping), "{codes:?}");
}

#[tokio::test]
async fn an_import_stops_between_two_chunks_and_keeps_what_it_has_stored() {
    let house = House::build(false).await;
    let read = std::sync::Arc::new(AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&read);
    // A file without an end.
    let records = (0_u64..).map(move |line| {
        count.fetch_add(1, Ordering::SeqCst);
        Ok((line, said(&line.to_string(), &format!("La batería {line}"))))
    });
    let stored = Mutex::new(IngestReport::default());
    let engine = house.engine.clone();
    let progress = |report: IngestReport| {
        *stored.lock().unwrap() = report;
        engine.stop();
    };
    let listen = house.engine.listen();
    let done = listen.import(&Actor::system(), "talk", "talk.jsonl", records, &progress).await;
    assert!(matches!(done, Err(EngineError::Stopped(_))), "{done:?}");
    let kept = stored.lock().unwrap().new;
    assert_eq!(house.engine.store().docs_count().await.unwrap(), kept);
    until("nobody reads on", async || {
        let before = read.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(50)).await;
        read.load(Ordering::SeqCst) == before
    })
    .await;
    assert_eq!(house.engine.shutdown().await, BTreeSet::new());
}

#[tokio::test]
async fn work_that_is_stopped_is_not_done_and_loses_no_try() {
    let mut house = House::build(false).await;
    let admin = Actor::system();
    for id in 0..40 {
        add(&house.engine, &id.to_string(), &format!("La batería número {id}")).await;
    }
    house.engine.understand().rebuild_themes_soon(&admin).await.unwrap();
    house.engine.stop();
    let stopped = |done: Result<(), EngineError>| {
        assert!(matches!(done, Err(EngineError::Stopped(_))), "{done:?}");
    };
    stopped(house.engine.run_until_idle().await.map(drop));
    stopped(house.engine.understand().rebuild_themes(&admin).await.map(drop));
    stopped(house.engine.find().rebuild_index().await);
    let waiting = house.engine.store().jobs(JobState::Waiting).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].attempts), (1, 0));
    let themes = house.engine.store().understand().themes(true).await.unwrap();
    assert_eq!(themes.len(), 0, "all of it or nothing");
    house.restart(false).await;
    assert_eq!(house.engine.run_until_idle().await.unwrap(), 1);
    assert!(!house.engine.store().understand().themes(true).await.unwrap().is_empty());

    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_collection_that_is_stopped_frees_its_source() {
    let mut house = House::build(false).await;
    let source = house.source().await;
    house.engine.stop();
    let done = house.engine.listen().collect_now(&Actor::system(), source.id).await;
    assert!(matches!(done, Err(EngineError::Stopped(_))), "{done:?}");
    house.restart(false).await;
    let source = house.engine.store().listen().source(source.id).await.unwrap().unwrap();
    assert_eq!((source.lease_until, source.failures), (None, 0));
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_damaged_database_is_told() {
    let mut house = House::build(false).await;
    add(&house.engine, "1", "La batería").await;
    assert!(house.engine.status().await.is_ready());
    house.engine.shutdown().await;
    house.damage("audit_log");
    house.restart(true).await;
    until("the damage is found", async || {
        let status = house.engine.status().await;
        status.problems.iter().any(|problem| problem.code == ProblemCode::StoreDamaged)
    })
    .await;
    house.engine.shutdown().await;
}
