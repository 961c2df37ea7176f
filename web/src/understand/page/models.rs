//! The models: how often people agree with them, and what is learnt from that.

use askama::Template;
use plaza_core::{Millis, Task};
use plaza_engine::understand::{
    FEWEST_JUDGEMENTS, ModelsOverview, Outcome, TaskAccuracy, TaskTrial,
};

use crate::Problem;
use crate::frame::board::{Answer, Board, show};
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;

#[derive(Template)]
#[template(path = "understand/models.html")]
struct ModelsScreen {
    page: Page,
    model: String,
    base_model: String,
    rows: Vec<AccuracyRow>,
    heads: Vec<HeadRow>,
    trial: Option<TrialPanel>,
    training: bool,
    /// Whether something can be taken back.
    learnt: bool,
    /// What the main button says: how many judgements are missing.
    judge: String,
    /// Whether earlier models were judged.
    earlier: bool,
}

/// One task of one model.
struct AccuracyRow {
    model: String,
    in_use: bool,
    task: &'static str,
    /// The share with its interval, or why there is none.
    figure: String,
}

/// One version of what was learnt.
struct HeadRow {
    name: String,
    state: &'static str,
    created_at: Millis,
}

/// What came of the last attempt.
struct TrialPanel {
    at: Millis,
    after: String,
    promoted: bool,
    tasks: Vec<TrialRow>,
}

struct TrialRow {
    task: &'static str,
    outcome: &'static str,
    words: String,
}

/// `GET /models`
pub(crate) async fn show_models(board: Board) -> Answer {
    let overview = board.engine.understand().models().await?;
    let page = board.page;
    let screen = ModelsScreen {
        rows: overview.accuracy.iter().map(|a| row(&page, a, &overview.model)).collect(),
        heads: heads(&overview),
        trial: overview.last_trial.as_ref().map(|trial| TrialPanel {
            at: trial.at,
            after: trial.after.clone(),
            promoted: trial.after != trial.before,
            tasks: trial.tasks.iter().map(|task| trial_row(&page, task)).collect(),
        }),
        training: overview.training,
        judge: judge_words(&page, &overview),
        earlier: overview.accuracy.iter().any(|a| a.model != overview.model),
        learnt: overview.model != overview.base_model,
        model: overview.model,
        base_model: overview.base_model,
        page,
    };
    show(&screen, &screen.page)
}

/// `POST /models/retrain`
pub(crate) async fn retrain(board: Board) -> Answer {
    let done = board.engine.understand().retrain_soon(board.actor()?).await;
    Ok(board.after(done, "/models", "flash-retrain"))
}

/// `POST /models/revert`
pub(crate) async fn revert(board: Board, fields: Fields) -> Answer {
    let seen = fields.filled("model").ok_or_else(Problem::version_required)?;
    let done = board.engine.understand().revert_heads(board.actor()?, Some(seen)).await;
    Ok(board.after(done, "/models", "flash-reverted"))
}

/// What is missing until a share can be told; then just the invitation.
fn judge_words(t: &Translator, overview: &ModelsOverview) -> String {
    let mut rows = overview.accuracy.iter();
    let row = rows.find(|a| a.model == overview.model && a.task == Task::Sentiment);
    let left = FEWEST_JUDGEMENTS.saturating_sub(row.map_or(0, |row| row.judged));
    if left > 0 { t.count("models-judge-missing", left) } else { t.get("models-judge-more") }
}

fn row(t: &Translator, accuracy: &TaskAccuracy, in_use: &str) -> AccuracyRow {
    let figure = match (accuracy.share(), accuracy.interval) {
        (Some(share), Some((low, high))) => t.with_all(
            "models-share",
            &[
                ("share", t.percent(share).as_str()),
                ("judged", t.number(accuracy.judged).as_str()),
                ("low", t.percent(low).as_str()),
                ("high", t.percent(high).as_str()),
            ],
        ),
        _ => t.count("models-too-few", FEWEST_JUDGEMENTS.saturating_sub(accuracy.judged)),
    };
    AccuracyRow {
        in_use: accuracy.model == in_use,
        model: accuracy.model.clone(),
        task: accuracy.task.name(),
        figure,
    }
}

fn heads(overview: &ModelsOverview) -> Vec<HeadRow> {
    overview
        .heads
        .iter()
        .map(|head| HeadRow {
            name: format!("{}+w{}", head.base_model, head.id),
            state: head.state.name(),
            created_at: head.created_at,
        })
        .collect()
}

fn trial_row(t: &Translator, trial: &TaskTrial) -> TrialRow {
    let [learnt, held_out, before, after] =
        [trial.learnt_from, trial.held_out, trial.right_before, trial.right_after]
            .map(|n| t.number(n));
    let values = [
        ("learnt", learnt.as_str()),
        ("heldout", held_out.as_str()),
        ("before", before.as_str()),
        ("after", after.as_str()),
    ];
    let words = match trial.outcome {
        Outcome::TooFew => t.with_all("models-trial-too-few", &values[..2]),
        Outcome::NotBetter | Outcome::Better => t.with_all("models-trial-figures", &values),
    };
    TrialRow { task: trial.task.name(), outcome: trial.outcome.name(), words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    #[test]
    fn figures_are_told_with_their_interval_or_not_at_all() {
        let accuracy = |judged, agreed, interval| TaskAccuracy {
            task: Task::Sentiment,
            model: "native@1".to_owned(),
            judged,
            agreed,
            interval,
            last_at: None,
        };
        let few = row(translator(Lang::En), &accuracy(12, 9, None), "native@1");
        assert_eq!(few.figure, "18 more judgements and it can be told");
        let none = row(translator(Lang::Es), &accuracy(0, 0, None), "native@1");
        assert_eq!(none.figure, "Faltan 30 valoraciones para decirlo");
        let many = row(translator(Lang::En), &accuracy(80, 60, Some((0.645, 0.832))), "x@1");
        assert_eq!(many.figure, "Right 75% of the time in 80 judgements (between 65% and 83%)");
        assert!(!many.in_use);
    }
}
