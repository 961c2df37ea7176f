//! Deleting sources: their names stay, or their mentions go; adding one again adopts.

use plaza_engine::find::SearchRequest;
use plaza_engine::listen::SourceDraft;
use plaza_engine::{Actor, EngineError, Facet, Sort};
use plaza_store::listen::Source;

use crate::common::{House, said};

/// What a search finds, and the names of the sources in its facet.
async fn found(house: &House, q: &str) -> (u64, Vec<(String, u64)>) {
    house.engine.find().index_caught_up().await.unwrap();
    let request = SearchRequest {
        q: q.to_owned(),
        sort: Sort::Newest,
        limit: 9,
        cursor: None,
        facets: vec![Facet::Source],
    };
    let page = house.engine.find().search(&request).await.unwrap();
    let values = page.facets.into_iter().flat_map(|counts| counts.values);
    (page.total, values.map(|value| (value.label, value.count)).collect())
}

async fn with_mentions() -> (House, Source) {
    let house = House::build(false).await;
    house.square.lock().unwrap().pages =
        vec![vec![said("a", "Buenos dias"), said("b", "Todo mal")]];
    let source = house.source().await;
    house.engine.listen().collect_now(&Actor::system(), source.id).await.unwrap();
    (house, source)
}

#[tokio::test]
async fn an_archived_source_is_found_by_its_name() {
    let (house, source) = with_mentions().await;
    let listen = house.engine.listen();
    listen.archive_source(&Actor::system(), source.id).await.unwrap();
    let named = format!("source:\"{}\"", source.name);
    assert_eq!(found(&house, &named).await, (2, vec![(source.name.clone(), 2)]));
    let coverage = listen.coverage(None, 0, i64::MAX).await.unwrap();
    assert_eq!(coverage.name_of(source.id), Some(source.name.as_str()));
    let back = listen.bring_back_source(&Actor::system(), source.id).await.unwrap();
    assert_eq!((back.id, back.archived_at), (source.id, None));
}

#[tokio::test]
async fn a_source_that_is_added_again_goes_on_from_the_archived_one() {
    let (house, source) = with_mentions().await;
    let (listen, actor) = (house.engine.listen(), Actor::system());
    listen.archive_source(&actor, source.id).await.unwrap();
    let again = house.source().await;
    assert_eq!(again.id, source.id, "the same name at the same place");
    let report = listen.collect_now(&actor, again.id).await.unwrap();
    assert_eq!((report.items.new, report.items.unchanged), (0, 0), "it goes on where it was");
    assert_eq!(found(&house, "").await.1, [(source.name.clone(), 2)]);
    // The same settings under another name too.
    listen.archive_source(&actor, source.id).await.unwrap();
    let mut values = listen.shown_values(&again).unwrap();
    values.insert("password".to_owned(), "s3cret".to_owned());
    let draft = SourceDraft { name: "Otra vez".to_owned(), values, ..SourceDraft::default() };
    let renamed = listen.create_source(&actor, &source.kind, draft).await;
    let renamed = renamed.map(|renamed| (renamed.id, renamed.name));
    assert_eq!(renamed.unwrap(), (source.id, "Otra vez".to_owned()));
    assert_eq!(found(&house, "").await.1, [("Otra vez".to_owned(), 2)]);
}

#[tokio::test]
async fn a_source_goes_with_its_mentions_and_its_name_is_free() {
    let (house, source) = with_mentions().await;
    let (listen, actor) = (house.engine.listen(), Actor::system());
    listen.remove_source(&actor, source.id).await.unwrap();
    let again = listen.remove_source(&actor, source.id).await.unwrap_err();
    assert!(matches!(again, EngineError::Conflict(_)), "{again}");
    assert!(house.engine.run_until_idle().await.unwrap() > 0);
    assert_eq!(found(&house, "").await, (0, vec![]));
    let new = house.source().await;
    assert_ne!(new.id, source.id);
    let report = listen.collect_now(&actor, new.id).await.unwrap();
    assert_eq!(report.items.new, 2, "nothing is known of them any more");
    assert_eq!(found(&house, "").await.1, [(new.name, 2)]);
}

#[tokio::test]
async fn an_import_under_an_archived_name_brings_it_back() {
    let house = House::build(false).await;
    let (listen, actor) = (house.engine.listen(), Actor::system());
    let report = listen.add_mentions(&actor, "encuesta", vec![said("a", "uno")]).await.unwrap();
    assert_eq!(report.new, 1);
    let source = house.engine.store().listen().source_by_name("encuesta").await.unwrap().unwrap();
    listen.archive_source(&actor, source.id).await.unwrap();
    let both = vec![said("a", "uno"), said("b", "dos")];
    let report = listen.add_mentions(&actor, "encuesta", both).await.unwrap();
    assert_eq!((report.new, report.unchanged), (1, 1));
    assert_eq!(found(&house, "source:encuesta").await, (2, vec![("encuesta".to_owned(), 2)]));
    // Without its mentions it begins anew.
    listen.remove_source(&actor, source.id).await.unwrap();
    let wait = listen.add_mentions(&actor, "encuesta", vec![said("a", "uno")]).await.unwrap_err();
    assert!(wait.to_string().contains("is being deleted"), "{wait}");
    house.engine.run_until_idle().await.unwrap();
    let report = listen.add_mentions(&actor, "encuesta", vec![said("a", "uno")]).await.unwrap();
    assert_eq!((report.new, report.unchanged), (1, 0));
    assert_eq!(found(&house, "").await, (1, vec![("encuesta".to_owned(), 1)]));
}
