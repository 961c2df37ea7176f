//! Ideas, evidence and merging.

use plaza_core::{
    AuthorIs, AuthorMark, IdeaId, IdeaStage, IncomingMention, MentionId, People, RiceInputs,
};
use plaza_store::innovate::{IdeaUpdate, NewEvidence, NewIdea};
use plaza_store::{Action, StoreError};

use crate::house::{House, NOW, act, by, on_both_databases, said};

on_both_databases! {
    an_idea_is_kept_and_changed,
    ideas_move_on_the_board,
    moving_in_front_again_and_again_never_runs_out_of_room,
    evidence_counts_people,
    ours_marked_and_shown_names_are_counted_by_the_rule,
    merging_counts_people_once_and_loses_nothing,
    circles_of_merges_are_refused,
}

async fn idea(house: &House, title: &str) -> IdeaId {
    let new = NewIdea { title: title.to_owned(), ..NewIdea::default() };
    house.store.innovate().create_idea(&new, &[], &by(NOW)).await.unwrap().value.id
}

fn quote(mention_id: MentionId, quote: &str, start: i64, end: i64) -> NewEvidence {
    NewEvidence { mention_id, quote: quote.to_owned(), start, end }
}

async fn titles(house: &House, stage: Option<IdeaStage>) -> Vec<String> {
    house.store.innovate().ideas(stage).await.unwrap().into_iter().map(|idea| idea.title).collect()
}

/// A mention by `author`.
async fn mention(house: &House, external_id: &str, author: Option<&str>) -> MentionId {
    let mention = IncomingMention {
        author: author.map(str::to_owned),
        ..said(external_id, "Ojalá durase más")
    };
    house.add(vec![mention]).await[0]
}

async fn an_idea_is_kept_and_changed(house: House) {
    let store = &house.store;
    let id = idea(&house, "Batería").await;
    let rice = RiceInputs { reach: Some(20.0), impact: Some(0.5), ..RiceInputs::default() };
    let update = IdeaUpdate {
        title: Some("Bigger battery".to_owned()),
        description: Some("Two days".to_owned()),
        rice: Some(rice),
        owner_id: None,
    };
    let changed = store.innovate().update_idea(id, &update, &by(NOW + 1)).await.unwrap().value;
    assert_eq!(
        (changed.title.as_str(), changed.description.as_str()),
        ("Bigger battery", "Two days")
    );
    assert_eq!((changed.rice, changed.updated_at, changed.created_at), (rice, NOW + 1, NOW));
    assert_eq!((changed.evidence_count, changed.people.total()), (0, 0));
    assert_eq!(store.innovate().idea(id).await.unwrap(), Some(changed));
    let missing = store.innovate().update_idea(IdeaId::from(99), &update, &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
    assert_eq!(store.innovate().idea(99.into()).await.unwrap(), None);
}

async fn ideas_move_on_the_board(house: House) {
    let store = &house.store;
    let a = idea(&house, "a").await;
    let b = idea(&house, "b").await;
    let c = idea(&house, "c").await;
    assert_eq!(titles(&house, None).await, ["a", "b", "c"]);
    store.innovate().move_idea(c, IdeaStage::New, Some(a), &by(NOW)).await.unwrap();
    assert_eq!(titles(&house, None).await, ["c", "a", "b"]);
    store.innovate().move_idea(b, IdeaStage::New, Some(a), &by(NOW)).await.unwrap();
    assert_eq!(titles(&house, None).await, ["c", "b", "a"]);
    store.innovate().move_idea(c, IdeaStage::New, None, &by(NOW)).await.unwrap();
    assert_eq!(titles(&house, None).await, ["b", "a", "c"]);
    store.innovate().move_idea(a, IdeaStage::Shipped, None, &by(NOW)).await.unwrap();
    store.innovate().move_idea(b, IdeaStage::Building, Some(a), &by(NOW)).await.unwrap();
    assert_eq!(titles(&house, None).await, ["c", "b", "a"], "by stage, not by alphabet");
    assert_eq!(titles(&house, Some(IdeaStage::Building)).await, ["b"]);
    let missing =
        store.innovate().move_idea(IdeaId::from(99), IdeaStage::New, None, &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

async fn moving_in_front_again_and_again_never_runs_out_of_room(house: House) {
    let last = idea(&house, "last").await;
    let a = idea(&house, "a").await;
    let b = idea(&house, "b").await;
    house.store.innovate().move_idea(last, IdeaStage::New, None, &by(NOW)).await.unwrap();
    for n in 0..150 {
        let moving = if n % 2 == 0 { a } else { b };
        house
            .store
            .innovate()
            .move_idea(moving, IdeaStage::New, Some(last), &by(NOW))
            .await
            .unwrap();
        let expected = if n % 2 == 0 { ["b", "a", "last"] } else { ["a", "b", "last"] };
        assert_eq!(titles(&house, None).await, expected, "move {n}");
    }
}

async fn evidence_counts_people(house: House) {
    let store = &house.store;
    let id = idea(&house, "Batería").await;
    let ana = mention(&house, "1", Some("ana")).await;
    let ana_again = mention(&house, "2", Some("ana")).await;
    let nobody = mention(&house, "3", None).await;
    let first = store
        .innovate()
        .add_evidence(id, &quote(ana, "Ojalá", 0, 5), &by(NOW))
        .await
        .unwrap()
        .value;
    let again = by(NOW + 1);
    let same =
        store.innovate().add_evidence(id, &quote(ana, "Ojalá", 0, 5), &again).await.unwrap().value;
    assert_eq!(same, first);
    assert_eq!((first.author.as_deref(), first.source_name.as_str()), (Some("ana"), "forum"));
    assert_eq!((first.start, first.end, first.mention_deleted), (0, 5, false));
    store.innovate().add_evidence(id, &quote(ana, "más", 13, 16), &by(NOW + 2)).await.unwrap();
    store
        .innovate()
        .add_evidence(id, &quote(ana_again, "Ojalá", 0, 5), &by(NOW + 3))
        .await
        .unwrap();
    let last = store
        .innovate()
        .add_evidence(id, &quote(nobody, "Ojalá", 0, 5), &by(NOW + 4))
        .await
        .unwrap()
        .value;
    let found = store.innovate().idea(id).await.unwrap().unwrap();
    assert_eq!((found.evidence_count, found.people.total()), (4, 2));
    assert_eq!(store.innovate().ideas(None).await.unwrap(), std::slice::from_ref(&found));
    assert_eq!(store.innovate().ideas_of_mention(ana).await.unwrap(), [found]);
    assert_eq!(store.mention(ana).await.unwrap().unwrap().idea_count, 1);

    store.innovate().remove_evidence(id, last.id, &by(NOW)).await.unwrap();
    let gone = store.innovate().remove_evidence(id, last.id, &by(NOW)).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    assert_eq!(store.innovate().idea(id).await.unwrap().unwrap().people.total(), 1);
    house.delete("1").await;
    let evidence = store.innovate().evidence(id).await.unwrap();
    assert_eq!(evidence.len(), 3);
    assert!(evidence[0].mention_deleted);
    assert_eq!((evidence[0].id, evidence[0].quote.as_str()), (first.id, ""));
    assert_eq!(house.ask("select quote from evidence where quote <> ''").await, ["Ojalá"]);
    let late = store.innovate().add_evidence(id, &quote(ana, "late", 0, 4), &by(NOW)).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "nobody quotes what is gone: {late:?}");
    for (idea, mention) in [(99.into(), ana), (id, 999.into())] {
        let missing =
            store.innovate().add_evidence(idea, &quote(mention, "x", 0, 1), &by(NOW)).await;
        assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
    }
}

async fn ours_marked_and_shown_names_are_counted_by_the_rule(house: House) {
    let store = &house.store;
    let id = idea(&house, "Batería").await;
    let told = |external_id: &str, account: Option<&str>| IncomingMention {
        account: account.map(str::to_owned),
        ..said(external_id, "Ojalá durara más")
    };
    let shown = |external_id: &str| IncomingMention {
        author: Some("A Google user".to_owned()),
        author_is: AuthorIs::ShownName,
        ..told(external_id, None)
    };
    let mentions = house
        .add(vec![
            told("1", Some("7")),
            IncomingMention { author: Some("eva".to_owned()), ..told("2", Some("8")) },
            IncomingMention { author: Some("bea".to_owned()), ..told("3", None) },
            IncomingMention { ours: true, ..told("4", Some("9")) },
            shown("5"),
            shown("6"),
            IncomingMention { author: None, ..told("7", None) },
        ])
        .await;
    for mention in &mentions {
        let evidence = quote(*mention, "Ojalá", 0, 5);
        store.innovate().add_evidence(id, &evidence, &by(NOW)).await.unwrap();
    }
    let again = quote(mentions[4], "más", 13, 16);
    store.innovate().add_evidence(id, &again, &by(NOW)).await.unwrap();
    let people = async || store.innovate().idea(id).await.unwrap().unwrap().people;
    assert_eq!(people().await, People { by_id: 2, by_handle: 1, unknown: 3 });
    let eva = store.mention(mentions[1]).await.unwrap().unwrap().author_id.unwrap();
    let marking = act(Action::AuthorMark, NOW);
    store.mark_author(eva, Some(AuthorMark::Bot), &marking).await.unwrap();
    assert_eq!(people().await, People { by_id: 1, by_handle: 1, unknown: 3 });
    let listed = store.innovate().ideas(None).await.unwrap();
    assert_eq!(listed[0].people, people().await);
}

async fn merging_counts_people_once_and_loses_nothing(house: House) {
    let store = &house.store;
    let (one, two, three) =
        (idea(&house, "1").await, idea(&house, "2").await, idea(&house, "3").await);
    let ana = mention(&house, "1", Some("ana")).await;
    let eva = mention(&house, "2", Some("eva")).await;
    for (idea, mention) in [(one, ana), (two, ana), (two, eva), (three, eva)] {
        store
            .innovate()
            .add_evidence(idea, &quote(mention, "Ojalá", 0, 5), &by(NOW))
            .await
            .unwrap();
    }
    let counts = async |id: IdeaId| {
        let idea = store.innovate().idea(id).await.unwrap().unwrap();
        (idea.evidence_count, idea.people.total())
    };
    store.innovate().merge_idea(three, two, &by(NOW)).await.unwrap();
    store.innovate().merge_idea(two, one, &by(NOW)).await.unwrap();
    assert_eq!(counts(one).await, (4, 2));
    assert_eq!(store.innovate().evidence(one).await.unwrap().len(), 4);
    assert_eq!(titles(&house, None).await, ["1"]);
    assert_eq!(store.innovate().ideas(None).await.unwrap()[0].people.total(), 2);
    assert_eq!(store.innovate().idea(two).await.unwrap().unwrap().merged_into, Some(one));

    store.innovate().unmerge_idea(two, &by(NOW)).await.unwrap();
    assert_eq!((counts(one).await, counts(two).await), ((1, 1), (3, 2)));
    store.innovate().unmerge_idea(three, &by(NOW)).await.unwrap();
    assert_eq!((counts(two).await, counts(three).await), ((2, 2), (1, 1)));
    assert_eq!(titles(&house, None).await, ["1", "2", "3"]);
    let missing = store.innovate().unmerge_idea(IdeaId::from(99), &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

async fn circles_of_merges_are_refused(house: House) {
    let store = &house.store;
    let (one, two, three) =
        (idea(&house, "1").await, idea(&house, "2").await, idea(&house, "3").await);
    store.innovate().merge_idea(two, one, &by(NOW)).await.unwrap();
    for (from, into) in [(one, one), (one, two), (two, three), (three, two)] {
        let refused = store.innovate().merge_idea(from, into, &by(NOW)).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{from} {into} {refused:?}");
    }
    for (from, into) in [(99.into(), one), (one, 99.into())] {
        let refused = store.innovate().merge_idea(from, into, &by(NOW)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
}
