//! Insights, and people's word above them.

use plaza_core::{Intent, MentionId, Sentiment, ThemeId, ThemeState};
use plaza_store::StoreError;
use plaza_store::understand::{Correction, NewTheme, StoredInsight, ThemeUpdate};

use crate::house::{House, NOW, by, insight, on_both_databases, said};

on_both_databases! {
    another_model_reads_everything_again,
    what_changed_while_the_model_read_is_read_again,
    a_correction_beats_the_model_and_survives_it,
    a_correction_before_the_model,
    themes_are_assigned_without_touching_corrections,
    themes_are_kept_and_changed,
    a_merged_theme_hands_its_mentions_over,
}

async fn another_model_reads_everything_again(house: House) {
    let store = &house.store;
    let ids = house.add((0..5).map(|n| said(&n.to_string(), "text")).collect()).await;
    house.delete("4").await;
    let stale = async |model: &str, after: i64, limit: i64| -> Vec<MentionId> {
        let found = store.understand().stale_insights(model, after, limit).await.unwrap();
        found.into_iter().map(|text| text.id).collect()
    };
    assert_eq!(stale("native@1", 0, 9).await, ids[..4]);
    assert_eq!(stale("native@1", 0, 2).await, ids[..2]);
    let second = store.understand().stale_insights("native@1", 0, 2).await.unwrap()[1].revision;
    assert_eq!(stale("native@1", second, 9).await, ids[2..4]);
    let insights: Vec<_> = ids[..4].iter().map(|id| (*id, insight("native@1"))).collect();
    let before = store.revision().await.unwrap();
    assert_eq!(store.understand().save_insights(&insights, i64::MAX).await.unwrap(), before + 4);
    assert!(stale("native@1", 0, 9).await.is_empty());
    assert_eq!(stale("native@2", 0, 9).await, ids[..4]);
    let changed = store.find().changes_since(before, 9).await.unwrap();
    assert_eq!(changed.iter().map(|doc| doc.id).collect::<Vec<_>>(), ids[..4]);
    assert_eq!(changed[0].sentiment, Some(Sentiment::Negative));
    assert_eq!(changed[0].intents, [Intent::Complaint]);
    assert_eq!(store.understand().save_insights(&[], i64::MAX).await.unwrap(), before + 4);
}

async fn what_changed_while_the_model_read_is_read_again(house: House) {
    let store = &house.store;
    let (calm, edited) = (house.say("calm", "first").await, house.say("edited", "first").await);
    let read_at = store.revision().await.unwrap();
    house.edit(edited, said("edited", "second")).await;
    let late = [(calm, insight("native@1")), (edited, insight("native@1"))];
    let revision = store.understand().save_insights(&late, read_at).await.unwrap();
    assert_eq!(revision, read_at + 2, "the edit and one insight");
    assert!(store.mention(calm).await.unwrap().unwrap().insight.is_some());
    assert_eq!(store.mention(edited).await.unwrap().unwrap().insight, None);
    let stale = store.understand().stale_insights("native@1", read_at, 9).await.unwrap();
    let stale: Vec<_> = stale.iter().map(|m| (m.id, m.revision, m.text.as_str())).collect();
    assert_eq!(stale, [(edited, read_at + 1, "second")]);
}

async fn a_correction_beats_the_model_and_survives_it(house: House) {
    let store = &house.store;
    let id = house.say("m", "¡Qué maravilla, otra vez roto!").await;
    let theme =
        store.understand().create_theme(&NewTheme::default(), &by(NOW)).await.unwrap().value.id;
    let told = StoredInsight { theme_id: Some(theme), ..insight("native@1") };
    store.understand().save_insights(&[(id, told.clone())], i64::MAX).await.unwrap();
    let correction = Correction {
        sentiment: Some(Sentiment::Mixed),
        intents: Some(vec![Intent::Question, Intent::Leave]),
        theme_id: Some(None),
        ..Correction::default()
    };
    let revision =
        store.understand().correct_insight(id, &correction, &by(NOW)).await.unwrap().revision;
    let second = Correction { lang: Some("ca".to_owned()), ..Correction::default() };
    assert_eq!(
        store.understand().correct_insight(id, &second, &by(NOW)).await.unwrap().revision,
        revision + 1
    );
    store
        .understand()
        .save_insights(&[(id, StoredInsight { model: "native@2".to_owned(), ..told })], i64::MAX)
        .await
        .unwrap();

    let view = store.mention(id).await.unwrap().unwrap().insight.unwrap();
    assert_eq!(view.model, "native@2");
    assert_eq!(view.sentiment.label, Sentiment::Negative, "the model's word stays readable");
    assert_eq!(view.effective_sentiment, Sentiment::Mixed);
    assert_eq!(view.effective_intents, [Intent::Question, Intent::Leave]);
    assert_eq!((view.theme_id, view.lang.as_str(), view.corrected), (None, "ca", true));
    let doc = store.find().changes_since(revision, 9).await.unwrap().pop().unwrap();
    assert_eq!((doc.id, doc.sentiment, doc.theme_id), (id, Some(Sentiment::Mixed), None));
    assert_eq!(doc.intents, [Intent::Question, Intent::Leave]);
    assert_eq!(doc.lang.as_deref(), Some("ca"));
    assert_eq!(house.ask("select count(*) from correction").await, ["2"]);

    // No intent at all is a correction too; and an edit of the text leaves what people said.
    let none = Correction { intents: Some(Vec::new()), ..Correction::default() };
    store.understand().correct_insight(id, &none, &by(NOW)).await.unwrap();
    house.edit(id, said("m", "otro texto")).await;
    let doc = store.find().changes_since(revision, 9).await.unwrap().pop().unwrap();
    assert_eq!((doc.sentiment, doc.intents), (Some(Sentiment::Mixed), Vec::new()));

    let missing = store.understand().correct_insight(MentionId::from(999), &none, &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
    assert_eq!(house.ask("select count(*) from correction").await, ["3"]);
}

async fn a_correction_before_the_model(house: House) {
    let store = &house.store;
    let id = house.say("m", "text").await;
    let correction = Correction { sentiment: Some(Sentiment::Positive), ..Correction::default() };
    store.understand().correct_insight(id, &correction, &by(NOW)).await.unwrap();
    let doc = store.find().changes_since(0, 9).await.unwrap().pop().unwrap();
    assert_eq!((doc.sentiment, doc.lang), (Some(Sentiment::Positive), None));
    assert_eq!(store.understand().stale_insights("native@1", 0, 9).await.unwrap().len(), 1);
    store.understand().save_insights(&[(id, insight("native@1"))], i64::MAX).await.unwrap();
    let view = store.mention(id).await.unwrap().unwrap().insight.unwrap();
    assert_eq!(view.effective_sentiment, Sentiment::Positive);
    assert_eq!(view.effective_intents, [Intent::Complaint]);
}

async fn themes_are_assigned_without_touching_corrections(house: House) {
    let store = &house.store;
    let ids = house.add((0..4).map(|n| said(&n.to_string(), "text")).collect()).await;
    let one =
        store.understand().create_theme(&NewTheme::default(), &by(NOW)).await.unwrap().value.id;
    let two =
        store.understand().create_theme(&NewTheme::default(), &by(NOW)).await.unwrap().value.id;
    let insights: Vec<_> = ids[..3].iter().map(|id| (*id, insight("native@1"))).collect();
    store.understand().save_insights(&insights, i64::MAX).await.unwrap();
    let corrected = Correction { theme_id: Some(Some(two)), ..Correction::default() };
    let before =
        store.understand().correct_insight(ids[0], &corrected, &by(NOW)).await.unwrap().revision;

    let all: Vec<_> = ids.iter().map(|id| (*id, Some(one))).collect();
    assert_eq!(
        store.understand().set_themes(&all).await.unwrap(),
        before + 3,
        "one is not analysed"
    );
    assert_eq!(
        store.understand().set_themes(&all).await.unwrap(),
        before + 3,
        "the same again is free"
    );
    let held: Vec<_> = store
        .understand()
        .sample_texts(0.into(), 9)
        .await
        .unwrap()
        .into_iter()
        .map(|t| t.theme_id)
        .collect();
    assert_eq!(held, [Some(two), Some(one), Some(one), None]);
    assert_eq!(store.understand().set_themes(&[(ids[1], None)]).await.unwrap(), before + 4);
    let view = store.mention(ids[1]).await.unwrap().unwrap().insight.unwrap();
    assert_eq!((view.theme_id, view.theme_label), (None, None));
}

async fn themes_are_kept_and_changed(house: House) {
    let store = &house.store;
    let new = NewTheme {
        label: "Batería".to_owned(),
        keywords: vec!["batería".to_owned(), "carga".to_owned()],
        description: "Cuánto dura".to_owned(),
        by_keywords: true,
    };
    let theme = store.understand().create_theme(&new, &by(NOW)).await.unwrap().value;
    assert_eq!(store.understand().theme(theme.id).await.unwrap(), Some(theme.clone()));
    assert_eq!(
        (theme.keywords, theme.state, theme.pinned),
        (new.keywords, ThemeState::Active, false)
    );
    let update = ThemeUpdate {
        label: Some("Battery".to_owned()),
        keywords: Some(vec!["battery".to_owned()]),
        pinned: Some(true),
        ..ThemeUpdate::default()
    };
    let changed =
        store.understand().update_theme(theme.id, &update, &by(NOW + 1)).await.unwrap().value;
    assert_eq!((changed.label.as_str(), changed.description.as_str()), ("Battery", "Cuánto dura"));
    assert_eq!((changed.keywords.len(), changed.pinned, changed.updated_at), (1, true, NOW + 1));

    let archive = ThemeUpdate { state: Some(ThemeState::Archived), ..ThemeUpdate::default() };
    store.understand().update_theme(theme.id, &archive, &by(NOW)).await.unwrap();
    assert_eq!(store.understand().themes(false).await.unwrap(), []);
    assert_eq!(store.understand().themes(true).await.unwrap().len(), 1);
    let missing = store.understand().update_theme(ThemeId::from(99), &update, &by(NOW)).await;
    assert!(matches!(missing, Err(StoreError::NotFound)), "{missing:?}");
}

async fn a_merged_theme_hands_its_mentions_over(house: House) {
    let store = &house.store;
    let ids = house.add((0..3).map(|n| said(&n.to_string(), "text")).collect()).await;
    let insights: Vec<_> = ids.iter().map(|id| (*id, insight("native@1"))).collect();
    store.understand().save_insights(&insights, i64::MAX).await.unwrap();
    let from =
        store.understand().create_theme(&NewTheme::default(), &by(NOW)).await.unwrap().value.id;
    let into =
        store.understand().create_theme(&NewTheme::default(), &by(NOW)).await.unwrap().value.id;
    store.understand().set_themes(&[(ids[0], Some(from))]).await.unwrap();
    let corrected = Correction { theme_id: Some(Some(from)), ..Correction::default() };
    let before =
        store.understand().correct_insight(ids[1], &corrected, &by(NOW)).await.unwrap().revision;

    assert_eq!(
        store.understand().merge_theme(from, into, &by(NOW)).await.unwrap().revision,
        before + 2
    );
    let held: Vec<_> = store
        .understand()
        .sample_texts(0.into(), 9)
        .await
        .unwrap()
        .into_iter()
        .map(|t| t.theme_id)
        .collect();
    assert_eq!(held, [Some(into), Some(into), None]);
    let listed: Vec<_> =
        store.understand().themes(true).await.unwrap().into_iter().map(|t| t.id).collect();
    assert_eq!(listed, [into]);
    assert_eq!(store.understand().theme(from).await.unwrap().unwrap().merged_into, Some(into));

    let third =
        store.understand().create_theme(&NewTheme::default(), &by(NOW)).await.unwrap().value.id;
    for (from, into) in [(third, third), (third, from)] {
        let refused = store.understand().merge_theme(from, into, &by(NOW)).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    }
    for (from, into) in [(third, 99.into()), (99.into(), third)] {
        let refused = store.understand().merge_theme(from, into, &by(NOW)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
    // What was merged follows.
    store.understand().merge_theme(into, third, &by(NOW)).await.unwrap();
    assert_eq!(store.understand().theme(from).await.unwrap().unwrap().merged_into, Some(third));
}
