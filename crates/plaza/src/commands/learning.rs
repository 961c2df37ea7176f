//! `plaza models accuracy`, `retrain` and `revert`.

use plaza_core::to_rfc3339;
use plaza_engine::understand::{Outcome, TaskAccuracy, TaskTrial};
use plaza_engine::{Actor, Engine};
use serde_json::json;

use crate::output;

/// How often people agree with the models, and what was learnt from that.
pub(super) async fn accuracy(engine: &Engine, as_json: bool) -> anyhow::Result<bool> {
    let overview = engine.understand().models().await?;
    if as_json {
        let accuracy: Vec<_> = overview.accuracy.iter().map(accuracy_json).collect();
        let heads: Vec<_> = overview
            .heads
            .iter()
            .map(|head| {
                json!({
                    "id": head.id, "base_model": head.base_model, "state": head.state,
                    "created_at": to_rfc3339(head.created_at), "report": head.report,
                })
            })
            .collect();
        output::json(&json!({
            "model": overview.model, "base_model": overview.base_model,
            "accuracy": accuracy, "heads": heads, "last_trial": overview.last_trial,
        }))?;
        return Ok(true);
    }
    output::line(&format!("in use: {}", overview.model));
    for accuracy in &overview.accuracy {
        output::line(&format!(
            "{}\t{}\t{}",
            accuracy.model,
            accuracy.task.name(),
            accuracy_words(accuracy)
        ));
    }
    for head in &overview.heads {
        output::line(&format!(
            "{}+w{}\t{}\t{}",
            head.base_model,
            head.id,
            head.state.name(),
            to_rfc3339(head.created_at)
        ));
    }
    Ok(true)
}

/// Learns now, and says what came of it with both figures.
pub(super) async fn retrain(engine: &Engine) -> anyhow::Result<bool> {
    let trial = engine.understand().retrain(&Actor::system()).await?;
    for task in &trial.tasks {
        output::line(&format!("{}\t{}", task.task.name(), trial_words(task)));
    }
    if trial.after == trial.before {
        output::line(&format!("nothing changed; in use: {}", trial.after));
    } else {
        output::line(&format!("in use now: {} (before: {})", trial.after, trial.before));
        output::note("mentions are analysed again while `plaza serve` or `plaza work` runs");
    }
    Ok(true)
}

/// Takes back what was learnt last.
pub(super) async fn revert(engine: &Engine) -> anyhow::Result<bool> {
    let model = engine.understand().revert_heads(&Actor::system(), None).await?;
    output::line(&format!("in use now: {model}"));
    output::note("mentions are analysed again while `plaza serve` or `plaza work` runs");
    Ok(true)
}

fn accuracy_json(accuracy: &TaskAccuracy) -> serde_json::Value {
    json!({
        "task": accuracy.task, "model": accuracy.model, "judged": accuracy.judged,
        "agreed": accuracy.agreed, "share": accuracy.share(),
        "low": accuracy.interval.map(|(low, _)| low),
        "high": accuracy.interval.map(|(_, high)| high),
    })
}

fn accuracy_words(accuracy: &TaskAccuracy) -> String {
    let TaskAccuracy { judged, agreed, .. } = accuracy;
    match (accuracy.share(), accuracy.interval) {
        (Some(share), Some((low, high))) => format!(
            "{:.0} % right ({agreed} of {judged} judgements; 95 % interval {:.0} to {:.0} %)",
            share * 100.0,
            low * 100.0,
            high * 100.0
        ),
        _ => format!("{judged} judgements: too few to say"),
    }
}

fn trial_words(trial: &TaskTrial) -> String {
    let figures = format!(
        "on {} held-out judgements {} right before, {} after (won {}, lost {}; by chance in {:.1} %)",
        trial.held_out,
        trial.right_before,
        trial.right_after,
        trial.wins,
        trial.losses,
        trial.chance * 100.0
    );
    match trial.outcome {
        Outcome::TooFew => format!(
            "too few judgements: {} to learn from, {} to test with",
            trial.learnt_from, trial.held_out
        ),
        Outcome::NotBetter => format!("not surely better: {figures}"),
        Outcome::Better => format!("better: {figures}"),
    }
}
