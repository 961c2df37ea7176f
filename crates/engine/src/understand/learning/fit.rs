//! Fitting a head to judged texts.
//!
//! Method: logistic regression (softmax for the sentiment, one logit for each intent) with the
//! model's own scores as fixed offsets and a Gaussian prior around zero, which is the model itself
//! (Chelba and Acero, "Adaptation of Maximum Entropy Capitalizer", EMNLP 2004). The objective is
//! convex; accelerated gradient descent (Nesterov, 1983) with the step of its known curvature needs
//! no random numbers. The width of the prior is chosen by five-fold cross-validation.

use std::collections::{BTreeMap, HashMap};

use super::features::Features;
use super::heads::{LinearHead, sigmoid, soften};
use crate::stop::{StopSign, Stopped};

/// Steps of the descent; the gain of more lay below the third decimal of the loss.
const STEPS: usize = 150;
/// Strengths of the prior that are tried, weakest first: one over the variance of a weight.
const STRENGTHS: [f32; 5] = [0.1, 0.3, 1.0, 3.0, 10.0];
/// Parts of the cross-validation.
const FOLDS: i64 = 5;
/// Weights below this change nothing and are not kept.
const LEAST_WEIGHT: f32 = 1e-3;
/// Log-probabilities are not lower than this, so that one lost case does not settle the choice.
const LOWEST_LOG: f32 = -12.0;

/// How scores become probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// One of the outputs holds.
    Softmax,
    /// Each output holds or not.
    Logistic,
}

/// A judged text.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) features: Features,
    /// The model's own scores.
    pub(super) offsets: Vec<f32>,
    /// What holds: 0 or 1 for each output.
    pub(super) target: Vec<f32>,
    /// Stable number of the text; decides the part that it falls in.
    pub(super) number: i64,
}

/// Fits a head with the prior that does best on parts that were left out.
///
/// # Errors
/// The sign went up.
pub(super) fn fit_best(
    examples: &[Example],
    link: Link,
    stop: &StopSign,
) -> Result<LinearHead, Stopped> {
    let fold = |example: &Example| example.number.rem_euclid(FOLDS);
    let loss_of = |strength: f32| -> Result<f32, Stopped> {
        (0..FOLDS)
            .map(|left_out| {
                let (tested, learnt): (Vec<&Example>, Vec<&Example>) =
                    examples.iter().partition(|example| fold(example) == left_out);
                let head = fit(&learnt, link, strength, stop)?;
                Ok(tested.iter().map(|example| loss(&head, example, link)).sum::<f32>())
            })
            .sum()
    };
    let losses: Vec<f32> = STRENGTHS.into_iter().map(loss_of).collect::<Result<_, _>>()?;
    // The strongest of those that do equally well.
    let best = (0..STRENGTHS.len()).rev().min_by(|a, b| losses[*a].total_cmp(&losses[*b]));
    let all: Vec<&Example> = examples.iter().collect();
    fit(&all, link, best.map_or(STRENGTHS[STRENGTHS.len() - 1], |at| STRENGTHS[at]), stop)
}

/// Fits a head with a prior of that strength.
#[expect(clippy::cast_precision_loss, reason = "counts of judgements and steps are small")]
pub(super) fn fit(
    examples: &[&Example],
    link: Link,
    strength: f32,
    stop: &StopSign,
) -> Result<LinearHead, Stopped> {
    let Some(outputs) = examples.first().map(|example| example.target.len()) else {
        return Ok(LinearHead::default());
    };
    let mut columns: HashMap<u32, usize> = HashMap::new();
    for bucket in examples.iter().flat_map(|example| &example.features.buckets) {
        let next = columns.len() + 1;
        columns.entry(*bucket).or_insert(next);
    }
    // Column 0 is the bias.
    let rows: Vec<Vec<usize>> = examples
        .iter()
        .map(|example| example.features.buckets.iter().map(|bucket| columns[bucket]).collect())
        .collect();
    let count = examples.len() as f32;
    let decay = strength / count;
    // Features and bias have length two together, and the curvature of a softmax is at most 1/2.
    let step = 1.0 / (1.0 + decay);
    let mut weights = vec![0.0_f32; (columns.len() + 1) * outputs];
    let mut ahead = weights.clone();
    let mut slope = weights.clone();
    let mut scores = vec![0.0_f32; outputs];
    for at in 0..STEPS {
        stop.check()?;
        for (slope, weight) in slope.iter_mut().zip(&ahead) {
            *slope = decay * weight;
        }
        for (example, row) in examples.iter().zip(&rows) {
            predict(&ahead, row, example, link, &mut scores);
            for (output, score) in scores.iter().enumerate() {
                let error = (score - example.target[output]) / count;
                slope[output] += error;
                let error = error * example.features.value;
                for column in row {
                    slope[column * outputs + output] += error;
                }
            }
        }
        let momentum = at as f32 / (at as f32 + 3.0);
        for ((weight, ahead), slope) in weights.iter_mut().zip(&mut ahead).zip(&slope) {
            let next = *ahead - step * slope;
            *ahead = next + momentum * (next - *weight);
            *weight = next;
        }
    }
    let kept: BTreeMap<u32, Vec<f32>> = columns
        .into_iter()
        .map(|(bucket, column)| {
            (bucket, weights[column * outputs..(column + 1) * outputs].to_vec())
        })
        .filter(|(_, weights)| weights.iter().any(|weight| weight.abs() >= LEAST_WEIGHT))
        .collect();
    Ok(LinearHead { bias: weights[..outputs].to_vec(), weights: kept })
}

fn predict(weights: &[f32], row: &[usize], example: &Example, link: Link, scores: &mut [f32]) {
    let outputs = scores.len();
    for (output, score) in scores.iter_mut().enumerate() {
        let sum: f32 = row.iter().map(|column| weights[column * outputs + output]).sum();
        *score = example.offsets[output] + weights[output] + sum * example.features.value;
    }
    to_probabilities(scores, link);
}

fn to_probabilities(scores: &mut [f32], link: Link) {
    match link {
        Link::Softmax => soften(scores),
        Link::Logistic => scores.iter_mut().for_each(|score| *score = sigmoid(*score)),
    }
}

/// Minus the logarithm of the probability of what holds.
fn loss(head: &LinearHead, example: &Example, link: Link) -> f32 {
    let mut scores = example.offsets.clone();
    head.add(&example.features, &mut scores);
    to_probabilities(&mut scores, link);
    let logs = scores.iter().zip(&example.target).map(|(p, holds)| match link {
        Link::Softmax => holds * p.ln().max(LOWEST_LOG),
        Link::Logistic => {
            let right = if *holds > 0.5 { *p } else { 1.0 - p };
            right.ln().max(LOWEST_LOG)
        }
    });
    -logs.sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(examples: &[Example], link: Link) -> LinearHead {
        fit_best(examples, link, &StopSign::never()).unwrap()
    }

    fn example(text: &str, offsets: &[f32], target: &[f32]) -> Example {
        Example {
            features: Features::of(text),
            offsets: offsets.to_vec(),
            target: target.to_vec(),
            number: plaza_core::text::stable_hash(text),
        }
    }

    fn answer(head: &LinearHead, text: &str, offsets: &[f32], link: Link) -> Vec<f32> {
        let mut scores = offsets.to_vec();
        head.add(&Features::of(text), &mut scores);
        to_probabilities(&mut scores, link);
        scores
    }

    #[test]
    fn learns_a_word_and_leaves_the_rest_to_the_model() {
        // The model takes every text for neutral; here `brutal` is praise.
        let base = [0.2_f32.ln(), 0.6_f32.ln(), 0.2_f32.ln()];
        let examples: Vec<Example> = (0..60)
            .map(|n| match n % 2 {
                0 => example(&format!("qué brutal el móvil número {n}"), &base, &[0.0, 0.0, 1.0]),
                _ => example(&format!("el móvil número {n} llegó"), &base, &[0.0, 1.0, 0.0]),
            })
            .collect();
        let head = best(&examples, Link::Softmax);
        let praise = answer(&head, "esto es brutal", &base, Link::Softmax);
        assert!(praise[2] > 0.5, "{praise:?}");
        let other = answer(&head, "la tienda abre a las nueve", &base, Link::Softmax);
        assert!(other[1] > 0.4, "{other:?}");
    }

    #[test]
    fn a_strong_prior_keeps_the_models_answer() {
        let offsets = [-2.0, 2.0];
        let examples: Vec<Example> =
            (0..4).map(|n| example(&format!("texto {n}"), &offsets, &[1.0, 0.0])).collect();
        let all: Vec<&Example> = examples.iter().collect();
        let shy = fit(&all, Link::Logistic, 1_000.0, &StopSign::never()).unwrap();
        let p = answer(&shy, "texto 1", &offsets, Link::Logistic);
        assert!((p[0] - sigmoid(-2.0)).abs() < 0.01 && (p[1] - sigmoid(2.0)).abs() < 0.01);
        let bold = fit(&all, Link::Logistic, 0.01, &StopSign::never()).unwrap();
        let p = answer(&bold, "texto 1", &offsets, Link::Logistic);
        assert!(p[0] > 0.8 && p[1] < 0.2, "{p:?}");
    }

    #[test]
    fn the_same_judgements_give_the_same_head() {
        let examples: Vec<Example> = (0..20)
            .map(|n| example(&format!("a{n} b"), &[0.0], &[f32::from(u8::from(n % 3 == 0))]))
            .collect();
        let head = best(&examples, Link::Logistic);
        assert_eq!(head, best(&examples, Link::Logistic));
        assert_eq!(best(&[], Link::Logistic), LinearHead::default());
    }
}
