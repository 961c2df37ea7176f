//! One idea with its evidence and score.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{IdeaId, IdeaStage, Millis, RiceInputs, say};
use plaza_engine::EngineError;
use plaza_store::innovate::{Idea, IdeaUpdate};

use super::IdeaCard;
use super::persons::{Person, persons};
use super::undo::Undo;
use crate::Problem;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::i18n::{Lang, Translator};
use crate::frame::overtaken::{self, BothTexts, Field, Sent};
use crate::frame::page::Page;
use crate::parts::Choice;

/// Levels of impact that RICE knows.
const IMPACTS: [&str; 5] = ["3", "2", "1", "0.5", "0.25"];
/// Similar ideas shown.
const SIMILAR: usize = 4;

#[derive(Template)]
#[template(path = "innovate/idea.html")]
struct IdeaScreen {
    page: Page,
    idea: IdeaCard,
    steps: Vec<StageStep>,
    declined: bool,
    description: String,
    created_at: Millis,
    merged_into: Option<IdeaId>,
    persons: Vec<Person>,
    similar: Vec<IdeaCard>,
    score: String,
    /// The formula with its numbers.
    formula: String,
    rice: RiceForm,
    impacts: [&'static str; 5],
    rice_problem: String,
    form: IdeaForm,
    owners: Vec<Choice>,
    others: Vec<Choice>,
    problem: String,
    undo: Option<Undo>,
}

/// A stage of the way to what people asked for.
struct StageStep {
    stage: &'static str,
    /// `past`, `now` or nothing.
    state: &'static str,
}

struct IdeaForm {
    version: i64,
    title: String,
    description: String,
}

/// The inputs of the score as they are written in the form; confidence in percent.
#[derive(Default)]
struct RiceForm {
    version: i64,
    reach: String,
    impact: String,
    confidence: String,
    effort: String,
}

/// What the last form said, where it was not accepted.
#[derive(Default)]
struct Refused {
    form: Option<IdeaForm>,
    problem: String,
    rice: Option<RiceForm>,
    rice_problem: String,
}

/// `GET /ideas/{id}`
pub(crate) async fn show_idea(
    board: Board,
    PathIds(id): PathIds<IdeaId>,
    fields: Fields,
) -> Answer {
    let undo = Undo::read(&board, &fields, &address(id)).await;
    show_with(board, id, None, undo).await
}

async fn show_with(
    board: Board,
    id: IdeaId,
    refused: Option<Refused>,
    undo: Option<Undo>,
) -> Answer {
    let store = board.engine.store();
    let idea = store.innovate().idea(id).await?.ok_or(EngineError::NotFound("idea"))?;
    let evidence = store.innovate().evidence(id).await?;
    let users = if board.page.can.ideas { store.access().users().await? } else { Vec::new() };
    let all = if board.page.can.ideas { store.innovate().ideas(None).await? } else { Vec::new() };
    let similar = similar(&board, &idea).await?;
    let page = board.page;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let refused = refused.unwrap_or_default();
    let screen = IdeaScreen {
        idea: IdeaCard::new(&page, &idea),
        steps: steps(idea.stage),
        declined: idea.stage == IdeaStage::Declined,
        created_at: idea.created_at,
        merged_into: idea.merged_into,
        persons: persons(&page, id, evidence),
        similar: similar.iter().map(|other| IdeaCard::new(&page, other)).collect(),
        formula: formula(&page, &idea.rice),
        score: idea.rice.score().map(|score| page.decimal(score)).unwrap_or_default(),
        rice: refused.rice.unwrap_or_else(|| rice_form(&page, &idea)),
        impacts: IMPACTS,
        rice_problem: refused.rice_problem,
        form: refused.form.unwrap_or_else(|| IdeaForm {
            version: idea.version,
            title: idea.title.clone(),
            description: idea.description.clone(),
        }),
        owners: users
            .into_iter()
            .filter(|user| !user.disabled || idea.owner_id == Some(user.id))
            .map(|user| Choice {
                active: idea.owner_id == Some(user.id),
                id: user.id.get(),
                label: user.name,
            })
            .collect(),
        others: others(all, id),
        problem: refused.problem,
        undo,
        description: idea.description,
        page,
    };
    show_as(status, &screen, &screen.page)
}

/// The way from new to shipped, with where the idea stands.
fn steps(stage: IdeaStage) -> Vec<StageStep> {
    let at = IdeaStage::ALL.iter().position(|other| *other == stage);
    let way = IdeaStage::ALL.into_iter().filter(|stage| *stage != IdeaStage::Declined);
    way.enumerate()
        .map(|(place, other)| StageStep {
            stage: other.name(),
            state: match at {
                _ if stage == IdeaStage::Declined => "",
                Some(at) if place < at => "past",
                Some(at) if place == at => "now",
                _ => "",
            },
        })
        .collect()
}

/// Ideas that say much the same, without those that were merged.
async fn similar(board: &Board, idea: &Idea) -> Result<Vec<Idea>, EngineError> {
    let wording = format!("{} {}", idea.title, idea.description);
    let found = board.engine.innovate().similar_ideas(&wording).await?;
    let others = found.into_iter().map(|(other, _)| other);
    Ok(others.filter(|other| other.id != idea.id).take(SIMILAR).collect())
}

/// `37 × 2 × 80 % ÷ 0,8`; empty while an input is missing.
fn formula(t: &Translator, rice: &RiceInputs) -> String {
    let RiceInputs { reach, impact, confidence, effort } = rice;
    let (Some(reach), Some(impact), Some(confidence), Some(effort)) =
        (reach, impact, confidence, effort)
    else {
        return String::new();
    };
    let [reach, impact, effort] = [*reach, *impact, *effort].map(|n| exact(t, n));
    format!("{reach} × {impact} × {} ÷ {effort}", t.percent(*confidence))
}

/// A number as it was written: 0.25 is not 0.3.
fn exact(t: &Translator, n: f64) -> String {
    let text = format!("{n:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if t.lang() == Lang::Es { text.replace('.', ",") } else { text.to_owned() }
}

fn others(all: Vec<Idea>, id: IdeaId) -> Vec<Choice> {
    let others = all.into_iter().filter(|idea| idea.id != id);
    others.map(|idea| Choice { id: idea.id.get(), label: idea.title, active: false }).collect()
}

/// `POST /ideas/{id}`
pub(crate) async fn update(board: Board, PathIds(id): PathIds<IdeaId>, fields: Fields) -> Answer {
    let seen = fields.seen(id)?;
    let form = IdeaForm {
        version: seen.version.unwrap_or_default(),
        title: fields.get("title").to_owned(),
        description: fields.text("description"),
    };
    let update = IdeaUpdate {
        title: Some(form.title.clone()),
        description: Some(form.description.clone()),
        owner_id: Some(fields.id("owner")),
        rice: None,
    };
    match board.engine.innovate().update_idea(board.actor()?, seen, update).await {
        Err(error @ EngineError::Invalid { .. }) => {
            let problem = in_words(&board.page, &Problem::from(error));
            let refused = Refused { form: Some(form), problem, ..Refused::default() };
            show_with(board, id, Some(refused), None).await
        }
        done => {
            let back = address(id);
            let sent = Sent { action: &back, back: &back, fields: &fields };
            let texts = async |board: &Board| words(board, id, &form, &fields).await;
            overtaken::after(board, done, sent, texts, &back, "flash-saved").await
        }
    }
}

fn address(id: IdeaId) -> String {
    format!("/ideas/{id}")
}

async fn find(board: &Board, id: IdeaId) -> Result<Idea, Problem> {
    let idea = board.engine.store().innovate().idea(id).await?;
    idea.ok_or_else(|| Problem::not_found("idea"))
}

/// What somebody wrote of an idea, beside what is there now.
async fn words(
    board: &Board,
    id: IdeaId,
    form: &IdeaForm,
    fields: &Fields,
) -> Result<Vec<BothTexts>, Problem> {
    let (page, idea) = (&board.page, find(board, id).await?);
    let owner = match fields.id("owner") {
        Some(owner) => board.engine.store().access().user(owner).await?.map(|user| user.name),
        None => None,
    };
    let nobody = || page.get("idea-no-owner");
    let (title, description) = (page.get("idea-title"), page.get("field-description"));
    Ok(vec![
        BothTexts::of(Field::Line, "title", title, &form.title, idea.title),
        BothTexts::of(Field::Text, "description", description, &form.description, idea.description),
        BothTexts {
            value: fields.get("owner").to_owned(),
            ..BothTexts::of(
                Field::Choice,
                "owner",
                page.get("idea-owner"),
                &owner.unwrap_or_else(nobody),
                idea.owner_name.unwrap_or_else(nobody),
            )
        },
    ])
}

/// An idea as it is now, for somebody who pressed a button.
pub(super) async fn now(board: &Board, id: IdeaId) -> Result<Vec<BothTexts>, Problem> {
    let (page, idea) = (&board.page, find(board, id).await?);
    Ok(vec![
        BothTexts::now(page.get("idea-title"), idea.title),
        BothTexts::now(page.get("field-description"), idea.description),
        BothTexts::now(page.get("idea-stage"), page.label("stage", idea.stage.name())),
    ])
}

/// `POST /ideas/{id}/rice`
pub(crate) async fn score(board: Board, PathIds(id): PathIds<IdeaId>, fields: Fields) -> Answer {
    let seen = fields.seen(id)?;
    let form = RiceForm {
        version: seen.version.unwrap_or_default(),
        reach: fields.get("reach").to_owned(),
        impact: fields.get("impact").to_owned(),
        confidence: fields.get("confidence").to_owned(),
        effort: fields.get("effort").to_owned(),
    };
    let Some(rice) = rice_inputs(&form) else {
        let rice_problem = board.page.get("rice-bad-number");
        let refused = Refused { rice: Some(form), rice_problem, ..Refused::default() };
        return show_with(board, id, Some(refused), None).await;
    };
    let update = IdeaUpdate { rice: Some(rice), ..IdeaUpdate::default() };
    let done = board.engine.innovate().update_idea(board.actor()?, seen, update).await;
    let (action, back) = (format!("/ideas/{id}/rice"), address(id));
    let sent = Sent { action: &action, back: &back, fields: &fields };
    let texts = async |board: &Board| figures(board, id, &form).await;
    overtaken::after(board, done, sent, texts, &back, "flash-saved").await
}

/// The inputs of a score that somebody wrote, beside those that are there now.
async fn figures(board: &Board, id: IdeaId, form: &RiceForm) -> Result<Vec<BothTexts>, Problem> {
    let (page, idea) = (&board.page, find(board, id).await?);
    let now = rice_form(page, &idea);
    let figure = |name, yours: &str, theirs| {
        BothTexts::of(Field::Line, name, page.get(&format!("rice-{name}")), yours, theirs)
    };
    Ok(vec![
        figure("reach", &form.reach, now.reach),
        figure("impact", &form.impact, now.impact),
        figure("confidence", &form.confidence, now.confidence),
        figure("effort", &form.effort, now.effort),
    ])
}

/// `POST /ideas/{id}/merge`
pub(crate) async fn merge(board: Board, PathIds(id): PathIds<IdeaId>, fields: Fields) -> Answer {
    let into = fields
        .id("into")
        .ok_or_else(|| Problem::invalid("into", say!("choose-idea", "choose an idea")))?;
    let seen = fields.seen(id)?;
    let done = board.engine.innovate().merge_ideas(board.actor()?, seen, into).await;
    let to = address(if done.is_ok() { into } else { id });
    let (action, back) = (format!("/ideas/{id}/merge"), address(id));
    let sent = Sent { action: &action, back: &back, fields: &fields };
    overtaken::after(board, done, sent, async |board| now(board, id).await, &to, "flash-merged")
        .await
}

/// `POST /ideas/{id}/unmerge`
pub(crate) async fn unmerge(board: Board, PathIds(id): PathIds<IdeaId>, fields: Fields) -> Answer {
    let seen = fields.seen(id)?;
    let done = board.engine.innovate().unmerge_idea(board.actor()?, seen).await;
    let (action, to) = (format!("/ideas/{id}/unmerge"), address(id));
    let sent = Sent { action: &action, back: &to, fields: &fields };
    overtaken::after(board, done, sent, async |board| now(board, id).await, &to, "flash-unmerged")
        .await
}

fn rice_form(t: &Translator, idea: &Idea) -> RiceForm {
    let rice = &idea.rice;
    let shown = |value: Option<f64>| value.map(|value| t.decimal(value)).unwrap_or_default();
    let level = rice.impact.map(|impact| impact.to_string()).unwrap_or_default();
    RiceForm {
        version: idea.version,
        reach: shown(rice.reach),
        impact: level,
        confidence: shown(rice.confidence.map(|share| share * 100.0)),
        effort: shown(rice.effort),
    }
}

/// The inputs; `None` when something is not a number that makes sense.
fn rice_inputs(form: &RiceForm) -> Option<RiceInputs> {
    let inputs = RiceInputs {
        reach: number(&form.reach)?,
        impact: number(&form.impact)?,
        confidence: number(form.confidence.trim_end_matches(['%', ' ', '\u{a0}']))?
            .map(|percent| percent / 100.0),
        effort: number(&form.effort)?,
    };
    let sound = inputs.reach.is_none_or(|n| n >= 0.0)
        && inputs.impact.is_none_or(|n| n >= 0.0)
        && inputs.confidence.is_none_or(|n| (0.0..=1.0).contains(&n))
        && inputs.effort.is_none_or(|n| n > 0.0);
    sound.then_some(inputs)
}

/// An optional number with a decimal point or comma. `None` for what is no number.
fn number(text: &str) -> Option<Option<f64>> {
    if text.is_empty() {
        return Some(None);
    }
    let number: f64 = text.replace(',', ".").parse().ok()?;
    number.is_finite().then_some(Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::translator;

    #[test]
    fn the_formula_and_the_way_say_what_is_there() {
        let rice = RiceInputs {
            reach: Some(37.0),
            impact: Some(0.25),
            confidence: Some(0.8),
            effort: Some(1.5),
        };
        assert_eq!(formula(translator(Lang::Es), &rice), "37 × 0,25 × 80\u{a0}% ÷ 1,5");
        assert_eq!(formula(translator(Lang::En), &RiceInputs::default()), "");
        let states = |stage| steps(stage).into_iter().map(|step| step.state).collect::<Vec<_>>();
        assert_eq!(states(IdeaStage::Planned), ["past", "past", "now", "", ""]);
        assert_eq!(states(IdeaStage::Declined), [""; 5]);
    }

    fn form(reach: &str, impact: &str, confidence: &str, effort: &str) -> RiceForm {
        RiceForm {
            version: 1,
            reach: reach.into(),
            impact: impact.into(),
            confidence: confidence.into(),
            effort: effort.into(),
        }
    }

    #[test]
    fn scores_are_read_as_people_write_them() {
        let rice = rice_inputs(&form("200", "0.5", "80 %", "1,5")).unwrap();
        assert_eq!((rice.confidence, rice.effort), (Some(0.8), Some(1.5)));
        assert_eq!(rice_inputs(&form("", "", "", "")), Some(RiceInputs::default()));
        for wrong in [
            form("many", "", "", ""),
            form("-1", "", "", ""),
            form("", "", "101", ""),
            form("", "", "", "0"),
            form("inf", "", "", ""),
        ] {
            assert_eq!(rice_inputs(&wrong), None);
        }
    }
}
