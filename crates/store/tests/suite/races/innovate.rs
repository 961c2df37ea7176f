//! Ideas at the same moment.

use plaza_core::{IdeaId, Seen};
use plaza_store::innovate::{IdeaUpdate, NewEvidence, NewIdea};

use super::{is_invalid, is_stale, mention, races, twice, winner};
use crate::house::{House, NOW, by};

races! {
    two_edits_of_one_idea,
    ideas_merged_into_each_other,
    one_quote_twice,
}

async fn idea(house: &House, title: &str) -> IdeaId {
    let new = NewIdea { title: title.to_owned(), ..NewIdea::default() };
    house.store.innovate().create_idea(&new, &[], &by(NOW)).await.unwrap().value.id
}

async fn two_edits_of_one_idea(house: &House, _: usize) {
    let id = idea(house, "Más").await;
    let results = twice(house, |store, who| async move {
        let title = Some(format!("de {who}"));
        let update = IdeaUpdate { title, ..IdeaUpdate::default() };
        store.innovate().update_idea(Seen::at(id, 1), &update, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let kept = house.store.innovate().idea(id).await.unwrap().unwrap();
    assert_eq!((kept.title, kept.version), (format!("de {who}"), 2));
}

async fn ideas_merged_into_each_other(house: &House, _: usize) {
    let ideas = [idea(house, "a").await, idea(house, "b").await];
    let results = twice(house, |store, who| async move {
        store.innovate().merge_idea(ideas[who], ideas[1 - who], &by(NOW)).await
    })
    .await;
    let (who, kept) = winner(results, is_invalid);
    assert_eq!((kept.value.id, kept.value.merged_into), (ideas[1 - who], None));
}

async fn one_quote_twice(house: &House, n: usize) {
    let (id, mention_id) = (idea(house, "Más").await, mention(house, n).await);
    let results = twice(house, |store, _| async move {
        let quote = NewEvidence { mention_id, quote: "llega".to_owned(), start: 8, end: 13 };
        store.innovate().add_evidence(id, &quote, &by(NOW)).await.map(|done| done.value.id)
    })
    .await;
    let [a, b] = results.map(Result::unwrap);
    assert_eq!(a, b, "the same quote twice is one");
    assert_eq!(house.store.innovate().evidence(id).await.unwrap().len(), 1);
}
