//! How well intents are found in everyday messages that nothing was trained on. The floors are a
//! little under what the accuracy card states, so that a change that costs more than a few of the
//! messages is seen.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use plaza_core::{Analyzer, Insight, Intent};
use plaza_models::NativeAnalyzer;
use plaza_models::data::{self, Record};

fn read(name: &str) -> (Vec<Record>, Vec<Insight>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/everyday");
    let records = data::load(&folder, name).unwrap();
    let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
    let insights = NativeAnalyzer::new().unwrap().analyze(&texts).unwrap();
    (records, insights)
}

fn is_named(names: &[String], intent: Intent) -> bool {
    names.iter().any(|name| name == intent.name())
}

/// Precision and recall of an intent in per cent.
fn quality(records: &[Record], insights: &[Insight], intent: Intent) -> (f64, f64) {
    let (mut hit, mut found, mut gold) = (0.0, 0.0, 0.0);
    for (record, insight) in records.iter().zip(insights) {
        let is_gold = is_named(&record.intents, intent);
        let is_found = insight.intents.iter().any(|i| i.label == intent);
        hit += f64::from(u8::from(is_gold && is_found));
        found += f64::from(u8::from(is_found));
        gold += f64::from(u8::from(is_gold));
    }
    (100.0 * hit / found, 100.0 * hit / gold)
}

#[test]
fn intents_are_found_as_the_card_says() {
    // Least precision and recall, per cent: Spanish, then English.
    let floors = [
        (Intent::Idea, [(80.0, 80.0), (70.0, 68.0)]),
        (Intent::Complaint, [(55.0, 60.0), (51.0, 49.0)]),
        (Intent::Question, [(85.0, 82.0), (90.0, 69.0)]),
        (Intent::Praise, [(66.0, 62.0), (71.0, 59.0)]),
        (Intent::Buy, [(82.0, 69.0), (78.0, 62.0)]),
        (Intent::Leave, [(82.0, 68.0), (73.0, 56.0)]),
    ];
    let mut low = Vec::new();
    for (column, lang) in ["es", "en"].into_iter().enumerate() {
        let (records, insights) = read(lang);
        for (intent, floor) in floors {
            let (precision, recall) = quality(&records, &insights, intent);
            if precision < floor[column].0 || recall < floor[column].1 {
                low.push(format!("{lang} {}: {precision:.1} {recall:.1}", intent.name()));
            }
        }
        let silent = || records.iter().zip(&insights).filter(|(r, _)| r.intents.is_empty());
        let alone = silent().filter(|(_, insight)| insight.intents.is_empty()).count();
        if alone * 10 < silent().count() * 6 {
            low.push(format!("{lang}: {alone} of {} left alone", silent().count()));
        }
    }
    assert!(low.is_empty(), "precision and recall, per cent:\n{}", low.join("\n"));
}

#[test]
fn most_texts_to_laugh_at_get_no_intent_that_they_must_not_have() {
    let (records, insights) = read("laughable");
    let right = records.iter().zip(&insights).filter(|(record, insight)| {
        insight.intents.iter().all(|intent| !is_named(&record.not, intent.label))
    });
    let right = right.count();
    assert!(right * 100 >= records.len() * 55, "{right} of {}", records.len());
}

/// A thing means nothing by itself, and what is simply said of it is simply understood.
#[test]
fn plain_words_are_understood() {
    let cases: [(&str, &[Intent]); 14] = [
        ("Me gusta mucho la batería", &[Intent::Praise]),
        ("Me encanta la pantalla", &[Intent::Praise]),
        ("I really like the battery", &[Intent::Praise]),
        ("Fast delivery, thanks", &[Intent::Praise]),
        ("No puedo estar más contento", &[Intent::Praise]),
        ("Couldn't be happier", &[Intent::Praise]),
        ("La batería no dura nada", &[Intent::Complaint]),
        ("Tengo una queja", &[Intent::Complaint]),
        ("Lots of issues", &[Intent::Complaint]),
        ("un equipo de diez personas", &[]),
        ("We need a quote from the minister", &[]),
        ("Zumbo abre una tienda en Sevilla", &[]),
        ("New store opening in Leeds", &[]),
        ("Hoy he comido con mi madre", &[]),
    ];
    let texts = cases.map(|(text, _)| text);
    let insights = NativeAnalyzer::new().unwrap().analyze(&texts).unwrap();
    for ((text, wanted), insight) in cases.iter().zip(insights) {
        let found: Vec<Intent> = insight.intents.iter().map(|intent| intent.label).collect();
        assert_eq!(found, *wanted, "{text}");
    }
}
