//! Themes, words on mentions and learnt heads at the same moment.

use plaza_core::{HeadId, Seen, Sentiment, ThemeId};
use plaza_store::understand::{Correction, NewHead, NewTheme, ThemeUpdate, TrialRecord};
use plaza_store::{Result, Store, StoreError};
use serde_json::json;

use super::{at_once, is_invalid, is_stale, mention, races, twice, winner};
use crate::house::{House, NOW, by, insight};

races! {
    two_edits_of_one_theme,
    themes_merged_into_each_other,
    a_merge_and_new_keywords,
    one_edit_undone_twice,
    a_split_and_a_move,
    two_words_on_one_mention,
    two_heads_for_one_model,
    heads_taken_back_twice,
}

async fn theme(house: &House, label: &str) -> ThemeId {
    let keywords = vec![label.to_owned()];
    let new = NewTheme { label: label.to_owned(), keywords, ..NewTheme::default() };
    house.store.understand().create_theme(&new, &by(NOW)).await.unwrap().value.id
}

async fn two_edits_of_one_theme(house: &House, _: usize) {
    let id = theme(house, "t").await;
    let results = twice(house, |store, who| async move {
        let label = Some(format!("de {who}"));
        let update = ThemeUpdate { label, ..ThemeUpdate::default() };
        store.understand().update_theme(Seen::at(id, 1), &update, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let kept = house.store.understand().theme(id).await.unwrap().unwrap();
    assert_eq!((kept.label, kept.version), (format!("de {who}"), 2));
    assert_eq!(house.store.understand().theme_edits(id, 9).await.unwrap().len(), 1);
}

async fn themes_merged_into_each_other(house: &House, _: usize) {
    let themes = [theme(house, "a").await, theme(house, "b").await];
    let results = twice(house, |store, who| async move {
        store.understand().merge_theme(themes[who], themes[1 - who], &by(NOW)).await
    })
    .await;
    let (who, kept) = winner(results, is_invalid);
    assert_eq!((kept.value.id, kept.value.merged_into), (themes[1 - who], None));
}

/// The keywords that somebody gives the theme that stays are not lost by the union, nor is the
/// union by them: one of the two is told.
async fn a_merge_and_new_keywords(house: &House, _: usize) {
    let (from, into) = (theme(house, "a").await, theme(house, "b").await);
    let (merging, editing) = (house.store.clone(), house.store.clone());
    let (merged, edited) = at_once(
        async move { merging.understand().merge_theme(from, into, &by(NOW)).await },
        async move {
            let keywords = Some(vec!["b".to_owned(), "c".to_owned()]);
            let update = ThemeUpdate { keywords, ..ThemeUpdate::default() };
            editing.understand().update_theme(Seen::at(into, 1), &update, &by(NOW)).await
        },
    )
    .await;
    merged.unwrap();
    let keywords = house.store.understand().theme(into).await.unwrap().unwrap().keywords;
    match edited {
        Ok(_) => assert_eq!(keywords, ["b", "c", "a"]),
        Err(error) => {
            assert!(is_stale(&error), "{error:?}");
            assert_eq!(keywords, ["b", "a"]);
        }
    }
}

async fn one_edit_undone_twice(house: &House, _: usize) {
    let id = theme(house, "0").await;
    for label in ["1", "2"] {
        let update = ThemeUpdate { label: Some(label.to_owned()), ..ThemeUpdate::default() };
        house.store.understand().update_theme(id, &update, &by(NOW)).await.unwrap();
    }
    let last = house.store.understand().theme_edits(id, 1).await.unwrap()[0].id;
    let results = twice(house, |store, _| async move {
        store.understand().undo_theme_edit(id, Some(last), &by(NOW)).await
    })
    .await;
    winner(results, is_stale);
    assert_eq!(house.store.understand().theme(id).await.unwrap().unwrap().label, "1");
}

async fn a_split_and_a_move(house: &House, n: usize) {
    let (all, other) = (theme(house, "all").await, theme(house, "other").await);
    let said = mention(house, n).await;
    let read = [(said, insight("native@1"))];
    house.store.understand().save_insights(&read, i64::MAX).await.unwrap();
    house.store.understand().set_themes(&[(said, Some(all))]).await.unwrap();
    let (splitting, moving) = (house.store.clone(), house.store.clone());
    let (split, moved) = at_once(
        async move {
            let new = NewTheme { label: "part".to_owned(), ..NewTheme::default() };
            splitting.understand().split_theme(all, &new, &[said], true, &by(NOW)).await
        },
        async move { moving.understand().move_mentions(&[said], Some(other), &by(NOW)).await },
    )
    .await;
    moved.unwrap();
    // Split first and moved then, or moved first: then there was nothing to split off.
    assert!(matches!(split, Ok(_) | Err(StoreError::Conflict)), "{split:?}");
    let held = house.store.mention(said).await.unwrap().unwrap().insight.unwrap().theme_id;
    assert_eq!(held, Some(other));
}

async fn two_words_on_one_mention(house: &House, n: usize) {
    let id = mention(house, n).await;
    let read = [(id, insight("native@1"))];
    house.store.understand().save_insights(&read, i64::MAX).await.unwrap();
    let seen = house.store.mention(id).await.unwrap().unwrap().insight_version();
    let words = [Sentiment::Positive, Sentiment::Mixed];
    let results = twice(house, |store, who| async move {
        let word = Correction { sentiment: Some(words[who]), ..Correction::default() };
        store.understand().correct_insight(Seen::at(id, seen), &word, &by(NOW)).await
    })
    .await;
    let (who, _) = winner(results, is_stale);
    let insight = house.store.mention(id).await.unwrap().unwrap().insight.unwrap();
    assert_eq!(insight.effective_sentiment, words[who]);
}

async fn promote(store: Store, replaces: Option<HeadId>) -> Result<HeadId> {
    let head = NewHead { base_model: "native@1", weights: "w", replaces, report: json!(null) };
    let record = |_| TrialRecord { key: "trial", model: "native@1".to_owned(), trial: json!(null) };
    Ok(store.understand().record_trial(Some(&head), &record, &by(NOW)).await?.value.unwrap())
}

async fn two_heads_for_one_model(house: &House, _: usize) {
    let before = house.store.understand().active_head("native@1").await.unwrap();
    let results = twice(house, |store, _| promote(store, before)).await;
    let (_, head) = winner(results, |error| matches!(error, StoreError::Conflict));
    let active = house.store.understand().active_head("native@1").await.unwrap();
    assert_eq!(active, Some(head));
}

async fn heads_taken_back_twice(house: &House, _: usize) {
    let before = house.store.understand().active_head("native@1").await.unwrap();
    let first = promote(house.store.clone(), before).await.unwrap();
    let second = promote(house.store.clone(), Some(first)).await.unwrap();
    let seen = format!("native@1+w{second}");
    let results = twice(house, |store, _| {
        let seen = seen.clone();
        async move { store.understand().revert_head("native@1", Some(&seen), &by(NOW)).await }
    })
    .await;
    winner(results, |error| matches!(error, StoreError::Conflict));
    let active = house.store.understand().active_head("native@1").await.unwrap();
    assert_eq!(active, Some(first));
}
