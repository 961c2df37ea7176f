//! Trains the classifier of ideas: sentences that suggest something.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;
use plaza_models::data::{self, Record};
use plaza_models::features;
use plaza_models::net::{Input, Net, NetParts};
use plaza_models::scan::Scan;
use plaza_models::words::WordVectors;

use crate::calibrate;
use crate::copies::text_hash;
use crate::sgd::{self, Example, Outputs, Plan};
use crate::teacher::Teacher;

const BITS: u32 = 19;
/// Assumed share of suggestions in public posts: fewer than in a forum that is made for them (24 %
/// of the training sentences).
const IDEA_SHARE: f32 = 0.1;
/// Share of examples of which only the word vectors are seen.
const BLIND: f32 = 0.2;
/// How much a teacher's belief counts beside a person's label.
const TEACHER_SHARE: f32 = 0.5;

fn example(record: &Record, words: &WordVectors) -> Example {
    let scan = Scan::new(&record.text);
    let mut input = Input::default();
    features::read(&scan, scan.tokens(), words, &mut input);
    Example::labeled(input, usize::from(record.suggestion), 2, 1.0)
}

/// Trains on the forum's sentences; its trial split sets the threshold.
pub(crate) fn train(folder: &Path, words: &WordVectors, teacher: &Teacher) -> Result<NetParts> {
    let mut forbidden = HashSet::new();
    for split in ["trial-a", "test-a", "trial-b", "test-b"] {
        let records = data::load(folder, &format!("suggestions/semeval2019-task9.{split}"))?;
        forbidden.extend(records.iter().map(|r| text_hash(&r.text)));
    }
    let records = data::load(folder, "suggestions/semeval2019-task9.train")?;
    let mut examples = Vec::new();
    for record in &records {
        let hash = text_hash(&record.text);
        if forbidden.contains(&hash) {
            continue;
        }
        let mut example = example(record, words);
        if let Some(belief) = teacher.of(hash).and_then(|lesson| lesson.idea) {
            example.listen(&[1.0 - belief, belief], TEACHER_SHARE);
        }
        examples.push(example);
    }
    println!("ideas: {} examples of {}", examples.len(), records.len());
    let plan = Plan {
        classes: 2,
        outputs: Outputs::OneOf,
        bits: BITS,
        units: 32,
        epochs: 12,
        rate: 0.1,
        hidden_rate: 0.02,
        dropout: 0.3,
        blind: BLIND,
        seeds: 31..35,
    };
    let mut net = sgd::train_average(&examples, &plan);
    let validation: Vec<Example> = data::load(folder, "suggestions/semeval2019-task9.trial-a")?
        .iter()
        .map(|r| example(r, words))
        .collect();
    move_threshold(&mut net, &validation)?;
    Ok(net)
}

/// Shifts the bias so that a probability of one half is the threshold with the best F1 on the
/// validation split.
fn move_threshold(net: &mut NetParts, validation: &[Example]) -> Result<()> {
    let read = Net::read("trained", &net.write(calibrate::clip_of(&net.linear)))?;
    let margins: Vec<(usize, f32)> = validation
        .iter()
        .map(|e| {
            let mut scores = [0.0; 2];
            read.scores(&e.input, &mut scores);
            (e.label, scores[1] - scores[0])
        })
        .collect();
    // The validation split is half suggestions; its other half is weighted up until the share is
    // that of public posts.
    let positive = margins.iter().filter(|(label, _)| *label == 1).count() as f32;
    let other = margins.len() as f32 - positive;
    let weight = positive * (1.0 - IDEA_SHARE) / IDEA_SHARE / other;
    let f1 = |threshold: f32| {
        let hit = margins.iter().filter(|(l, m)| *l == 1 && *m > threshold).count() as f32;
        let wrong = margins.iter().filter(|(l, m)| *l == 0 && *m > threshold).count() as f32;
        2.0 * hit / (hit + wrong * weight + positive)
    };
    let best = (-60..=60_i16)
        .map(|n| f32::from(n) / 20.0)
        .max_by(|a, b| f1(*a).total_cmp(&f1(*b)))
        .unwrap_or(0.0);
    println!(
        "ideas, validation at the assumed share: F1 {:.1} at 0, {:.1} at margin {best}",
        100.0 * f1(0.0),
        100.0 * f1(best)
    );
    net.bias[1] -= best / 2.0;
    net.bias[0] += best / 2.0;
    Ok(())
}
