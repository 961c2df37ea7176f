//! Trains the sentiment classifier.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use plaza_models::data::{self, Record, SENTIMENT_LANGUAGES};
use plaza_models::features;
use plaza_models::hash;
use plaza_models::net::{Input, NetParts};
use plaza_models::scan::Scan;
use plaza_models::words::WordVectors;

use crate::calibrate;
use crate::sgd::{self, Example, Plan};

const BITS: u32 = 18;
/// How much a text of the six-language sets counts beside one of the larger English set.
const UMSAB_WEIGHT: f32 = 3.0;

/// The number of a sentiment's class.
pub(crate) fn class_of(name: &str) -> Option<usize> {
    ["negative", "neutral", "positive"].iter().position(|s| *s == name)
}

/// Makes an example of a record.
pub(crate) fn example(record: &Record, words: &WordVectors, weight: f32) -> Option<Example> {
    let scan = Scan::new(&record.text);
    let mut input = Input::default();
    features::read(&scan, scan.tokens(), words, &mut input);
    Some(Example { input, label: class_of(&record.sentiment)?, weight })
}

/// How much a phrase of [`PHRASES`] counts beside a tweet.
const PHRASE_WEIGHT: f32 = 1.0;
/// Turned-round words and complaints of customers, written by hand: the tweets have too few of
/// them to learn from.
const PHRASES: [(&str, &str); 2] = [
    (
        "positive",
        "not bad|not bad at all|not too bad|this is not bad|it isn't bad|not bad, I like it|no complaints|no problems at all|\
         works without problems|can't complain|no está mal|no está nada mal|nada mal|no es malo|sin problemas|\
         funciona sin problemas|ningún problema|pas mal|pas mal du tout|c'est pas mal|aucun problème|nicht schlecht|\
         gar nicht schlecht|keine Probleme|non è male|niente male|nessun problema|nada mau|não é mau|sem problemas|no està malament",
    ),
    (
        "negative",
        "not good|not good at all|this is not good|it isn't good|not happy|I don't like it|it doesn't work|not working|\
         it stopped working|nobody answers|never again|no funciona|no me funciona|la app no funciona|no es bueno|no está bien|\
         no me gusta|no me gusta nada|no va bien|dejó de funcionar|nadie contesta|nunca más|ne marche pas|ça ne fonctionne pas|\
         pas bon|pas content|je n'aime pas|plus jamais|funktioniert nicht|nicht gut|gar nicht gut|gefällt mir nicht|nie wieder|\
         non funziona|non va bene|non mi piace|mai più|não funciona|não gosto|não é bom|nunca mais|no funciona bé|no m'agrada",
    ),
];

fn phrases() -> Vec<Record> {
    PHRASES
        .iter()
        .flat_map(|(sentiment, texts)| texts.split('|').map(|text| (*sentiment, text)))
        .map(|(sentiment, text)| Record {
            text: text.into(),
            sentiment: sentiment.into(),
            ..Record::default()
        })
        .collect()
}

/// Hashes of all texts that are only for evaluation.
pub(crate) fn held_out(folder: &Path) -> Result<HashSet<u64>> {
    let mut names: Vec<String> =
        vec!["sentiment/tweeteval-en.test".into(), "sentiment/tweeteval-en.val".into()];
    for lang in SENTIMENT_LANGUAGES {
        names.push(format!("sentiment/umsab-{lang}.val"));
        names.push(format!("sentiment/umsab-{lang}.test"));
    }
    let mut hashes = HashSet::new();
    for name in names {
        hashes.extend(data::load(folder, &name)?.iter().map(|r| text_hash(&r.text)));
    }
    Ok(hashes)
}

/// Hash of a text by which copies are recognised: its words, folded.
pub(crate) fn text_hash(text: &str) -> u64 {
    let scan = Scan::new(text);
    scan.tokens().iter().fold(0, |sum, token| hash::mix(sum, token.hash))
}

/// Trains on the train splits, calibrates on the validation splits.
pub(crate) fn train(folder: &Path, words: &WordVectors) -> Result<NetParts> {
    let forbidden = held_out(folder)?;
    let mut examples = Vec::new();
    let mut dropped = 0;
    let mut sources: Vec<(String, f32)> = SENTIMENT_LANGUAGES
        .iter()
        .map(|l| (format!("sentiment/umsab-{l}.train"), UMSAB_WEIGHT))
        .collect();
    sources.push(("sentiment/semeval2017-en.train".into(), 1.0));
    for (name, weight) in sources {
        for record in data::load(folder, &name)? {
            if forbidden.contains(&text_hash(&record.text)) {
                dropped += 1;
            } else {
                examples.extend(example(&record, words, weight));
            }
        }
    }
    examples.extend(phrases().iter().filter_map(|record| example(record, words, PHRASE_WEIGHT)));
    println!(
        "sentiment: {} examples, {dropped} dropped because they stand in an evaluation split",
        examples.len()
    );
    let plan = Plan {
        classes: 3,
        bits: BITS,
        units: 40,
        epochs: 12,
        rate: 0.05,
        hidden_rate: 0.03,
        dropout: 0.3,
        seeds: 1..4,
    };
    let mut net = sgd::train_average(&examples, &plan);
    let mut validation = Vec::new();
    for lang in SENTIMENT_LANGUAGES {
        let some: Vec<Example> = data::load(folder, &format!("sentiment/umsab-{lang}.val"))?
            .iter()
            .filter_map(|r| example(r, words, 1.0))
            .collect();
        validation.push((lang, some));
    }
    calibrate::report_and_fit(&mut net, &validation);
    Ok(net)
}
