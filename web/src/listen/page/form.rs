//! Forms made of the connectors' own descriptions.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use plaza_core::{ConnectorSpec, FieldKind, FieldSpec, Permission, SourceId};
use plaza_engine::listen::{FILE_KIND, SourceDraft};
use plaza_engine::{Engine, EngineError};
use plaza_store::listen::Source;

use super::detail::show_with;
use crate::Problem;
use crate::frame::board::{Answer, Board, show, show_as};
use crate::frame::errors::in_words;
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::overtaken::{BothTexts, Field, Sent, show_both};
use crate::frame::page::Page;
use crate::listen::hooks;

/// Offered pauses between collections, in seconds.
const INTERVALS_S: [i64; 6] = [300, 900, 3_600, 21_600, 86_400, 604_800];

#[derive(Template)]
#[template(path = "listen/source_new.html")]
struct KindsScreen {
    page: Page,
    kinds: Vec<Kind>,
}

#[derive(Template)]
#[template(path = "listen/source_form.html")]
struct FormScreen {
    page: Page,
    kind: String,
    title: String,
    summary: String,
    form: SourceForm,
    problem: String,
    /// What a test found.
    found: String,
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

/// A kind of source to choose.
struct Kind {
    kind: &'static str,
    title: &'static str,
    summary: &'static str,
    answers: bool,
}

/// A source's settings as they are shown; never holds a secret.
pub(super) struct SourceForm {
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) fields: Vec<FormField>,
    pub(super) intervals: Vec<IntervalChoice>,
    /// Whether Plaza asks there for news; what is sent to Plaza has no interval.
    pub(super) is_asked: bool,
    /// Shown to those who may change it.
    pub(super) allowed_host: Option<String>,
    /// Stands for the secrets that were typed before; empty where none were.
    pub(super) ticket: String,
}

/// One field of a connector's form.
pub(super) struct FormField {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    pub(super) kind: &'static str,
    pub(super) required: bool,
    pub(super) placeholder: &'static str,
    pub(super) value: String,
    /// A secret that is stored or was typed before, and stays when nothing is typed.
    pub(super) is_kept: bool,
    pub(super) min: i64,
    pub(super) max: i64,
}

/// A pause between collections to choose.
pub(super) struct IntervalChoice {
    /// Seconds; empty follows what the source brings.
    pub(super) value: String,
    pub(super) label: String,
    pub(super) active: bool,
}

impl SourceForm {
    fn new(
        board: &Board,
        spec: &ConnectorSpec,
        draft: &Draft,
        source: Option<&Source>,
    ) -> Result<Self, Problem> {
        let page = &board.page;
        let lang = page.lang_code();
        let stored = |key: &str| {
            let stored = source.and_then(|source| source.config.get(key));
            stored.filter(|_| !draft.needed.iter().any(|needed| needed == key))
        };
        let is_filled = |value: Option<&String>| value.is_some_and(|value| !value.is_empty());
        let field = |field: &FieldSpec| FormField {
            key: field.key,
            label: field.label.get(lang),
            help: field.help.get(lang),
            kind: kind_name(field.kind),
            required: field.required,
            placeholder: field.placeholder,
            value: match field.kind {
                FieldKind::Secret => String::new(),
                _ => draft.value(field),
            },
            is_kept: is_filled(stored(field.key)) || is_filled(draft.values.get(field.key)),
            min: if let FieldKind::Number { min, .. } = field.kind { min } else { 0 },
            max: if let FieldKind::Number { max, .. } = field.kind { max } else { 0 },
        };
        let mut secrets = spec.fields.iter().filter(|field| field.kind == FieldKind::Secret);
        let has_typed = secrets.any(|field| is_filled(draft.values.get(field.key)));
        let ticket = match has_typed {
            true => draft.ticket_for(board, spec.kind, source)?,
            false => String::new(),
        };
        Ok(Self {
            version: draft.version,
            name: draft.name.clone(),
            fields: spec.fields.iter().map(field).collect(),
            intervals: intervals(page, &draft.interval),
            is_asked: spec.interval_s > 0,
            allowed_host: allowed_host(board, draft, source),
            ticket,
        })
    }

    /// The form of a source that exists.
    pub(super) fn of_source(board: &Board, source: &Source) -> Result<Self, Problem> {
        let mut draft = Draft {
            version: source.version,
            name: source.name.clone(),
            interval: if source.adaptive { String::new() } else { source.interval_s.to_string() },
            ..Draft::default()
        };
        let Some(spec) = board.engine.connectors().find(|spec| spec.kind == source.kind) else {
            let intervals = intervals(&board.page, &draft.interval);
            return Ok(Self {
                version: draft.version,
                name: draft.name,
                fields: Vec::new(),
                intervals,
                is_asked: true,
                allowed_host: allowed_host(board, &Draft::default(), Some(source)),
                ticket: String::new(),
            });
        };
        draft.values = board.engine.listen().shown_values(source)?;
        Self::new(board, spec, &draft, Some(source))
    }
}

/// The allowed host as it stands in the form; `None` for those who may not change it.
fn allowed_host(board: &Board, draft: &Draft, source: Option<&Source>) -> Option<String> {
    let may = board.actor().is_ok_and(|actor| actor.role.may(Permission::AllowHosts));
    let typed = draft.allowed_host.clone();
    let stored = || source.and_then(|source| source.allowed_host.clone());
    may.then(|| typed.or_else(stored).unwrap_or_default())
}

/// What was typed.
#[derive(Default, Clone)]
struct Draft {
    /// Of the source that was seen; 0 for a new one.
    version: i64,
    name: String,
    values: BTreeMap<String, String>,
    interval: String,
    /// `None` where the form did not show it.
    allowed_host: Option<String>,
    /// Stands for secrets that were typed before.
    ticket: String,
    /// Secrets that have to be typed again, because the address changed.
    needed: Vec<String>,
}

impl Draft {
    fn read(fields: &Fields) -> Self {
        let mut values = BTreeMap::new();
        for (key, value) in fields.with_prefix("v.") {
            // A check box sends its value before the hidden field that stands for "no".
            values.entry(key.to_owned()).or_insert_with(|| value.trim().replace("\r\n", "\n"));
        }
        Self {
            version: fields.id("version").unwrap_or_default(),
            name: fields.get("name").to_owned(),
            values,
            interval: fields.get("interval").to_owned(),
            allowed_host: fields.all("allowed_host").next().map(|host| host.trim().to_owned()),
            ticket: fields.get("typed").to_owned(),
            needed: Vec::new(),
        }
    }

    /// Takes up the secrets that were typed before.
    fn take_up(
        &mut self,
        board: &Board,
        kind: &str,
        source: Option<&Source>,
    ) -> Result<(), Problem> {
        let draft = self.source_draft(source);
        let actor = board.actor()?;
        let before = board.engine.listen().typed_before(actor, kind, &draft, &self.ticket)?;
        self.values.extend(before);
        Ok(())
    }

    /// Stands for the secrets that are typed now, when the form is shown again.
    fn ticket_for(
        &self,
        board: &Board,
        kind: &str,
        source: Option<&Source>,
    ) -> Result<String, Problem> {
        let draft = self.source_draft(source);
        Ok(board.engine.listen().keep_typed(board.actor()?, kind, &draft)?)
    }

    fn value(&self, field: &FieldSpec) -> String {
        let typed = self.values.get(field.key);
        typed.cloned().unwrap_or_else(|| field.default.unwrap_or_default().to_owned())
    }

    /// Fills in the secret that Plaza makes where it was left empty, and gives it.
    fn fill_secret(&mut self, engine: &Engine, kind: &str) -> Result<String, EngineError> {
        match engine.listen().new_hook_secret(kind)? {
            Some((key, secret)) if self.values.get(key).is_none_or(String::is_empty) => {
                self.values.insert(key.to_owned(), secret.clone());
                Ok(secret)
            }
            _ => Ok(String::new()),
        }
    }

    fn source_draft(&self, source: Option<&Source>) -> SourceDraft {
        let allowed = match &self.allowed_host {
            Some(typed) => Some(typed.clone()),
            None => source.and_then(|source| source.allowed_host.clone()),
        };
        SourceDraft {
            name: self.name.clone(),
            values: self.values.clone(),
            allowed_host: allowed.filter(|host| !host.is_empty()),
            interval_s: self.interval.parse().ok(),
        }
    }
}

/// `GET /sources/new?kind=`
pub(crate) async fn choose(board: Board, fields: Fields) -> Answer {
    if let Some(kind) = fields.filled("kind") {
        return show_form(board, kind, &Draft::default(), String::new(), String::new());
    }
    let lang = board.page.lang_code();
    let kinds = board
        .engine
        .connectors()
        .filter(|spec| spec.kind != FILE_KIND)
        .map(|spec| Kind {
            kind: spec.kind,
            title: spec.title.get(lang),
            summary: spec.summary.get(lang),
            answers: spec.reply.is_some(),
        })
        .collect();
    let screen = KindsScreen { page: board.page, kinds };
    show(&screen, &screen.page)
}

/// `POST /sources/new`: tests the settings, or makes the source.
pub(crate) async fn create(board: Board, fields: Fields) -> Answer {
    let (kind, mut typed) = (fields.get("kind").to_owned(), Draft::read(&fields));
    let actor = board.actor()?.clone();
    typed.take_up(&board, &kind, None)?;
    let mut draft = typed.clone();
    let secret = draft.fill_secret(&board.engine, &kind)?;
    let draft = draft.source_draft(None);
    if fields.get("then") == "test" {
        return match board.engine.listen().check_config(&actor, &kind, draft).await {
            Ok(found) => {
                let found =
                    board.page.with("flash-source-works", "found", board.page.phrase(&found));
                show_form(board, &kind, &typed, String::new(), found)
            }
            Err(error) => refuse(board, &kind, &typed, error),
        };
    }
    match board.engine.listen().create_source(&actor, &kind, draft).await {
        Ok(source) if board.engine.listen().receives(&kind) => show_hook(board, &source, secret),
        Ok(source) => {
            Ok(board.done(&format!("/sources/{}", source.id), "flash-source-added").into_response())
        }
        Err(error) => refuse(board, &kind, &typed, error),
    }
}

/// `POST /sources/{id}`
pub(crate) async fn update(board: Board, PathIds(id): PathIds<SourceId>, fields: Fields) -> Answer {
    let source = board.engine.store().listen().source(id).await?;
    let source = source.ok_or(EngineError::NotFound("source"))?;
    let (seen, mut draft) = (fields.seen(id)?, Draft::read(&fields));
    let spec = board.engine.connectors().find(|spec| spec.kind == source.kind);
    if let Some(spec) = spec {
        draft.take_up(&board, spec.kind, Some(&source))?;
    }
    let changed = draft.source_draft(Some(&source));
    match board.engine.listen().update_source(board.actor()?, seen, changed).await {
        Err(EngineError::Stale(stale)) => {
            let texts = settings(&board, id, &draft).await?;
            let back = format!("/sources/{id}");
            show_both(board, &stale, Sent { action: &back, back: &back, fields: &fields }, texts)
        }
        Ok(_) => Ok(board.done(&format!("/sources/{id}"), "flash-saved")),
        Err(error @ (EngineError::Forbidden(_) | EngineError::NotFound(_))) => Err(error.into()),
        Err(error) => {
            if let EngineError::SecretsNeeded(fields) = &error {
                draft.needed.clone_from(fields);
            }
            let problem = in_words(&board.page, &Problem::from(error));
            let spec = spec.ok_or(EngineError::NotFound("kind of source"))?;
            let form = SourceForm::new(&board, spec, &draft, Some(&source))?;
            show_with(board, id, None, Some((form, problem))).await
        }
    }
}

/// What somebody entered for a source beside what is there now: its name, the settings that
/// differ, and its secrets, which have to be typed again.
async fn settings(board: &Board, id: SourceId, draft: &Draft) -> Result<Vec<BothTexts>, Problem> {
    let page = &board.page;
    let source = board.engine.store().listen().source(id).await?;
    let source = source.ok_or_else(|| Problem::not_found("source"))?;
    let now = SourceForm::of_source(board, &source)?;
    let mut texts =
        vec![BothTexts::of(Field::Line, "name", page.get("field-name"), &draft.name, now.name)];
    for field in now.fields {
        let yours = draft.values.get(field.key).map_or("", String::as_str);
        let shown = match field.kind {
            "secret" => Field::Secret,
            _ if yours == field.value => continue,
            "multiline" => Field::Text,
            _ => Field::Line,
        };
        let (name, label) = (format!("v.{}", field.key), field.label.to_owned());
        let yours = if shown == Field::Secret { "" } else { yours };
        texts.push(BothTexts::of(shown, &name, label, yours, field.value));
    }
    let chosen = |all: &[IntervalChoice]| {
        let active = all.iter().find(|choice| choice.active);
        active.map(|choice| choice.label.clone()).unwrap_or_default()
    };
    texts.push(BothTexts {
        value: draft.interval.clone(),
        ..BothTexts::of(
            Field::Choice,
            "interval",
            page.get("source-interval"),
            &chosen(&intervals(page, &draft.interval)),
            chosen(&now.intervals),
        )
    });
    let host = page.get("source-allowed-host");
    // A form without this field leaves it as it is.
    let hosts = draft.allowed_host.as_deref().map(|yours| {
        let theirs = now.allowed_host.unwrap_or_default();
        BothTexts::of(Field::Line, "allowed_host", host, yours, theirs)
    });
    texts.extend(hosts.filter(|hosts| hosts.yours != hosts.theirs));
    Ok(texts)
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

fn refuse(board: Board, kind: &str, draft: &Draft, error: EngineError) -> Answer {
    if matches!(error, EngineError::Forbidden(_) | EngineError::Store(_)) {
        return Err(error.into());
    }
    let problem = in_words(&board.page, &Problem::from(error));
    show_form(board, kind, draft, problem, String::new())
}

fn show_form(board: Board, kind: &str, draft: &Draft, problem: String, found: String) -> Answer {
    let Some(spec) = board.engine.connectors().find(|spec| spec.kind == kind) else {
        return Ok(Redirect::to("/sources/new").into_response());
    };
    let lang = board.page.lang_code();
    let (title, summary) = (spec.title.get(lang).to_owned(), spec.summary.get(lang).to_owned());
    let form = SourceForm::new(&board, spec, draft, None)?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let screen = FormScreen {
        page: board.page,
        kind: kind.to_owned(),
        title,
        summary,
        form,
        problem,
        found,
    };
    show_as(status, &screen, &screen.page)
}

fn kind_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Multiline => "multiline",
        FieldKind::Url => "url",
        FieldKind::Secret => "secret",
        FieldKind::Number { .. } => "number",
        FieldKind::Bool => "bool",
    }
}

fn intervals(page: &Page, chosen: &str) -> Vec<IntervalChoice> {
    let choice =
        |value: String, label: String| IntervalChoice { active: value == chosen, value, label };
    let every = |seconds: i64| {
        let time = page.duration(seconds * 1000);
        choice(seconds.to_string(), page.with("interval-every", "time", &time))
    };
    let mut all = vec![choice(String::new(), page.get("interval-adaptive"))];
    all.extend(INTERVALS_S.map(every));
    all.push(choice("0".to_owned(), page.get("interval-demand")));
    let unusual = chosen.parse().ok().filter(|_| !all.iter().any(|choice| choice.active));
    all.extend(unusual.map(every));
    all
}
