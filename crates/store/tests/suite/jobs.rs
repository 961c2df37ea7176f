//! Jobs are done once.

use plaza_store::{JobState, NewJob};
use serde_json::json;

use crate::house::{HOUR, House, NOW, on_both_databases};

on_both_databases! {
    a_job_is_done_once,
    a_failed_job_comes_again_or_is_parked,
    a_job_asked_for_while_it_runs_runs_again,
    a_job_given_back_is_as_it_was,
    many_workers_never_share_a_job,
}

async fn a_job_given_back_is_as_it_was(house: House) {
    let store = &house.store;
    let id = store.enqueue_job(&job("k", json!({}), Some("one"), NOW), NOW).await.unwrap();
    let before = store.jobs(JobState::Waiting).await.unwrap();
    store.release_job(id).await.unwrap();
    assert_eq!(store.jobs(JobState::Waiting).await.unwrap(), before, "nobody had taken it");
    store.claim_job(&["k"], NOW, HOUR).await.unwrap().unwrap();
    store.release_job(id).await.unwrap();
    assert_eq!(store.jobs(JobState::Waiting).await.unwrap(), before);
    let again = store.claim_job(&["k"], NOW, HOUR).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (id, 1));
}

fn job<'a>(
    kind: &'a str,
    payload: serde_json::Value,
    unique_key: Option<&'a str>,
    run_at: i64,
) -> NewJob<'a> {
    NewJob { kind, payload, unique_key, run_at }
}

async fn a_job_is_done_once(house: House) {
    let store = &house.store;
    let later =
        store.enqueue_job(&job("index", json!({"n": 2}), None, NOW + 2), NOW).await.unwrap();
    let first =
        store.enqueue_job(&job("index", json!({"n": 1}), None, NOW + 1), NOW).await.unwrap();
    store.enqueue_job(&job("other", json!(null), None, NOW), NOW).await.unwrap();
    assert_eq!(store.claim_job(&["index"], NOW, HOUR).await.unwrap(), None);
    let job = store.claim_job(&["index", "theme"], NOW + 5, HOUR).await.unwrap().unwrap();
    assert_eq!((job.id, job.attempts, job.state), (first, 1, JobState::Running));
    assert_eq!(job.payload, json!({"n": 1}));
    assert_eq!(store.claim_job(&["index"], NOW + 5, HOUR).await.unwrap().unwrap().id, later);
    assert_eq!(store.claim_job(&["index"], NOW + 5, HOUR).await.unwrap(), None);
    assert_eq!(store.claim_job(&[], NOW + 5, HOUR).await.unwrap(), None);
    store.finish_job(first).await.unwrap();
    // The worker of the other one died.
    let again = store.claim_job(&["index"], NOW + 5 + HOUR, HOUR).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (later, 2));
    assert_eq!(store.jobs(JobState::Running).await.unwrap().len(), 1);
    assert_eq!(store.jobs(JobState::Waiting).await.unwrap().len(), 1);
}

async fn a_failed_job_comes_again_or_is_parked(house: House) {
    let store = &house.store;
    let id = store.enqueue_job(&job("k", json!({}), Some("one"), NOW), NOW).await.unwrap();
    store.claim_job(&["k"], NOW, HOUR).await.unwrap().unwrap();
    store.fail_job(id, &"not now".into(), Some(NOW + 10)).await.unwrap();
    assert_eq!(store.claim_job(&["k"], NOW + 9, HOUR).await.unwrap(), None);
    let again = store.claim_job(&["k"], NOW + 10, HOUR).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.error.as_deref()), (2, Some("not now")));
    store.fail_job(id, &"never".into(), None).await.unwrap();
    assert_eq!(store.claim_job(&["k"], NOW + 2 * HOUR, HOUR).await.unwrap(), None);
    let parked = store.jobs(JobState::Parked).await.unwrap();
    assert_eq!((parked[0].id, parked[0].error.as_deref()), (id, Some("never")));
    // Asked for again, it wakes up.
    let woken = store.enqueue_job(&job("k", json!({"v": 2}), Some("one"), NOW), NOW).await.unwrap();
    assert_eq!(woken, id);
    let job = store.claim_job(&["k"], NOW, HOUR).await.unwrap().unwrap();
    assert_eq!((job.attempts, job.payload), (1, json!({"v": 2})));
}

async fn a_job_asked_for_while_it_runs_runs_again(house: House) {
    let store = &house.store;
    let ask = async |run_at: i64| {
        store.enqueue_job(&job("themes", json!({}), Some("themes"), run_at), NOW).await.unwrap()
    };
    let id = ask(NOW + 5).await;
    assert_eq!(ask(NOW + 9).await, id);
    assert_eq!(store.jobs(JobState::Waiting).await.unwrap()[0].run_at, NOW + 5);
    assert_eq!(ask(NOW + 1).await, id);
    assert_eq!(store.jobs(JobState::Waiting).await.unwrap()[0].run_at, NOW + 1);
    store.claim_job(&["themes"], NOW + 1, HOUR).await.unwrap().unwrap();
    assert_eq!(ask(NOW + 2).await, id);
    assert_eq!(store.claim_job(&["themes"], NOW + 3, HOUR).await.unwrap(), None, "it runs");
    store.finish_job(id).await.unwrap();
    assert_eq!(store.claim_job(&["themes"], NOW + 3, HOUR).await.unwrap().unwrap().id, id);
    store.finish_job(id).await.unwrap();
    assert_eq!(store.jobs(JobState::Waiting).await.unwrap(), []);
    assert_eq!(store.jobs(JobState::Running).await.unwrap(), []);
}

async fn many_workers_never_share_a_job(house: House) {
    for n in 0..15 {
        house.store.enqueue_job(&job("k", json!(n), None, NOW), NOW).await.unwrap();
    }
    let workers: Vec<_> = (0..40)
        .map(|_| {
            let store = house.store.clone();
            tokio::spawn(async move { store.claim_job(&["k"], NOW, HOUR).await.unwrap() })
        })
        .collect();
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.unwrap().map(|job| job.id));
    }
    assert_eq!(taken.len(), 15);
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken.len(), 15);
}
