//! Forms made of the connectors' own descriptions.

mod both;
mod choose;
mod draft;
mod trial;
mod view;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use plaza_core::{Arg, ConnectorSpec, FieldKind, SourceId};
use plaza_engine::EngineError;
use plaza_store::listen::Source;

use super::detail::{Refused, show_with};
use crate::Problem;
use crate::frame::board::{Answer, Board, show, show_as};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{Sent, show_both};
use crate::frame::page::Page;
use crate::listen::hooks;
pub(crate) use choose::{choose, recognise};
use draft::Draft;
pub(super) use trial::TrialView;
pub(super) use view::SourceForm;

#[derive(Template)]
#[template(path = "listen/source_form.html")]
struct FormScreen {
    page: Page,
    kind: &'static str,
    title: &'static str,
    summary: &'static str,
    form: SourceForm,
    problem: String,
    /// What a test found.
    trial: Option<TrialView>,
    /// What answering lacks, once the form was sent without it; empty otherwise.
    lacks: String,
    /// Other kinds that the pasted address may be, with their names.
    others: Vec<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "listen/source_hook.html")]
struct HookScreen {
    page: Page,
    id: SourceId,
    name: String,
    address: String,
    /// Made by Plaza; empty where the platform has its own.
    secret: String,
}

/// What the form of a new source says beside its fields.
#[derive(Default)]
struct Said {
    problem: String,
    trial: Option<TrialView>,
    lacks: String,
    others: Vec<(String, &'static str)>,
}

/// `POST /sources/new`: tests the settings, or makes the source. `then` is `test`, `save`, or `read`:
/// save what can be read though not answered.
pub(crate) async fn create(board: Board, fields: Fields) -> Answer {
    let (kind, mut typed) = (fields.get("kind").to_owned(), Draft::read(&fields));
    let Some(spec) = board.engine.connectors().find(|spec| spec.kind == kind).copied() else {
        return Ok(Redirect::to("/sources/new").into_response());
    };
    let actor = board.actor()?.clone();
    if let Err(error) = typed.take_up(&board, &spec, None) {
        return refuse(board, &spec, typed, error);
    }
    let mut draft = typed.clone();
    let secret = draft.fill_secret(&board.engine, &kind)?;
    let draft = draft.source_draft(None);
    if fields.get("then") == "test" {
        return match board.engine.listen().try_config(&actor, &kind, draft).await {
            Ok(trial) => {
                let trial = Some(TrialView::new(&board.page, trial));
                show_form(board, &spec, &typed, Said { trial, ..Said::default() })
            }
            Err(error) => refuse(board, &spec, typed, error),
        };
    }
    let lacks = lacks(&board.page, &spec, |key| typed.has(key));
    if fields.get("then") != "read" && !lacks.is_empty() {
        return show_form(board, &spec, &typed, Said { lacks, ..Said::default() });
    }
    match board.engine.listen().create_source(&actor, &kind, draft).await {
        Ok(source) if board.engine.listen().receives(&kind) => show_hook(board, &source, secret),
        Ok(source) => {
            Ok(board.done(&format!("/sources/{}", source.id), "flash-source-added").into_response())
        }
        Err(error) => refuse(board, &spec, typed, error),
    }
}

/// The settings that answering lacks, by their labels; empty where it lacks none.
pub(super) fn lacks(page: &Page, spec: &ConnectorSpec, has: impl Fn(&str) -> bool) -> String {
    let labels = spec.missing_for_replies(has).map(|field| field.label.get(page.lang_code()));
    labels.collect::<Vec<_>>().join(", ")
}

/// `POST /sources/{id}`: saves the settings, or tests them as they are typed.
pub(crate) async fn update(board: Board, PathIds(id): PathIds<SourceId>, fields: Fields) -> Answer {
    let source = board.engine.store().listen().source(id).await?;
    let source = source.ok_or(EngineError::NotFound("source"))?;
    let (seen, mut draft) = (fields.seen(id)?, Draft::read(&fields));
    let spec = board.engine.connectors().find(|spec| spec.kind == source.kind).copied();
    if let Some(spec) = &spec
        && let Err(error) = draft.take_up(&board, spec, Some(&source))
    {
        return refuse_change(board, spec, (&source, draft), error).await;
    }
    let changed = draft.source_draft(Some(&source));
    if fields.get("then") == "test" {
        let spec = spec.ok_or(EngineError::NotFound("kind of source"))?;
        let tried = board.engine.listen().try_change(board.actor()?, id, changed).await;
        let trial = match tried {
            Ok(trial) => TrialView::new(&board.page, trial),
            Err(error) => return refuse_change(board, &spec, (&source, draft), error).await,
        };
        let form = SourceForm::new(&board, &spec, &draft, Some(&source))?;
        let shown = Refused { form, problem: String::new(), trial: Some(trial) };
        return show_with(board, id, None, Some(shown)).await;
    }
    match board.engine.listen().update_source(board.actor()?, seen, changed).await {
        Err(EngineError::Stale(stale)) => {
            let texts = both::settings(&board, id, &draft).await?;
            let fields = match &spec {
                Some(spec) => without_secrets(&board, spec, (&source, &draft), fields)?,
                None => fields,
            };
            let back = format!("/sources/{id}");
            show_both(board, &stale, Sent { action: &back, back: &back, fields: &fields }, texts)
        }
        Ok(_) => Ok(board.done(&format!("/sources/{id}"), "flash-saved")),
        Err(error) => {
            let spec = spec.ok_or(EngineError::NotFound("kind of source"))?;
            refuse_change(board, &spec, (&source, draft), error).await
        }
    }
}

/// The form as it was sent, with a ticket in the place of its secrets.
fn without_secrets(
    board: &Board,
    spec: &ConnectorSpec,
    (source, draft): (&Source, &Draft),
    mut fields: Fields,
) -> Result<Fields, Problem> {
    let ticket = draft.ticket_for(board, spec.kind, Some(source))?;
    for field in spec.fields.iter().filter(|field| field.kind == FieldKind::Secret) {
        fields.remove(&format!("v.{}", field.key));
    }
    fields.set("typed", &ticket);
    Ok(fields)
}

async fn refuse_change(
    board: Board,
    spec: &ConnectorSpec,
    (source, mut draft): (&Source, Draft),
    error: EngineError,
) -> Answer {
    if matches!(error, EngineError::Forbidden(_) | EngineError::NotFound(_)) {
        return Err(error.into());
    }
    draft.blame(&error);
    let problem = told(&board.page, spec, error);
    let form = SourceForm::new(&board, spec, &draft, Some(source))?;
    show_with(board, source.id, None, Some(Refused { form, problem, trial: None })).await
}

/// What is wrong, with the label of the setting that it is about.
fn told(page: &Page, spec: &ConnectorSpec, error: EngineError) -> String {
    let EngineError::Invalid { message, .. } = &error else {
        return in_words(page, &Problem::from(error));
    };
    let arg = |wanted: &str| message.args().find(|(name, _)| *name == wanted).map(|(_, arg)| arg);
    match (arg("key"), arg("why")) {
        (Some(Arg::Text(key)), Some(Arg::Message(why))) => {
            let field = spec.fields.iter().find(|field| field.key == *key);
            let label = field.map_or(key.as_str(), |field| field.label.get(page.lang_code()));
            format!("{label}: {}", page.phrase(why))
        }
        _ => in_words(page, &Problem::from(error)),
    }
}

/// Where to send to, and the secret: the answer to a POST and no redirect, because nobody can read
/// the secret again.
fn show_hook(board: Board, source: &Source, secret: String) -> Answer {
    let screen = HookScreen {
        id: source.id,
        name: source.name.clone(),
        address: hooks::address_of(&board, &source.kind, source.id),
        secret,
        page: board.page,
    };
    show(&screen, &screen.page)
}

fn refuse(board: Board, spec: &ConnectorSpec, mut draft: Draft, error: EngineError) -> Answer {
    if matches!(error, EngineError::Forbidden(_) | EngineError::Store(_)) {
        return Err(error.into());
    }
    draft.blame(&error);
    let problem = told(&board.page, spec, error);
    show_form(board, spec, &draft, Said { problem, ..Said::default() })
}

fn show_form(board: Board, spec: &ConnectorSpec, draft: &Draft, said: Said) -> Answer {
    let lang = board.page.lang_code();
    let form = SourceForm::new(&board, spec, draft, None)?;
    let is_refused = !said.problem.is_empty() || !said.lacks.is_empty();
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let screen = FormScreen {
        page: board.page,
        kind: spec.kind,
        title: spec.title.get(lang),
        summary: spec.summary.get(lang),
        form,
        problem: said.problem,
        trial: said.trial,
        lacks: said.lacks,
        others: said.others,
    };
    show_as(status, &screen, &screen.page)
}
