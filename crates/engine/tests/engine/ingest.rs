//! Collecting and importing: what is stored in the end.

use crate::common::{House, NOON, said};
use plaza_core::{DAY_MS, IncomingMention, Rejected};
use plaza_engine::listen::IngestReport;
use plaza_engine::{Actor, EngineError};

async fn import(
    house: &House,
    records: Vec<Result<(u64, IncomingMention), Rejected>>,
) -> IngestReport {
    let records = records.into_iter();
    house
        .engine
        .listen()
        .import(&Actor::system(), "file", "f.jsonl", records, &|_| ())
        .await
        .unwrap()
}

fn lines(mentions: Vec<IncomingMention>) -> Vec<Result<(u64, IncomingMention), Rejected>> {
    (1..).zip(mentions).map(Ok).collect()
}

#[tokio::test]
async fn importing_again_is_free_and_a_changed_text_is_an_edit() {
    let house = House::build(false).await;
    let many: Vec<_> = (0..5_000).map(|i| said(&format!("d{i}"), &format!("texto {i}"))).collect();
    let first = import(&house, lines(many.clone())).await;
    assert_eq!(first, IngestReport { read: 5_000, new: 5_000, ..Default::default() });
    let revision = house.engine.store().revision().await.unwrap();
    let again = import(&house, lines(many.clone())).await;
    assert_eq!(again, IngestReport { read: 5_000, unchanged: 5_000, ..Default::default() });
    assert_eq!(house.engine.store().revision().await.unwrap(), revision);
    let mut changed = many;
    changed[7].text = "otro texto".to_owned();
    let edited = import(&house, lines(changed)).await;
    assert_eq!((edited.edited, edited.unchanged), (1, 4_999));
    let id = house.find("d7").await;
    let versions = house.engine.store().mention_versions(id).await.unwrap();
    assert_eq!(versions.iter().map(|v| v.text.as_str()).collect::<Vec<_>>(), ["texto 7"]);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn the_same_id_twice_in_a_file_is_one_mention_with_history() {
    let house = House::build(false).await;
    let twice = vec![said("a", "uno"), said("b", "x"), said("a", "dos"), said("b", "x")];
    let report = import(&house, lines(twice)).await;
    let expected = IngestReport { read: 4, new: 2, edited: 1, unchanged: 1, ..Default::default() };
    assert_eq!(report, expected);
    let mention = house.engine.mention(house.find("a").await).await.unwrap();
    assert_eq!(mention.text, "dos");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn bad_records_are_quarantined_with_their_line_and_good_neighbours_stored() {
    let house = House::build(false).await;
    let broken =
        Rejected { origin: "f.jsonl:2".to_owned(), reason: "not JSON".into(), raw: "{".to_owned() };
    let late = IncomingMention { created_at: Some(NOON * 2), ..said("c", "del futuro") };
    let records =
        vec![Ok((1, said("a", "bien"))), Err(broken), Ok((3, late)), Ok((4, said("d", "bien")))];
    let report = import(&house, records).await;
    assert_eq!(report, IngestReport { read: 4, new: 2, quarantined: 2, ..Default::default() });
    let items = house.engine.store().listen().quarantine(None, None, 10).await.unwrap();
    let mut reasons: Vec<_> = items.iter().map(|i| (i.origin.as_str(), i.reason.text())).collect();
    reasons.sort_unstable();
    assert_eq!(reasons[0], ("f.jsonl:2", "not JSON"));
    assert_eq!(reasons[1].0, "f.jsonl:3");
    assert!(reasons[1].1.starts_with("`created_at` is "), "{reasons:?}");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn quarantined_records_are_stored_once_they_are_good() {
    let house = House::build(false).await;
    let source = house.source().await;
    house.square.lock().unwrap().pages =
        vec![vec![IncomingMention { created_at: Some(NOON + 3 * DAY_MS), ..said("m", "pronto") }]];
    let actor = Actor::system();
    let collected = house.engine.listen().collect_now(&actor, source.id).await.unwrap();
    assert_eq!((collected.items.new, collected.items.quarantined), (0, 1));
    house.clock.advance(2 * DAY_MS);
    let retried = house.engine.listen().retry_quarantine(&actor, source.id).await.unwrap();
    assert_eq!((retried.read, retried.new, retried.quarantined), (1, 1, 0));
    assert_eq!(house.engine.store().listen().quarantine_count(source.id).await.unwrap(), 0);
    house.engine.shutdown().await;
}

#[tokio::test]
async fn collecting_goes_on_from_the_cursor_after_a_restart() {
    let mut house = House::build(false).await;
    let source = house.source().await;
    let page = |ids: &[&str]| ids.iter().map(|id| said(id, "hola")).collect::<Vec<_>>();
    house.square.lock().unwrap().pages = vec![page(&["a", "b"]), page(&["c"])];
    let actor = Actor::system();
    let first = house.engine.listen().collect_now(&actor, source.id).await.unwrap();
    assert_eq!((first.pages, first.items.new, first.more), (2, 3, false));
    house.restart(false).await;
    let kept = house.engine.store().listen().source(source.id).await.unwrap().unwrap();
    assert_eq!(kept.cursor.as_deref(), Some("2"));
    house.square.lock().unwrap().pages.push(page(&["d"]));
    let second = house.engine.listen().collect_now(&actor, source.id).await.unwrap();
    assert_eq!((second.items.read, second.items.new), (1, 1));
    house.engine.shutdown().await;
}

#[tokio::test]
async fn copies_are_linked_to_the_first_also_after_a_restart() {
    let mut house = House::build(false).await;
    let news = "La nueva batería del teléfono dura dos días completos según la prueba de hoy";
    import(&house, lines(vec![said("a", news), said("b", &news.to_uppercase())])).await;
    house.restart(false).await;
    import(&house, lines(vec![said("c", &format!("{news}.")), said("d", "Nada que ver con eso")]))
        .await;
    let first = house.find("a").await;
    for (id, near_of) in [("a", None), ("b", Some(first)), ("c", Some(first)), ("d", None)] {
        let mention = house.engine.mention(house.find(id).await).await.unwrap();
        assert_eq!(mention.near_of, near_of, "{id}");
    }
    house.engine.shutdown().await;
}

#[tokio::test]
async fn secrets_are_sealed_in_the_store_and_open_for_the_connector() {
    let house = House::build(false).await;
    let source = house.source().await;
    assert!(source.config["password"].starts_with("sealed:2:"), "{:?}", source.config);
    assert!(!house.engine.listen().shown_values(&source).unwrap().contains_key("password"));
    house.engine.listen().check_source(&Actor::system(), source.id).await.unwrap();
    assert_eq!(house.square.lock().unwrap().password, "s3cret");
    let stored = house.engine.store().docs_count().await.unwrap();
    let trial = house.engine.listen().try_source(&Actor::system(), source.id).await.unwrap();
    assert!(!trial.found.is_empty());
    assert_eq!(house.engine.store().docs_count().await.unwrap(), stored, "a trial keeps nothing");
    house.square.lock().unwrap().new_password = Some("s3cret-2".to_owned());
    house.engine.listen().collect_now(&Actor::system(), source.id).await.unwrap();
    let source = house.engine.store().listen().source(source.id).await.unwrap().unwrap();
    assert!(source.config["password"].starts_with("sealed:2:"), "{:?}", source.config);
    house.engine.listen().check_source(&Actor::system(), source.id).await.unwrap();
    assert_eq!(house.square.lock().unwrap().password, "s3cret-2", "what was changed is kept");
    house.engine.shutdown().await;
}

#[tokio::test]
async fn a_viewer_may_not_import_or_add_sources() {
    let house = House::build(false).await;
    let viewer = Actor { role: plaza_core::Role::Viewer, ..Actor::system() };
    let added = house.engine.listen().add_mentions(&viewer, "x", vec![said("a", "hola")]).await;
    assert!(matches!(added, Err(EngineError::Forbidden(_))));
    let created = house.engine.listen().create_source(&viewer, "square", Default::default()).await;
    assert!(matches!(created, Err(EngineError::Forbidden(_))));
    assert_eq!(house.engine.store().listen().sources().await.unwrap(), []);
    house.engine.shutdown().await;
}
