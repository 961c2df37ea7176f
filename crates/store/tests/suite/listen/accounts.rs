//! Who is one person: ids identify, handles are shown.

use plaza_core::{AuthorId, AuthorIs, AuthorMark, IncomingMention, Millis};
use plaza_store::listen::{Batch, EditedRow, NewSource, Saved, Source};
use plaza_store::{Action, Author, MentionView, StoreError};

use crate::house::{HOUR, House, NOW, act, batch, by, forum, new_row, normal, on_both_databases};

on_both_databases! {
    a_renamed_handle_stays_one,
    a_recycled_handle_becomes_two,
    one_account_in_two_places_is_one,
    the_same_id_in_two_spaces_is_two,
    a_name_that_is_shown_joins_nothing_and_takes_no_id,
    an_author_known_by_handle_takes_the_id,
    an_id_that_comes_with_the_same_mention_is_taken_under_another_handle,
    two_ids_never_become_one,
    an_author_in_a_second_place_turns_out_to_be_the_account,
    a_source_without_ids_finds_who_has_the_handle,
    marks_are_versioned_and_for_accounts_only,
}

/// A mention by an account; `#` before the id stands for the id in no named space.
fn by_account(external_id: &str, id: Option<&str>, handle: &str) -> IncomingMention {
    IncomingMention {
        external_id: external_id.to_owned(),
        text: "La batería dura poco".to_owned(),
        author: Some(handle.to_owned()),
        account: id.map(|id| id.trim_start_matches('#').to_owned()),
        account_space: id.filter(|id| !id.starts_with('#')).map(|_| "github.com".to_owned()),
        created_at: Some(NOW - HOUR),
        ..IncomingMention::default()
    }
}

async fn source_at(house: &House, name: &str, place: &str) -> Source {
    let new = NewSource { place: place.to_owned(), ..forum(name) };
    house.store.listen().create_source(&new, &by(NOW)).await.unwrap().value
}

/// Stores what a source tells, as a collector does: what it has not told before.
async fn tell(house: &House, source: &Source, at: Millis, told: Vec<IncomingMention>) -> Saved {
    let listen = house.store.listen();
    let ids: Vec<&str> = told.iter().map(|mention| mention.external_id.as_str()).collect();
    let known = listen.known(source.place_id, source.id, &ids).await.unwrap();
    let mut told_now = Batch { now: at, ..batch(source) };
    for mention in &told {
        match known.get(&mention.external_id) {
            Some(known) if known.input_hash == Some(normal(mention.clone()).input_hash) => {}
            Some(known) => {
                let mention = normal(mention.clone());
                told_now.edited.push(EditedRow { id: known.id, mention, insight: None });
            }
            None => {
                let id = house.store.reserve_ids(1).await.unwrap()[0];
                told_now.new.push(new_row(id, mention.clone()));
            }
        }
    }
    listen.save_batch(&told_now).await.unwrap()
}

async fn mention(house: &House, source: &Source, external_id: &str) -> MentionView {
    let known =
        house.store.listen().known(source.place_id, source.id, &[external_id]).await.unwrap();
    house.store.mention(known[external_id].id).await.unwrap().unwrap()
}

async fn author_of(house: &House, source: &Source, external_id: &str) -> AuthorId {
    mention(house, source, external_id).await.author_id.unwrap()
}

async fn author(house: &House, id: AuthorId) -> Author {
    house.store.author(id).await.unwrap().unwrap()
}

async fn a_renamed_handle_stays_one(house: House) {
    let source = house.source().await;
    tell(&house, &source, NOW, vec![by_account("m1", Some("7"), "ana")]).await;
    tell(&house, &source, NOW + HOUR, vec![by_account("m2", Some("7"), "ana_madrid")]).await;
    let ana = author_of(&house, &source, "m1").await;
    assert_eq!(author_of(&house, &source, "m2").await, ana);
    let now = author(&house, ana).await;
    assert_eq!((now.handle.as_str(), now.account.as_deref()), ("ana_madrid", Some("7")));
    assert_eq!((now.account_space.as_deref(), now.mention_count), (Some("github.com"), 2));
    let earlier = house.store.earlier_handles(ana).await.unwrap();
    assert_eq!(earlier.len(), 1);
    let was = &earlier[0];
    assert_eq!((was.handle.as_str(), was.since, was.until), ("ana", NOW, NOW + HOUR));
    assert_eq!(mention(&house, &source, "m1").await.author.as_deref(), Some("ana_madrid"));
    for name in ["ana", "ana_madrid", "7"] {
        assert_eq!(house.store.authors_called(name).await.unwrap(), [ana], "{name}");
    }
    // Back again: what is current is not earlier.
    tell(&house, &source, NOW + 2 * HOUR, vec![by_account("m3", Some("7"), "ana")]).await;
    let earlier = house.store.earlier_handles(ana).await.unwrap();
    assert_eq!(earlier.iter().map(|was| was.handle.as_str()).collect::<Vec<_>>(), ["ana_madrid"]);
}

async fn a_recycled_handle_becomes_two(house: House) {
    let source = house.source().await;
    tell(&house, &source, NOW, vec![by_account("m1", Some("7"), "ana")]).await;
    tell(&house, &source, NOW + 1, vec![by_account("m2", Some("7"), "ana_madrid")]).await;
    tell(&house, &source, NOW + 2, vec![by_account("m3", Some("9"), "ana")]).await;
    let (first, second) =
        (author_of(&house, &source, "m1").await, author_of(&house, &source, "m3").await);
    assert_ne!(first, second);
    assert_eq!(author(&house, first).await.handle, "ana_madrid");
    assert_eq!(author(&house, second).await.handle, "ana");
    // Also where the first one was not renamed before our eyes.
    tell(&house, &source, NOW + 3, vec![by_account("m4", Some("11"), "ana")]).await;
    assert_ne!(author_of(&house, &source, "m4").await, second);
    assert_eq!(house.store.authors_called("ana").await.unwrap().len(), 3);
}

async fn one_account_in_two_places_is_one(house: House) {
    let (one, other) =
        (source_at(&house, "one", "a/x").await, source_at(&house, "two", "a/y").await);
    tell(&house, &one, NOW, vec![by_account("m1", Some("7"), "ana")]).await;
    tell(&house, &other, NOW, vec![by_account("m1", Some("7"), "ana")]).await;
    let ana = author_of(&house, &one, "m1").await;
    assert_eq!(author_of(&house, &other, "m1").await, ana);
    assert_eq!(house.store.author_mentions(ana, 9).await.unwrap().len(), 2);
    // An id without a space is good for its place alone.
    tell(&house, &one, NOW, vec![by_account("m2", Some("#7"), "bea")]).await;
    tell(&house, &other, NOW, vec![by_account("m2", Some("#7"), "bea")]).await;
    let bea = author_of(&house, &one, "m2").await;
    assert_ne!(author_of(&house, &other, "m2").await, bea);
    assert_eq!(author(&house, bea).await.account_space, None);
}

async fn the_same_id_in_two_spaces_is_two(house: House) {
    let source = house.source().await;
    let elsewhere = IncomingMention {
        account_space: Some("gitlab.com".to_owned()),
        ..by_account("m2", Some("7"), "ana")
    };
    tell(&house, &source, NOW, vec![by_account("m1", Some("7"), "ana"), elsewhere]).await;
    let one = author_of(&house, &source, "m1").await;
    assert_ne!(author_of(&house, &source, "m2").await, one);
}

async fn a_name_that_is_shown_joins_nothing_and_takes_no_id(house: House) {
    let source = house.source().await;
    let shown = |id: &str, is| IncomingMention {
        author_name: Some("María García".to_owned()),
        author_is: is,
        ..by_account(id, None, "María García")
    };
    let told = vec![
        shown("m1", AuthorIs::ShownName),
        shown("m2", AuthorIs::ShownName),
        shown("m3", AuthorIs::Collective),
    ];
    tell(&house, &source, NOW, told).await;
    // Somebody of that handle, with an id.
    tell(&house, &source, NOW, vec![by_account("m4", Some("7"), "María García")]).await;
    let is = async |id: &str| mention(&house, &source, id).await.author_is;
    assert_eq!(is("m1").await, AuthorIs::ShownName);
    assert_eq!(is("m3").await, AuthorIs::Collective);
    assert_eq!(is("m4").await, AuthorIs::Account);
    assert_ne!(author_of(&house, &source, "m4").await, author_of(&house, &source, "m1").await);
    assert_eq!(house.store.accounts().await.unwrap().same, []);
    // An index is told what each of them is.
    let docs = house.store.find().changes_since(0, 9).await.unwrap();
    let told: Vec<_> =
        docs.iter().map(|doc| doc.writer.unwrap()).map(|w| (w.is, w.by_id)).collect();
    let shown = (AuthorIs::ShownName, false);
    let expected = [shown, shown, (AuthorIs::Collective, false), (AuthorIs::Account, true)];
    assert_eq!(told, expected);
}

async fn an_author_known_by_handle_takes_the_id(house: House) {
    let source = house.source().await;
    tell(&house, &source, NOW, vec![by_account("m1", None, "ana")]).await;
    tell(&house, &source, NOW, vec![by_account("m2", None, "bea")]).await;
    let (ana, bea) =
        (author_of(&house, &source, "m1").await, author_of(&house, &source, "m2").await);
    // With another mention under the handle, and with the same mention.
    let told = vec![by_account("m3", Some("7"), "ana"), by_account("m2", Some("8"), "bea")];
    let saved = tell(&house, &source, NOW, told).await;
    assert_eq!((saved.new, saved.edited, saved.noted), (1, 0, 0));
    assert_eq!(author_of(&house, &source, "m3").await, ana);
    assert_eq!(author(&house, ana).await.account.as_deref(), Some("7"));
    assert_eq!(author_of(&house, &source, "m2").await, bea);
    assert_eq!(author(&house, bea).await.account.as_deref(), Some("8"));
    assert_eq!(house.ask("select count(*) from author").await, ["2"]);
    // And again: nothing is new.
    let again = vec![by_account("m3", Some("7"), "ana"), by_account("m2", Some("8"), "bea")];
    let revision = house.store.revision().await.unwrap();
    assert_eq!(tell(&house, &source, NOW, again).await, Saved { revision, ..Saved::default() });
}

async fn an_id_that_comes_with_the_same_mention_is_taken_under_another_handle(house: House) {
    let source = house.source().await;
    tell(&house, &source, NOW, vec![by_account("m1", None, "ana")]).await;
    tell(&house, &source, NOW, vec![by_account("m1", Some("7"), "ana_madrid")]).await;
    let ana = author(&house, author_of(&house, &source, "m1").await).await;
    assert_eq!((ana.handle.as_str(), ana.account.as_deref()), ("ana_madrid", Some("7")));
    assert_eq!(house.store.earlier_handles(ana.id).await.unwrap()[0].handle, "ana");
    assert_eq!(house.ask("select count(*) from author").await, ["1"]);
}

async fn two_ids_never_become_one(house: House) {
    let source = house.source().await;
    tell(&house, &source, NOW, vec![by_account("m1", None, "ana"), by_account("m2", None, "ana")])
        .await;
    let old = author_of(&house, &source, "m1").await;
    // Two accounts had the handle: nobody knows whose the old mentions are, but for those that
    // come again.
    let told = vec![by_account("m3", Some("7"), "ana"), by_account("m4", Some("9"), "ana")];
    tell(&house, &source, NOW, told).await;
    let (seven, nine) =
        (author_of(&house, &source, "m3").await, author_of(&house, &source, "m4").await);
    assert_ne!(seven, nine);
    assert_eq!(author_of(&house, &source, "m1").await, old);
    assert!(![seven, nine].contains(&old));
    let saved = tell(&house, &source, NOW, vec![by_account("m1", Some("7"), "ana")]).await;
    assert_eq!((saved.edited, saved.noted), (0, 1));
    assert_eq!(author_of(&house, &source, "m1").await, seven);
    assert_eq!(author_of(&house, &source, "m2").await, old);
    assert_eq!(house.store.accounts().await.unwrap().same, []);
}

async fn an_author_in_a_second_place_turns_out_to_be_the_account(house: House) {
    let (one, other) =
        (source_at(&house, "one", "a/x").await, source_at(&house, "two", "a/y").await);
    for source in [&one, &other] {
        tell(&house, source, NOW, vec![by_account("old", None, "ana")]).await;
        tell(&house, source, NOW, vec![by_account("new", Some("7"), "ana")]).await;
    }
    let ana = author_of(&house, &one, "old").await;
    let accounts = house.store.accounts().await.unwrap();
    assert_eq!(accounts.same.len(), 1);
    assert_eq!(accounts.same[0].1, ana);
    // Everybody who asks for the other one sees her.
    for source in [&one, &other] {
        for id in ["old", "new"] {
            assert_eq!(author_of(&house, source, id).await, ana);
        }
    }
    assert_eq!(author(&house, accounts.same[0].0).await.id, ana);
    assert_eq!(house.store.author_mentions(ana, 9).await.unwrap().len(), 4);
    assert_eq!(author(&house, ana).await.mention_count, 4);
    assert_eq!(house.store.authors_of(ana).await.unwrap().len(), 2);
    assert!(house.store.accounts_revision().await.unwrap() > 0);
    assert_eq!(house.store.damages().await.unwrap(), Vec::<String>::new());
    // What comes by handle alone is hers from now on, without an edit.
    let saved = tell(&house, &other, NOW, vec![by_account("later", None, "ana")]).await;
    assert_eq!(saved.new, 1);
    assert_eq!(author_of(&house, &other, "later").await, ana);
}

async fn a_source_without_ids_finds_who_has_the_handle(house: House) {
    let (with, without) =
        (source_at(&house, "with", "a/x").await, source_at(&house, "without", "a/x").await);
    assert_eq!(with.place_id, without.place_id);
    let named = || vec![by_account("m1", Some("7"), "ana"), by_account("m2", Some("7"), "ana")];
    let bare = || vec![by_account("m1", None, "ana"), by_account("m3", None, "ana")];
    tell(&house, &with, NOW, named()).await;
    tell(&house, &without, NOW, bare()).await;
    let ana = author_of(&house, &with, "m1").await;
    assert_eq!(author_of(&house, &with, "m3").await, ana);
    // In turns, for ever: nothing is edited, nothing noted.
    let revision = house.store.revision().await.unwrap();
    for _ in 0..3 {
        for (source, told) in [(&with, named()), (&without, bare())] {
            let nothing = Saved { revision, ..Saved::default() };
            assert_eq!(tell(&house, source, NOW + HOUR, told).await, nothing);
        }
    }
    assert_eq!(house.ask("select count(*) from author").await, ["1"]);
}

async fn marks_are_versioned_and_for_accounts_only(house: House) {
    let source = house.source().await;
    let shown = IncomingMention {
        author_is: AuthorIs::ShownName,
        ..by_account("m2", None, "A Google user")
    };
    tell(&house, &source, NOW, vec![by_account("m1", Some("7"), "ana"), shown]).await;
    let ana = author_of(&house, &source, "m1").await;
    let marking = act(Action::AuthorMark, NOW);
    let before = house.store.accounts_revision().await.unwrap();
    let marked = house.store.mark_author(ana, Some(AuthorMark::Staff), &marking).await.unwrap();
    assert_eq!((marked.value.mark, marked.value.version), (Some(AuthorMark::Staff), 2));
    assert!(house.store.accounts_revision().await.unwrap() > before);
    assert_eq!(house.store.accounts().await.unwrap().marked, [ana]);
    let view = mention(&house, &source, "m1").await;
    assert_eq!(view.author_mark, Some(AuthorMark::Staff));
    let log = house.store.audit_log(None, 1).await.unwrap();
    assert_eq!(
        (log[0].action.as_str(), log[0].target.clone()),
        ("author.mark", format!("author:{ana}"))
    );
    let stale = plaza_core::Seen::at(ana, 1);
    let refused = house.store.mark_author(stale, None, &marking).await;
    assert!(matches!(refused, Err(StoreError::Stale(_))), "{refused:?}");
    house.store.mark_author(ana, None, &marking).await.unwrap();
    assert_eq!(house.store.accounts().await.unwrap().marked, []);
    let shown = author_of(&house, &source, "m2").await;
    let refused = house.store.mark_author(shown, Some(AuthorMark::Bot), &marking).await;
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    let gone = house.store.mark_author(AuthorId::from(99), None, &marking).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
}
