//! Trains the sentiment classifier.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use plaza_models::data::{self, Record, SENTIMENT_LANGUAGES};
use plaza_models::features;
use plaza_models::net::{Input, NetParts};
use plaza_models::scan::Scan;
use plaza_models::words::WordVectors;

use crate::calibrate;
use crate::copies::text_hash;
use crate::sgd::{self, Example, Outputs, Plan};
use crate::teacher::Teacher;

const BITS: u32 = 20;
/// How much a text of the six-language sets counts beside one of the larger English set.
const UMSAB_WEIGHT: f32 = 3.0;
/// Share of examples of which only the word vectors are seen.
const BLIND: f32 = 0.1;
/// How much a text of the large English set counts, by its class: as if each had a third of them,
/// since neither measure of the public splits prefers the frequent classes.
const ENGLISH_WEIGHTS: [f32; 3] = [2.1, 0.75, 0.85];
/// How much a teacher's belief counts beside a person's label.
const TEACHER_SHARE: f32 = 0.5;
/// How much a text that only the teacher labelled counts.
const LESSON_WEIGHT: f32 = 1.0;

/// The number of a sentiment's class.
pub(crate) fn class_of(name: &str) -> Option<usize> {
    ["negative", "neutral", "positive"].iter().position(|s| *s == name)
}

fn read(text: &str, words: &WordVectors) -> Input {
    let scan = Scan::new(text);
    let mut input = Input::default();
    features::read(&scan, scan.tokens(), words, &mut input);
    input
}

/// Makes an example of a record.
pub(crate) fn example(record: &Record, words: &WordVectors, weight: f32) -> Option<Example> {
    Some(Example::labeled(read(&record.text, words), class_of(&record.sentiment)?, 3, weight))
}

/// How much a phrase of [`PHRASES`] counts beside a tweet.
const PHRASE_WEIGHT: f32 = 3.0;
/// Negated words and customers' complaints, written by hand, because the tweets have too few of
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
         non funziona|non va bene|non mi piace|mai più|não funciona|não gosto|não é bom|nunca mais|no funciona bé|no m'agrada|\
         at work :(|lunes otra vez :(|home alone :(|je suis malade :(|thanks for nothing|well, thanks for nothing|oh great, it is down again 🙄|great, crashed again|gracias por nada|pues gracias por nada|\
         genial, otra vez caído 🙄|qué bien, otra vez sin luz|merci pour rien|danke für nichts|grazie di niente|obrigado por nada",
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

/// Trains on the train splits, calibrates on the validation splits.
pub(crate) fn train(folder: &Path, words: &WordVectors, teacher: &Teacher) -> Result<NetParts> {
    let examples = examples(folder, words, teacher)?;
    let plan = Plan {
        classes: 3,
        outputs: Outputs::OneOf,
        bits: BITS,
        units: 40,
        epochs: 12,
        rate: 0.05,
        hidden_rate: 0.03,
        dropout: 0.3,
        blind: BLIND,
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

/// The data sets to train on, and how much a text of each class counts.
fn sources() -> Vec<(String, [f32; 3])> {
    // Most of UMSAB's English training texts are in TweetEval's test split as well, and those that
    // are not are all negative: they would teach that whatever they mention is bad.
    let mut sources: Vec<(String, [f32; 3])> = SENTIMENT_LANGUAGES
        .iter()
        .filter(|lang| **lang != "en")
        .map(|l| (format!("sentiment/umsab-{l}.train"), [UMSAB_WEIGHT; 3]))
        .collect();
    sources.push(("sentiment/semeval2017-en.train".into(), ENGLISH_WEIGHTS));
    sources
}

/// All examples, without the texts that are only for evaluation.
fn examples(folder: &Path, words: &WordVectors, teacher: &Teacher) -> Result<Vec<Example>> {
    let forbidden = held_out(folder)?;
    let mut examples = Vec::new();
    let mut dropped = 0;
    for (name, weights) in sources() {
        for record in data::load(folder, &name)? {
            let hash = text_hash(&record.text);
            if forbidden.contains(&hash) {
                dropped += 1;
                continue;
            }
            let weight = class_of(&record.sentiment).map_or(1.0, |class| weights[class]);
            let Some(mut example) = example(&record, words, weight) else { continue };
            if let Some(lesson) = teacher.of(hash) {
                example.listen(&lesson.sentiment, TEACHER_SHARE);
            }
            examples.push(example);
        }
    }
    examples.extend(phrases().iter().filter_map(|record| example(record, words, PHRASE_WEIGHT)));
    for (text, lesson) in teacher.new_texts() {
        if !forbidden.contains(&text_hash(text)) {
            let mut example = Example::labeled(read(text, words), 1, 3, LESSON_WEIGHT);
            example.listen(&lesson.sentiment, 1.0);
            examples.push(example);
        }
    }
    println!(
        "sentiment: {} examples, {dropped} dropped because they are in an evaluation split",
        examples.len()
    );
    Ok(examples)
}
