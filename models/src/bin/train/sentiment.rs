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

/// The number of a sentiment's class.
pub fn class_of(name: &str) -> Option<usize> {
    ["negative", "neutral", "positive"].iter().position(|s| *s == name)
}

/// Makes an example of a record.
pub fn example(record: &Record, words: &WordVectors, weight: f32) -> Option<Example> {
    let scan = Scan::new(&record.text);
    let mut input = Input::default();
    features::read(&scan, scan.tokens(), words, &mut input);
    Some(Example { input, label: class_of(&record.sentiment)?, weight })
}

/// Hashes of all texts that are only for evaluation.
pub fn held_out(folder: &Path) -> Result<HashSet<u64>> {
    let mut names: Vec<String> = vec!["sentiment/tweeteval-en.test".into(), "sentiment/tweeteval-en.val".into()];
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
pub fn text_hash(text: &str) -> u64 {
    let scan = Scan::new(text);
    scan.tokens().iter().fold(0, |sum, token| hash::mix(sum, token.hash))
}

pub fn train(folder: &Path, words: &WordVectors) -> Result<NetParts> {
    let forbidden = held_out(folder)?;
    let mut examples = Vec::new();
    let mut dropped = 0;
    let mut sources: Vec<(String, f32)> =
        SENTIMENT_LANGUAGES.iter().map(|l| (format!("sentiment/umsab-{l}.train"), env("WU", 3.0))).collect();
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
    println!("sentiment: {} examples, {dropped} dropped because they stand in an evaluation split", examples.len());
    let nets: Vec<NetParts> = (0..env("N", 2.0) as u64)
        .map(|seed| {
            let plan = Plan {
                classes: 3,
                bits: BITS,
                units: env("U", 32.0) as usize,
                epochs: env("E", 5.0) as usize,
                rate: env("R", 0.05),
                hidden_rate: env("HR", 0.01),
                dropout: env("D", 0.3),
                decay: env("L2", 0.0),
                seed: seed + 1,
            };
            sgd::train(&examples, plan)
        })
        .collect();
    let mut net = sgd::average(&nets);
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

pub fn env(name: &str, default: f32) -> f32 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}
