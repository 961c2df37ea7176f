//! What holds of a mention is the same for the search index and for the screens.

use plaza_core::{Aspect, Intent, MentionDoc, Sentiment, SentimentScores};
use plaza_store::MentionView;
use plaza_store::understand::{Correction, StoredInsight};

use crate::house::{House, NOW, by, insight, on_both_databases, said};

on_both_databases! {
    index_and_screens_agree,
}

/// Scores that the model is sure of, and not sure of, each with no aspect, one, and two that
/// disagree; and no reading at all.
fn readings() -> Vec<Option<StoredInsight>> {
    let aspect = |sentiment| Aspect { term: "luz".to_owned(), start: 0, end: 3, sentiment };
    let (bad, good) = (aspect(Sentiment::Negative), aspect(Sentiment::Positive));
    let mut readings = vec![None];
    for scores in [[0.75, 0.25, 0.0], [0.375, 0.375, 0.25]] {
        for aspects in [Vec::new(), vec![good.clone()], vec![bad.clone(), good.clone()]] {
            let mut stored = insight("m@1");
            stored.insight.sentiment = SentimentScores::of(scores);
            stored.insight.aspects = aspects;
            readings.push(Some(stored));
        }
    }
    readings
}

/// Every sentiment and several lists of intents, each of them said or left to the model.
fn words() -> Vec<Correction> {
    let sentiments = Sentiment::ALL.into_iter().map(Some).chain([None]);
    let intents = [None, Some(Vec::new()), Some(vec![Intent::Idea, Intent::Buy])];
    sentiments
        .flat_map(|sentiment| intents.clone().map(|intents| (sentiment, intents)))
        .map(|(sentiment, intents)| Correction { sentiment, intents, ..Correction::default() })
        .collect()
}

async fn index_and_screens_agree(house: House) {
    let store = &house.store;
    let cases: Vec<_> = readings()
        .into_iter()
        .flat_map(|reading| words().into_iter().map(move |word| (reading.clone(), word)))
        .collect();
    let texts = (0..cases.len()).map(|n| said(&n.to_string(), "luz")).collect();
    let ids = house.add(texts).await;
    for (id, (reading, word)) in ids.iter().zip(&cases) {
        if let Some(stored) = reading {
            let read_at = store.revision().await.unwrap();
            store.understand().save_insights(&[(*id, stored.clone())], read_at).await.unwrap();
        }
        if *word != Correction::default() {
            store.understand().correct_insight(*id, word, &by(NOW)).await.unwrap();
        }
    }
    let views = store.mentions(&ids).await.unwrap();
    let mut docs = store.find().changes_since(0, 1_000).await.unwrap();
    docs.sort_by_key(|doc| doc.id);
    assert_eq!((views.len(), docs.len()), (cases.len(), cases.len()));
    for ((view, doc), (reading, word)) in views.iter().zip(&docs).zip(&cases) {
        agree(view, doc, reading.is_some(), word);
    }
}

fn agree(view: &MentionView, doc: &MentionDoc, is_read: bool, word: &Correction) {
    assert_eq!(view.id, doc.id);
    let Some(shown) = &view.insight else {
        // Nothing is shown as an insight before the model has read the mention; people's word is
        // searched all the same.
        assert!(!is_read);
        assert_eq!((doc.sentiment, doc.unsure), (word.sentiment, false));
        return;
    };
    let shown = (
        Some(shown.effective_sentiment),
        &shown.effective_intents,
        (shown.mixed, shown.unsure),
        &shown.aspects,
    );
    let indexed = (doc.sentiment, &doc.intents, (doc.mixed, doc.unsure), &doc.aspects);
    assert_eq!(shown, indexed, "{word:?}");
    if let Some(sentiment) = word.sentiment {
        assert_eq!(indexed.0, Some(sentiment), "a person's word holds");
        assert_eq!(indexed.2, (sentiment == Sentiment::Mixed, false));
    }
    if let Some(intents) = &word.intents {
        assert_eq!(indexed.1, intents, "a person's word holds");
    }
}
