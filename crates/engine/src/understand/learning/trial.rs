//! Whether new heads are better than what is in use.

use plaza_core::statistics::chance_of_wins;
use plaza_core::text::{fold, stable_hash, tokens};
use plaza_core::{Intent, Millis, Reading, Sentiment, Task};
use serde::{Deserialize, Serialize};

use super::features::Features;
use super::fit::{Example, Link, fit_best};
use super::heads::{Heads, LinearHead, intent_scores, sentiment_scores};
use crate::stop::{StopSign, Stopped};

/// Every third text is held out.
const HELD_OUT: i64 = 3;
/// Fewest texts to learn from, and fewest to test on.
const FEWEST_LEARNT: usize = 40;
const FEWEST_HELD_OUT: usize = 15;
/// Greatest chance that heads that are no better win as often as these did.
const LEVEL: f64 = 0.05;

/// What came of an attempt to learn from people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// When it was made.
    pub at: Millis,
    /// The model in use before.
    pub before: String,
    /// The model in use afterwards.
    pub after: String,
    /// Task by task.
    pub tasks: Vec<TaskTrial>,
}

/// What came of it for one task. Right and wrong are counted on held-out judgements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskTrial {
    /// Which task.
    pub task: Task,
    /// Judged texts that were learnt from.
    pub learnt_from: usize,
    /// Judged texts that were held out.
    pub held_out: usize,
    /// Of them, those on which the model in use is right.
    pub right_before: usize,
    /// Of them, those on which the new heads are right.
    pub right_after: usize,
    /// Cases in which the new heads alone are right.
    pub wins: usize,
    /// Cases in which the model in use alone is right.
    pub losses: usize,
    /// Chance that heads that are no better win as often
    /// ([`plaza_core::statistics::chance_of_wins`]).
    pub chance: f64,
    /// What follows.
    pub outcome: Outcome,
}

/// What follows from a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// There are too few judgements to learn from and to test with.
    TooFew,
    /// The new heads are not surely better, and are dropped.
    NotBetter,
    /// The new heads are better, and in use from now on.
    Better,
}

impl Outcome {
    /// The name used in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TooFew => "too_few",
            Self::NotBetter => "not_better",
            Self::Better => "better",
        }
    }
}

/// A judged text as the model reads it without any heads.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) text: String,
    pub(super) reading: Reading,
    pub(super) truth: String,
}

/// Names of intents in a fixed order with commas between.
pub(crate) fn intent_names(holds: impl Fn(Intent) -> bool) -> String {
    let names: Vec<&str> =
        Intent::ALL.into_iter().filter(|i| holds(*i)).map(Intent::name).collect();
    names.join(",")
}

/// What a reading says about a task, in the form of a judgement.
pub(super) fn answer(task: Task, reading: &Reading) -> String {
    match task {
        Task::Sentiment => reading.insight.sentiment.label.name().to_owned(),
        Task::Intents => {
            intent_names(|intent| reading.insight.intents.iter().any(|i| i.label == intent))
        }
    }
}

/// Texts that differ in capitals, accents and punctuation only fall on the same side.
fn number(text: &str) -> i64 {
    let words: Vec<String> = tokens(text).map(|token| fold(token.text)).collect();
    stable_hash(&words.join(" "))
}

/// Learns a task's head from two thirds of the judgements and compares it with what is in use on
/// the others. The head is there when it is better.
///
/// # Errors
/// The sign went up.
pub(super) fn try_task(
    task: Task,
    judged: &[Judged],
    in_use: &Heads,
    stop: &StopSign,
) -> Result<(TaskTrial, Option<LinearHead>), Stopped> {
    let (held_out, learnt): (Vec<&Judged>, Vec<&Judged>) =
        judged.iter().partition(|case| number(&case.text).rem_euclid(HELD_OUT) == 0);
    let mut trial = TaskTrial {
        task,
        learnt_from: learnt.len(),
        held_out: held_out.len(),
        right_before: 0,
        right_after: 0,
        wins: 0,
        losses: 0,
        chance: 1.0,
        outcome: Outcome::TooFew,
    };
    let is_right = |heads: &Heads, case: &Judged| {
        answer(task, &heads.adjust(&case.text, case.reading.clone())) == case.truth
    };
    let before: Vec<bool> = held_out.iter().map(|case| is_right(in_use, case)).collect();
    trial.right_before = before.iter().filter(|right| **right).count();
    if learnt.len() < FEWEST_LEARNT || held_out.len() < FEWEST_HELD_OUT {
        trial.right_after = trial.right_before;
        return Ok((trial, None));
    }
    let link = match task {
        Task::Sentiment => Link::Softmax,
        Task::Intents => Link::Logistic,
    };
    let examples: Vec<Example> = learnt.iter().map(|case| example(task, case)).collect();
    let head = fit_best(&examples, link, stop)?;
    let new = in_use.clone().with(task, head.clone());
    for (case, was_right) in held_out.iter().zip(before) {
        let right = is_right(&new, case);
        trial.right_after += usize::from(right);
        trial.wins += usize::from(right && !was_right);
        trial.losses += usize::from(!right && was_right);
    }
    trial.chance = chance_of_wins(trial.wins as u64, trial.losses as u64);
    if trial.wins > trial.losses && trial.chance <= LEVEL {
        trial.outcome = Outcome::Better;
        return Ok((trial, Some(head)));
    }
    trial.outcome = Outcome::NotBetter;
    Ok((trial, None))
}

fn example(task: Task, case: &Judged) -> Example {
    let holds = |yes: bool| f32::from(u8::from(yes));
    let (offsets, target) = match task {
        Task::Sentiment => (
            sentiment_scores(&case.reading).to_vec(),
            [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive]
                .map(|sentiment| holds(sentiment.name() == case.truth))
                .to_vec(),
        ),
        Task::Intents => (
            intent_scores(&case.reading).to_vec(),
            Intent::ALL
                .map(|intent| holds(case.truth.split(',').any(|name| name == intent.name())))
                .to_vec(),
        ),
    };
    Example {
        features: Features::of(&case.text),
        offsets,
        target,
        number: number(&case.text) / HELD_OUT,
    }
}

#[cfg(test)]
mod tests {
    use plaza_core::{Insight, SentimentScores};

    use super::*;
    use crate::stop::counting::stops_when_asked;

    fn tried(task: Task, judged: &[Judged], in_use: &Heads) -> (TaskTrial, Option<LinearHead>) {
        try_task(task, judged, in_use, &StopSign::never()).unwrap()
    }

    #[test]
    fn learning_stops_at_every_step() {
        let (judged, in_use) = (workspace(70, "brutal"), Heads::default());
        let learn = |stop: &StopSign| try_task(Task::Sentiment, &judged, &in_use, stop);
        let asked = stops_when_asked(301, 0, learn);
        assert!(asked > 1_000, "{asked}");
    }

    fn judged(text: String, truth: &str) -> Judged {
        let insight = Insight {
            lang: "es".to_owned(),
            sentiment: SentimentScores::of([0.2, 0.6, 0.2]),
            intents: Vec::new(),
            aspects: Vec::new(),
        };
        Judged { text, reading: Reading::of(insight), truth: truth.to_owned() }
    }

    /// The model says neutral; people call what holds `word` positive.
    fn workspace(count: usize, word: &str) -> Vec<Judged> {
        (0..count)
            .map(|n| match n % 3 {
                0 => judged(format!("caso {n}: {word}, de verdad"), "positive"),
                _ => judged(format!("caso {n}: llegó ayer"), "neutral"),
            })
            .collect()
    }

    #[test]
    fn heads_that_are_better_on_held_out_judgements_win() {
        let judged = workspace(150, "brutal");
        let (trial, head) = tried(Task::Sentiment, &judged, &Heads::default());
        assert_eq!(trial.outcome, Outcome::Better, "{trial:?}");
        assert_eq!(trial.learnt_from + trial.held_out, 150);
        assert!(trial.right_after > trial.right_before && trial.chance < 0.05, "{trial:?}");
        // Learnt once, there is nothing more to gain.
        let in_use = Heads::default().with(Task::Sentiment, head.unwrap());
        let (again, none) = tried(Task::Sentiment, &judged, &in_use);
        assert_eq!((again.outcome, none), (Outcome::NotBetter, None));
        assert_eq!(again.right_before, trial.right_after);
    }

    #[test]
    fn noise_is_not_learnt() {
        // What people say has nothing to do with the words.
        let judged: Vec<Judged> = (0..150_i64)
            .map(|n| {
                let at = number(&format!("x{n}")).rem_euclid(3);
                let truth = ["negative", "neutral", "positive"][usize::try_from(at).unwrap()];
                judged(format!("caso número {n} de la lista"), truth)
            })
            .collect();
        let (trial, head) = tried(Task::Sentiment, &judged, &Heads::default());
        assert_eq!((trial.outcome, head), (Outcome::NotBetter, None), "{trial:?}");
    }

    #[test]
    fn few_judgements_teach_nothing() {
        let (trial, head) = tried(Task::Sentiment, &workspace(30, "brutal"), &Heads::default());
        assert_eq!((trial.outcome, head), (Outcome::TooFew, None));
        assert_eq!(trial.right_before, trial.right_after);
        let (trial, _) = tried(Task::Intents, &[], &Heads::default());
        assert_eq!((trial.outcome, trial.held_out), (Outcome::TooFew, 0));
    }

    #[test]
    fn intents_are_learnt_as_a_set() {
        let cases: Vec<Judged> = (0..180)
            .map(|n| match n % 2 {
                0 => judged(format!("{n} me cambio a la competencia"), "complaint,leave"),
                _ => judged(format!("{n} he comprado dos"), ""),
            })
            .collect();
        let (trial, head) = tried(Task::Intents, &cases, &Heads::default());
        assert_eq!(trial.outcome, Outcome::Better, "{trial:?}");
        let heads = Heads::default().with(Task::Intents, head.unwrap());
        let case = judged("yo también me cambio".to_owned(), "");
        let read = heads.adjust(&case.text, case.reading);
        assert_eq!(answer(Task::Intents, &read), "complaint,leave");
        assert_eq!(read.insight.sentiment, SentimentScores::of([0.2, 0.6, 0.2]));
    }
}
