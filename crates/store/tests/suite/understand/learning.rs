//! Judgements and heads.

use plaza_core::{Intent, MentionId, Sentiment, Task};
use plaza_store::StoreError;
use plaza_store::understand::{Correction, HeadState, Judgement, NewHead, TrialRecord, model_name};
use serde_json::json;

use crate::house::{House, NOW, by, insight, on_both_databases, said};

on_both_databases! {
    a_confirmation_holds_and_is_no_correction,
    the_last_word_on_a_mention_counts,
    heads_are_promoted_and_taken_back,
    a_text_waits_for_judgement_until_somebody_says_a_word,
}

fn judged(task: Task, model: &str, truth: &str, agreed: bool) -> Judgement {
    Judgement {
        task,
        model: model.to_owned(),
        said: "negative".to_owned(),
        truth: truth.to_owned(),
        agreed,
        text_hash: 7,
    }
}

async fn a_confirmation_holds_and_is_no_correction(house: House) {
    let store = &house.store;
    let id = house.say("m", "No carga").await;
    let read_at = store.revision().await.unwrap();
    store.understand().save_insights(&[(id, insight("native@1"))], read_at).await.unwrap();
    let confirmed = Correction {
        sentiment: Some(Sentiment::Negative),
        intents: Some(vec![Intent::Complaint]),
        confirms: true,
        judgements: vec![judged(Task::Sentiment, "native@1", "negative", true)],
        ..Correction::default()
    };
    store.understand().correct_insight(id, &confirmed, &by(NOW)).await.unwrap();
    let view = store.mention(id).await.unwrap().unwrap().insight.unwrap();
    assert_eq!((view.corrected, view.confirmed, view.judged), (false, true, true));

    // Another model thinks otherwise; what people confirmed holds.
    let mut other = insight("native@2");
    other.insight.sentiment.label = Sentiment::Positive;
    other.insight.intents.clear();
    let read_at = store.revision().await.unwrap();
    store.understand().save_insights(&[(id, other)], read_at).await.unwrap();
    let view = store.mention(id).await.unwrap().unwrap().insight.unwrap();
    assert_eq!(view.effective_sentiment, Sentiment::Negative);
    assert_eq!(view.effective_intents, [Intent::Complaint]);

    // A correction after it is one, and a confirmation after that does not hide it.
    let corrected = Correction { sentiment: Some(Sentiment::Mixed), ..Correction::default() };
    store.understand().correct_insight(id, &corrected, &by(NOW)).await.unwrap();
    store.understand().correct_insight(id, &confirmed, &by(NOW)).await.unwrap();
    let view = store.mention(id).await.unwrap().unwrap().insight.unwrap();
    assert_eq!((view.corrected, view.confirmed, view.judged), (true, false, true));
}

async fn the_last_word_on_a_mention_counts(house: House) {
    let store = &house.store;
    let ids =
        house.add((0..3).map(|n| said(&n.to_string(), &format!("dicho {n}"))).collect()).await;
    let say = async |id: MentionId, judgements: Vec<Judgement>, at: i64| {
        let correction = Correction { judgements, ..Correction::default() };
        store.understand().correct_insight(id, &correction, &by(at)).await.unwrap();
    };
    say(ids[0], vec![judged(Task::Sentiment, "native@1", "positive", false)], NOW).await;
    say(ids[0], vec![judged(Task::Sentiment, "native@1", "negative", true)], NOW + 1).await;
    say(ids[1], vec![judged(Task::Sentiment, "native@1", "neutral", false)], NOW + 2).await;
    say(ids[1], vec![judged(Task::Sentiment, "native@2", "positive", false)], NOW + 3).await;
    say(ids[2], vec![judged(Task::Sentiment, "native@1", "neutral", false)], NOW).await;
    say(ids[2], vec![judged(Task::Intents, "native@1", "", true)], NOW).await;
    house.delete("2").await;

    let counts: Vec<_> = store
        .understand()
        .agreements()
        .await
        .unwrap()
        .into_iter()
        .map(|a| (a.task, a.model, a.agreed, a.judged))
        .collect();
    let expected = [
        (Task::Sentiment, "native@2", 0, 1),
        (Task::Sentiment, "native@1", 1, 3),
        (Task::Intents, "native@1", 1, 1),
    ];
    assert_eq!(counts, expected.map(|(task, m, agreed, of)| (task, m.to_owned(), agreed, of)));

    let texts: Vec<_> = store
        .understand()
        .judged_texts(Task::Sentiment)
        .await
        .unwrap()
        .into_iter()
        .map(|text| (text.mention_id, text.text, text.truth, text.text_hash))
        .collect();
    let expected = [(ids[0], "dicho 0", "negative", 7), (ids[1], "dicho 1", "positive", 7)];
    assert_eq!(texts, expected.map(|(id, text, t, h)| (id, text.to_owned(), t.to_owned(), h)));
    assert!(
        store.understand().judged_texts(Task::Intents).await.unwrap().is_empty(),
        "a deleted one"
    );
}

async fn heads_are_promoted_and_taken_back(house: House) {
    let store = &house.store;
    let promote = async |base: &str, weights: &str| {
        let replaces = store.understand().active_head(base).await.unwrap();
        let head = NewHead { base_model: base, weights, replaces, report: json!({"n": 1}) };
        let record = |head| TrialRecord {
            key: "trial",
            model: model_name(base, head),
            trial: json!({ "head": head }),
        };
        let done = store.understand().record_trial(Some(&head), &record, &by(NOW)).await.unwrap();
        let kept = store.meta("trial").await.unwrap().unwrap();
        assert_eq!(kept, json!({ "head": done.value }).to_string());
        done.value.unwrap()
    };
    let active = async |base: &str| store.understand().active_head(base).await.unwrap();
    let revert =
        async || store.understand().revert_head("native@1", None, &by(NOW)).await.unwrap().value;
    let nothing = store.understand().revert_head("native@1", None, &by(NOW)).await;
    assert!(matches!(nothing, Err(StoreError::NotFound)), "{nothing:?}");
    let first = promote("native@1", "one").await;
    let other = promote("other@1", "else").await;
    let second = promote("native@1", "two").await;
    assert_eq!((active("native@1").await, active("other@1").await), (Some(second), Some(other)));
    assert_eq!(store.understand().head_weights(second).await.unwrap(), "two");
    assert_eq!(revert().await, (second, Some(first)));
    assert_eq!(active("native@1").await, Some(first));
    // What was taken back does not return when its successor is taken back too.
    let third = promote("native@1", "three").await;
    assert_eq!(revert().await, (third, Some(first)));
    assert_eq!(revert().await, (first, None));
    assert_eq!(active("native@1").await, None);
    let states: Vec<_> = store
        .understand()
        .model_heads()
        .await
        .unwrap()
        .into_iter()
        .map(|h| (h.id, h.state))
        .collect();
    let expected = [
        (third, HeadState::Reverted),
        (second, HeadState::Reverted),
        (other, HeadState::Active),
        (first, HeadState::Reverted),
    ];
    assert_eq!(states, expected);
    assert_eq!(store.understand().model_heads().await.unwrap()[0].report, json!({"n": 1}));
}

async fn a_text_waits_for_judgement_until_somebody_says_a_word(house: House) {
    let (store, room) = (&house.store, house.store.understand());
    let ids =
        house.add((0..3).map(|n| said(&n.to_string(), &format!("dicho {n}"))).collect()).await;
    let read_at = store.revision().await.unwrap();
    let read: Vec<_> = ids.iter().map(|id| (*id, insight("native@1"))).collect();
    room.save_insights(&read, read_at).await.unwrap();
    assert_eq!(room.unjudged("native@1", ids[1]).await.unwrap(), Some(ids[1]));
    assert_eq!(room.unjudged("native@2", ids[0]).await.unwrap(), None);

    let word = Correction {
        sentiment: Some(Sentiment::Positive),
        judgements: vec![judged(Task::Sentiment, "native@1", "positive", false)],
        ..Correction::default()
    };
    room.correct_insight(ids[1], &word, &by(NOW)).await.unwrap();
    assert_eq!(room.unjudged("native@1", ids[1]).await.unwrap(), Some(ids[2]));
    let view = room.take_back_sentiment(ids[1], &by(NOW)).await.unwrap().value.insight.unwrap();
    assert_eq!((view.effective_sentiment, view.corrected), (Sentiment::Negative, false));
    assert_eq!(room.unjudged("native@1", ids[1]).await.unwrap(), Some(ids[1]));
    assert!(room.agreements().await.unwrap().is_empty(), "it counts no more");

    // What else was said stays.
    let more = Correction { intents: Some(vec![Intent::Idea]), ..word };
    room.correct_insight(ids[1], &more, &by(NOW)).await.unwrap();
    let view = room.take_back_sentiment(ids[1], &by(NOW)).await.unwrap().value.insight.unwrap();
    assert_eq!((view.effective_sentiment, view.corrected), (Sentiment::Negative, true));
    assert_eq!(view.effective_intents, [Intent::Idea]);
}
