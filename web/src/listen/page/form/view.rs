//! A source's settings as they are shown; never with a secret.

use plaza_core::{ConnectorSpec, FieldKind, FieldSpec, Permission};
use plaza_store::listen::Source;

use super::draft::Draft;
use crate::Problem;
use crate::frame::board::Board;
use crate::frame::page::Page;

/// Offered pauses between collections, in seconds.
const INTERVALS_S: [i64; 6] = [300, 900, 3_600, 21_600, 86_400, 604_800];

/// A source's settings as they are shown.
pub(in crate::listen::page) struct SourceForm {
    pub(in crate::listen::page) version: i64,
    pub(in crate::listen::page) name: String,
    /// What a source needs.
    pub(in crate::listen::page) fields: Vec<FormField>,
    /// What it seldom needs.
    pub(in crate::listen::page) more: Vec<FormField>,
    /// Whether what is folded away has something to be seen.
    pub(in crate::listen::page) more_open: bool,
    pub(in crate::listen::page) intervals: Vec<IntervalChoice>,
    /// Whether Plaza asks there for news; what is sent to Plaza has no interval.
    pub(in crate::listen::page) is_asked: bool,
    /// Shown to those who may change it.
    pub(in crate::listen::page) allowed_host: Option<String>,
    /// Stands for the secrets that were typed before; empty where none were.
    pub(in crate::listen::page) ticket: String,
}

/// One field of a connector's form.
pub(in crate::listen::page) struct FormField {
    pub(in crate::listen::page) key: &'static str,
    pub(in crate::listen::page) label: &'static str,
    pub(in crate::listen::page) help: &'static str,
    pub(in crate::listen::page) kind: &'static str,
    pub(in crate::listen::page) required: bool,
    pub(in crate::listen::page) placeholder: &'static str,
    pub(in crate::listen::page) value: String,
    /// A secret that is stored or was typed before, and stays when nothing is typed.
    pub(in crate::listen::page) is_kept: bool,
    /// Whether it could not be used.
    pub(in crate::listen::page) is_wrong: bool,
    pub(in crate::listen::page) min: i64,
    pub(in crate::listen::page) max: i64,
    /// Values to choose from, with their words and whether it is chosen.
    pub(in crate::listen::page) options: Vec<(String, String, bool)>,
    is_more: bool,
    /// Whether it says something else than it does by itself.
    is_set: bool,
}

/// A pause between collections to choose.
pub(in crate::listen::page) struct IntervalChoice {
    /// Seconds; empty follows what the source brings.
    pub(in crate::listen::page) value: String,
    pub(in crate::listen::page) label: String,
    pub(in crate::listen::page) active: bool,
}

impl SourceForm {
    pub(super) fn new(
        board: &Board,
        spec: &ConnectorSpec,
        draft: &Draft,
        source: Option<&Source>,
    ) -> Result<Self, Problem> {
        let page = &board.page;
        let stored = |key: &str| {
            let stored = source.and_then(|source| source.config.get(key));
            stored.filter(|_| !draft.needed.iter().any(|needed| needed == key))
        };
        let fields = spec.fields.iter().map(|field| {
            let is_stored = stored(field.key).is_some_and(|value| !value.is_empty());
            form_field(page, field, draft, is_stored)
        });
        let (more, fields): (Vec<_>, Vec<_>) = fields.partition(|field| field.is_more);
        let ticket = match draft.has_secrets(spec) {
            true => draft.ticket_for(board, spec.kind, source)?,
            false => String::new(),
        };
        let allowed_host = allowed_host(board, draft, source);
        let is_open = |field: &FormField| field.is_set || field.is_wrong;
        Ok(Self {
            version: draft.version,
            name: draft.name.clone(),
            more_open: more.iter().any(is_open)
                || allowed_host.as_ref().is_some_and(|host| !host.is_empty()),
            fields,
            more,
            intervals: intervals(page, &draft.interval),
            is_asked: spec.interval_s > 0,
            allowed_host,
            ticket,
        })
    }

    /// The form of a source that exists.
    pub(in crate::listen::page) fn of_source(
        board: &Board,
        source: &Source,
    ) -> Result<Self, Problem> {
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
                more: Vec::new(),
                more_open: false,
                intervals,
                is_asked: true,
                allowed_host: allowed_host(board, &Draft::default(), Some(source)),
                ticket: String::new(),
            });
        };
        draft.values = board.engine.listen().shown_values(source)?;
        Self::new(board, spec, &draft, Some(source))
    }

    /// All fields, those that are folded away last.
    pub(super) fn all_fields(&self) -> impl Iterator<Item = &FormField> {
        self.fields.iter().chain(&self.more)
    }

    /// How often it collects, in words.
    pub(super) fn interval(&self) -> String {
        let active = self.intervals.iter().find(|choice| choice.active);
        active.map(|choice| choice.label.clone()).unwrap_or_default()
    }
}

fn form_field(page: &Page, field: &FieldSpec, draft: &Draft, is_stored: bool) -> FormField {
    let lang = page.lang_code();
    let value = match field.kind {
        FieldKind::Secret => String::new(),
        _ => draft.value(field),
    };
    let is_needed = draft.needed.iter().any(|needed| needed == field.key);
    FormField {
        key: field.key,
        label: field.label.get(lang),
        help: field.help.get(lang),
        kind: kind_name(field.kind),
        required: field.required,
        placeholder: field.placeholder,
        is_kept: !is_needed && (is_stored || draft.has(field.key)),
        is_wrong: is_needed || draft.wrong.as_deref() == Some(field.key),
        min: if let FieldKind::Number { min, .. } = field.kind { min } else { 0 },
        max: if let FieldKind::Number { max, .. } = field.kind { max } else { 0 },
        options: options(field.kind, &value, lang),
        is_more: field.more,
        is_set: value != field.default.unwrap_or_default(),
        value,
    }
}

/// What may be chosen; a value that is not among them stays to be seen.
fn options(kind: FieldKind, value: &str, lang: &str) -> Vec<(String, String, bool)> {
    let FieldKind::Choice { options, .. } = kind else { return Vec::new() };
    let offered = options
        .iter()
        .map(|one| (one.value.to_owned(), one.label.get(lang).to_owned(), one.value == value));
    let mut all: Vec<_> = offered.collect();
    if !all.iter().any(|(_, _, chosen)| *chosen) {
        let label = if value.is_empty() { "–" } else { value };
        all.insert(0, (value.to_owned(), label.to_owned(), true));
    }
    all
}

/// The allowed host as it stands in the form; `None` for those who may not change it.
fn allowed_host(board: &Board, draft: &Draft, source: Option<&Source>) -> Option<String> {
    let may = board.actor().is_ok_and(|actor| actor.role.may(Permission::AllowHosts));
    let typed = draft.allowed_host.clone();
    let stored = || source.and_then(|source| source.allowed_host.clone());
    may.then(|| typed.or_else(stored).unwrap_or_default())
}

fn kind_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Multiline => "multiline",
        FieldKind::Url => "url",
        FieldKind::Secret => "secret",
        FieldKind::Number { .. } => "number",
        FieldKind::Bool => "bool",
        FieldKind::Choice { .. } => "choice",
    }
}

pub(super) fn intervals(page: &Page, chosen: &str) -> Vec<IntervalChoice> {
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
