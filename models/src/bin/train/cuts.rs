//! Sets the threshold of each intent, and tells how well intents are found with it.

use plaza_core::Intent;
use plaza_models::intents::INTENTS;
use plaza_models::net::sigmoid;

use crate::labels::Targets;

/// Scores and targets of each text.
pub(crate) type Judged = Vec<([f32; INTENTS], Targets)>;

/// How much more recall counts than precision: made sentences are found more easily than what
/// people write, so that a threshold that is right for them would be too high.
const RECALL_WEIGHT: f32 = 1.5;
/// Thresholds that are that close to the best are as good.
const NEARLY: f32 = 0.01;

/// How much of the slope that fits made sentences is kept: of what people write the classifier is
/// less often right than it would be sure.
const CAUTION: f32 = 0.4;

/// The middle of the thresholds of `class` that are nearly the best, and the slope with the least
/// log loss around it, flattened.
pub(crate) fn fit(class: usize, judged: &Judged) -> (f32, f32) {
    let pairs: Vec<(f32, f32)> = judged
        .iter()
        .map(|(scores, targets)| (scores[class], targets[class]))
        .filter(|(_, target)| !target.is_nan())
        .collect();
    let thresholds: Vec<f32> = (-60..=60_i16).map(|n| f32::from(n) / 20.0).collect();
    let best = thresholds.iter().map(|t| goodness(&pairs, *t)).fold(0.0, f32::max);
    let good: Vec<f32> =
        thresholds.into_iter().filter(|t| goodness(&pairs, *t) >= best - NEARLY).collect();
    let shift = good.iter().sum::<f32>() / good.len().max(1) as f32;
    let loss = |slope: f32| -> f32 {
        let of = |(score, target): &(f32, f32)| {
            let p = sigmoid((score - shift) * slope).clamp(1e-4, 1.0 - 1e-4);
            -(target * p.ln() + (1.0 - target) * (1.0 - p).ln())
        };
        pairs.iter().map(of).sum()
    };
    let slopes = (4..60_i16).map(|n| f32::from(n) / 20.0);
    let slope = slopes.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(1.0);
    (shift, slope * CAUTION)
}

/// The weighted harmonic mean of precision and recall at a threshold.
fn goodness(pairs: &[(f32, f32)], threshold: f32) -> f32 {
    let hit = pairs.iter().filter(|(s, t)| *t > 0.5 && *s >= threshold).count() as f32;
    let found = pairs.iter().filter(|(s, _)| *s >= threshold).count() as f32;
    let gold = pairs.iter().filter(|(_, t)| *t > 0.5).count() as f32;
    (1.0 + RECALL_WEIGHT) * hit / (found + RECALL_WEIGHT * gold).max(1.0)
}

/// Prints precision and recall of every intent, and of how many texts without intent none is
/// found.
pub(crate) fn report(name: &str, judged: &Judged) {
    print!("{name}, precision/recall:");
    for (class, intent) in Intent::ALL.into_iter().enumerate() {
        let count = |wanted: &dyn Fn(bool, f32) -> bool| {
            judged.iter().filter(|(s, t)| wanted(s[class] >= 0.0, t[class])).count() as f32
        };
        let hit = count(&|found, target| found && target > 0.5);
        let found = count(&|found, target| found && !target.is_nan());
        let gold = count(&|_, target| target > 0.5);
        print!(" {} {:.0}/{:.0}", intent.name(), 100.0 * hit / found, 100.0 * hit / gold);
    }
    let silent = || judged.iter().filter(|(_, t)| t[..INTENTS].iter().all(|t| *t == 0.0));
    let alone = silent().filter(|(s, _)| s.iter().all(|s| *s < 0.0)).count();
    println!("; of {} without intent {alone} left alone", silent().count());
}
