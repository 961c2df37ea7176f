//! Imports, and taking them back.

use plaza_core::{ImportId, IncomingMention, MentionId};
use plaza_store::listen::{
    Batch, EditedRow, ImportEnd, ImportState, ImportWay, NewImport, Source, UndoPreview, UndoStep,
};
use plaza_store::{Action, StoreError};

use crate::house::{
    HOUR, House, NOW, act, batch, by, insight, new_row, normal, on_both_databases, said,
};

on_both_databases! {
    an_import_is_kept_with_its_counts,
    what_it_brought_new_goes_as_if_it_had_never_come,
    what_it_changed_is_as_it_was,
    what_somebody_changed_since_stays,
    what_people_worked_with_stays_unless_they_say_otherwise,
    an_import_that_is_taken_back_takes_in_nothing_more,
    an_import_is_taken_back_once,
    layouts_are_remembered,
}

async fn begin(house: &House, origin: &str) -> ImportId {
    let source_id = house.source().await.id;
    let new = NewImport { source_id, origin, via: ImportWay::Board, layout: "{}" };
    house.store.listen().begin_import(&new, &by(NOW)).await.unwrap()
}

fn part(source: &Source, import: ImportId) -> Batch {
    Batch { import_id: Some(import), ..batch(source) }
}

/// New mentions of an import, in parts of two.
async fn bring(house: &House, import: ImportId, external: &[&str]) -> Vec<MentionId> {
    let source = house.source().await;
    let ids = house.store.reserve_ids(external.len()).await.unwrap();
    let rows: Vec<_> =
        external.iter().zip(&ids).map(|(name, id)| new_row(*id, said(name, name))).collect();
    for rows in rows.chunks(2) {
        let new = Batch { new: rows.to_vec(), ..part(&source, import) };
        house.store.listen().save_batch(&new).await.unwrap();
    }
    ids
}

async fn edit(house: &House, import: Option<ImportId>, id: MentionId, mention: IncomingMention) {
    let edited = vec![EditedRow { id, mention: normal(mention), insight: Some(insight("m@1")) }];
    let source = house.source().await;
    let batch = Batch { edited, import_id: import, now: NOW + HOUR, ..batch(&source) };
    house.store.listen().save_batch(&batch).await.unwrap();
}

/// Takes an import back, two mentions at a time.
async fn undo(house: &House, import: ImportId, used: bool) -> (i64, i64, i64) {
    let listen = house.store.listen();
    listen.undo_import(import, used, &act(Action::ImportUndo, NOW)).await.unwrap();
    assert_eq!(listen.undo_due().await.unwrap(), Some(import));
    for _ in 0..100 {
        let step = listen.undo_step(import, 2, &act(Action::ImportUndone, NOW)).await.unwrap();
        match step {
            UndoStep::Ended { removed, restored, kept } => return (removed, restored, kept),
            UndoStep::Went => {}
            UndoStep::Overtaken => panic!("nobody else works here"),
        }
    }
    panic!("it never ends")
}

async fn an_import_is_kept_with_its_counts(house: House) {
    let import = begin(&house, "encuesta.csv").await;
    bring(&house, import, &["a", "b", "c", "d", "e"]).await;
    // Parts that follow each other are one range, whatever came in between.
    house.say("elsewhere", "otra").await;
    bring(&house, import, &["f"]).await;
    let ranges = "select first_id || '-' || last_id from import_range order by first_id";
    assert_eq!(house.ask(ranges).await, ["1-5", "7-7"]);
    let running = house.store.listen().import(import).await.unwrap().unwrap();
    assert_eq!((running.state, running.added), (ImportState::Running, 6));
    let end = ImportEnd { items: 7, unchanged: 1, error: None, at: NOW + 5 };
    house.store.listen().end_import(import, &end).await.unwrap();
    let other = begin(&house, "b.csv").await;
    let full = "the disk is full".into();
    let failed = ImportEnd { error: Some(&full), ..end };
    house.store.listen().end_import(other, &failed).await.unwrap();
    let listed = house.store.listen().imports(Some(running.source_id), None, 9).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [other, import]);
    assert_eq!(listed[0].error.as_deref(), Some("the disk is full"));
    let done = &listed[1];
    assert_eq!((done.state, done.items, done.unchanged), (ImportState::Done, 7, 1));
    assert_eq!((done.origin.as_str(), done.started_by.as_str()), ("encuesta.csv", "ana"));
}

async fn what_it_brought_new_goes_as_if_it_had_never_come(house: House) {
    let kept = house.say("before", "antes").await;
    let import = begin(&house, "a.csv").await;
    let ids = bring(&house, import, &["a", "b", "c", "d", "e"]).await;
    let rejected = vec![plaza_core::Rejected {
        origin: "a.csv:7".to_owned(),
        reason: "no text".into(),
        raw: "{}".to_owned(),
    }];
    let bad = Batch { rejected, ..part(&house.source().await, import) };
    house.store.listen().save_batch(&bad).await.unwrap();
    let preview = house.store.listen().undo_preview(import).await.unwrap();
    assert_eq!(preview, UndoPreview { new: 5, used: 0, edited: 0 });
    assert_eq!(undo(&house, import, false).await, (5, 0, 0));
    let store = &house.store;
    assert_eq!(store.docs_count().await.unwrap(), 1);
    assert_eq!(store.mention(kept).await.unwrap().unwrap().text, "antes");
    assert_eq!(store.mention(ids[2]).await.unwrap().unwrap().text, "");
    assert_eq!(store.listen().quarantine(None, None, 9).await.unwrap(), []);
    let undone = store.listen().import(import).await.unwrap().unwrap();
    assert_eq!(
        (undone.state, undone.removed, undone.undone_at),
        (ImportState::Undone, 5, Some(NOW))
    );
    // The same file again is new.
    let again = begin(&house, "a.csv").await;
    let source = house.source().await;
    assert!(
        store.listen().known(source.place_id, source.id, &["a", "e"]).await.unwrap().is_empty()
    );
    bring(&house, again, &["a", "b", "c", "d", "e"]).await;
    assert_eq!(store.docs_count().await.unwrap(), 6);
    assert!(store.damages().await.unwrap().is_empty());
}

async fn what_it_changed_is_as_it_was(house: House) {
    let store = &house.store;
    let first = IncomingMention { rating: Some(2.0), ..said("a", "Mal") };
    let id = house.add(vec![first.clone()]).await[0];
    let only_stars = house.add(vec![said("b", "Igual")]).await[0];
    let came_back = house.add(vec![said("c", "Se fue")]).await[0];
    house.delete("c").await;
    let before = store.mentions(&[id, only_stars, came_back]).await.unwrap();
    let import = begin(&house, "a.csv").await;
    let changed = IncomingMention { text: "Bien".to_owned(), rating: Some(5.0), ..first };
    edit(&house, Some(import), id, changed).await;
    let stars = IncomingMention { rating: Some(1.0), ..said("b", "Igual") };
    edit(&house, Some(import), only_stars, stars).await;
    edit(&house, Some(import), came_back, said("c", "Ha vuelto")).await;
    assert_eq!(store.docs_count().await.unwrap(), 3);
    let preview = store.listen().undo_preview(import).await.unwrap();
    assert_eq!(preview, UndoPreview { new: 0, used: 0, edited: 3 });
    assert_eq!(undo(&house, import, false).await, (0, 3, 0));
    let mut after = store.mentions(&[id, only_stars, came_back]).await.unwrap();
    // Of words that have not changed the model has said the same.
    assert_eq!(after[1].insight.take().unwrap().model, "m@1");
    assert_eq!(after, before);
    assert!(store.mention_versions(id).await.unwrap().is_empty());
    assert_eq!(store.docs_count().await.unwrap(), 2);
    // They are read again: what the model said was of other words.
    let stale = store.understand().stale_insights("m@1", 0, 9).await.unwrap();
    assert!(stale.iter().any(|text| text.id == id && text.text == "Mal"), "{stale:?}");
}

async fn what_somebody_changed_since_stays(house: House) {
    let id = house.say("a", "uno").await;
    let import = begin(&house, "a.csv").await;
    edit(&house, Some(import), id, said("a", "dos")).await;
    edit(&house, None, id, said("a", "tres")).await;
    let new = bring(&house, import, &["b"]).await[0];
    let later = begin(&house, "b.csv").await;
    edit(&house, Some(later), new, said("b", "corregido")).await;
    assert_eq!(house.store.listen().undo_preview(import).await.unwrap().used, 1);
    assert_eq!(undo(&house, import, false).await, (0, 0, 2));
    assert_eq!(house.store.mention(id).await.unwrap().unwrap().text, "tres");
    assert_eq!(house.store.mention(new).await.unwrap().unwrap().text, "corregido");
    // The later one goes back to what the earlier one brought.
    assert_eq!(undo(&house, later, false).await, (0, 1, 0));
    assert_eq!(house.store.mention(new).await.unwrap().unwrap().text, "b");
}

async fn what_people_worked_with_stays_unless_they_say_otherwise(house: House) {
    let first = begin(&house, "a.csv").await;
    bring(&house, first, &["a", "b"]).await;
    let second = begin(&house, "b.csv").await;
    bring(&house, second, &["c", "d"]).await;
    house
        .tamper(
            "insert into reply (id, mention_id, text, state, reply_key, mention_input_hash, created_at,
             updated_at) values (1, 1, 'x', 'draft', 'k', 7, 8, 9), (2, 3, 'x', 'sent', 'l', 7, 8, 9)",
        )
        .await;
    let preview = house.store.listen().undo_preview(first).await.unwrap();
    assert_eq!(preview, UndoPreview { new: 2, used: 1, edited: 0 });
    assert_eq!(undo(&house, first, false).await, (1, 0, 1));
    assert_eq!(house.store.mention(1.into()).await.unwrap().unwrap().text, "a");
    assert_eq!(undo(&house, second, true).await, (2, 0, 0));
    assert_eq!(house.store.docs_count().await.unwrap(), 1);
}

async fn an_import_that_is_taken_back_takes_in_nothing_more(house: House) {
    let import = begin(&house, "a.csv").await;
    bring(&house, import, &["a", "b"]).await;
    let begun = house.store.listen().undo_import(import, false, &by(NOW)).await;
    begun.unwrap();
    let id = house.store.reserve_ids(1).await.unwrap()[0];
    let late =
        Batch { new: vec![new_row(id, said("c", "c"))], ..part(&house.source().await, import) };
    let refused = house.store.listen().save_batch(&late).await;
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    house.store.listen().end_import(import, &ImportEnd::default()).await.unwrap();
    let state = house.store.listen().import(import).await.unwrap().unwrap().state;
    assert_eq!(state, ImportState::Undoing);
}

async fn an_import_is_taken_back_once(house: House) {
    let import = begin(&house, "a.csv").await;
    bring(&house, import, &["a"]).await;
    assert_eq!(undo(&house, import, false).await, (1, 0, 0));
    let again = house.store.listen().undo_import(import, false, &by(NOW)).await;
    assert!(matches!(again, Err(StoreError::Invalid(_))), "{again:?}");
    let step = house.store.listen().undo_step(import, 9, &by(NOW)).await.unwrap();
    assert_eq!(step, UndoStep::Overtaken);
}

async fn layouts_are_remembered(house: House) {
    let (listen, source) = (house.store.listen(), house.source().await);
    assert_eq!(listen.layout_of("forum", 7).await.unwrap(), None);
    listen.keep_layout(source.id, 7, "{\"a\":1}", NOW).await.unwrap();
    listen.keep_layout(source.id, 7, "{\"a\":2}", NOW + 1).await.unwrap();
    let found = listen.layout_of("forum", 7).await.unwrap();
    assert_eq!(found, Some(("{\"a\":2}".to_owned(), "forum".to_owned())));
    // Another source's files with the same header are likely read the same way.
    assert_eq!(listen.layout_of("new", 7).await.unwrap().unwrap().1, "forum");
    assert_eq!(listen.layout_of("forum", 8).await.unwrap(), None);
}
