//! One theme: figures, quotes, parts, and the forms that edit it.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::text::truncate_chars;
use plaza_core::{ThemeEditId, ThemeId, ThemeState};
use plaza_engine::EngineError;
use plaza_engine::find::{FacetValue, Hit, Timeline};
use plaza_engine::understand::{Example, ThemeDetail};
use plaza_store::understand::ThemeEdit;

use super::{ThemeRow, row};
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;
use crate::parts::query_terms::{href, mentions_href};
use crate::parts::{
    Choice, CoverageNote, MentionCard, Size, TimelineChart, sentiment_timeline, span_of,
};

/// Sources and languages shown.
const VALUES: usize = 6;
/// Characters shown of a mention that stands for the theme.
const EXAMPLE_LENGTH: usize = 220;

#[derive(Template)]
#[template(path = "understand/theme.html")]
struct ThemeScreen {
    page: Page,
    theme: ThemeRow,
    parent: Option<Choice>,
    parts: Vec<ThemeRow>,
    keywords: String,
    by_keywords: bool,
    archived: bool,
    all_href: String,
    idea_href: String,
    sources: Vec<Counted>,
    languages: Vec<Counted>,
    chart: TimelineChart,
    note: CoverageNote,
    /// Who speaks of it and how often, in words.
    sentence: String,
    examples: Vec<ExampleCard>,
    members: Vec<MentionCard>,
    others: Vec<Choice>,
    edits: Vec<EditRow>,
    /// The edit that can be taken back.
    last_edit: Option<ThemeEditId>,
    version: i64,
    /// Shows the form in the place of the title.
    editing: bool,
    form: ThemeForm,
    problem: String,
}

/// A mention that stands for the theme.
struct ExampleCard {
    /// Name of the rule by which it was chosen.
    rule: &'static str,
    said: String,
    card: MentionCard,
}

/// A value of a facet.
struct Counted {
    label: String,
    count: u64,
    href: String,
}

/// A line of the theme's history.
struct EditRow {
    what: String,
    actor: String,
    at: i64,
    undone: bool,
}

pub(super) struct ThemeForm {
    pub(super) version: i64,
    pub(super) label: String,
    pub(super) keywords: String,
    pub(super) description: String,
}

/// `GET /themes/{id}`
pub(crate) async fn show_theme(
    board: Board,
    PathIds(id): PathIds<ThemeId>,
    fields: Fields,
) -> Answer {
    let editing = fields.is_true("edit") && board.page.can.curate;
    show_with(board, id, editing, None).await
}

/// The theme, with a form that was not accepted.
pub(super) async fn show_with(
    board: Board,
    id: ThemeId,
    editing: bool,
    refused: Option<(ThemeForm, String)>,
) -> Answer {
    let detail = board.engine.understand().theme_detail(id).await?;
    let themes = board.engine.store().understand().themes(false).await?;
    let theme = &detail.summary.theme;
    let query = format!("theme:{}", theme.id);
    let (chart, note) = trend(&board, &detail.timeline, &detail.sources, &query).await?;
    let page = board.page;
    let keywords = theme.keywords.join(", ");
    let editing = editing || refused.is_some();
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (form, problem) = refused.unwrap_or_else(|| {
        let form = ThemeForm {
            version: theme.version,
            label: theme.label.clone(),
            keywords: keywords.clone(),
            description: theme.description.clone(),
        };
        (form, String::new())
    });
    let others = themes.into_iter().filter(|other| other.id != theme.id);
    let can_be_picked = page.can.curate;
    let card = |hit: &Hit| {
        let found = MentionCard::found(&page, hit).under(theme.id);
        MentionCard { can_be_picked, ..found }
    };
    let sentence = sentence(&page, &detail);
    let screen = ThemeScreen {
        theme: row(&page, &detail.summary),
        parent: detail.parent.map(|p| Choice { id: p.id.get(), label: p.label, active: false }),
        parts: detail.sub_themes.iter().map(|part| row(&page, part)).collect(),
        keywords,
        by_keywords: theme.by_keywords,
        archived: theme.state == ThemeState::Archived,
        all_href: mentions_href(&query),
        idea_href: href("/ideas/new", &[("title", &theme.label)]),
        sources: counted(&query, "source", detail.sources),
        languages: counted(&query, "lang", named(&page, detail.languages)),
        chart,
        note,
        sentence,
        examples: detail.examples.iter().map(|example| example_card(&page, example)).collect(),
        members: detail.members.iter().map(card).collect(),
        others: others
            .map(|other| Choice { id: other.id.get(), label: other.label, active: false })
            .collect(),
        last_edit: detail.edits.iter().find(|edit| edit.undone_at.is_none()).map(|edit| edit.id),
        version: theme.version,
        edits: detail.edits.into_iter().map(|edit| edit_row(&page, edit)).collect(),
        editing,
        form,
        problem,
        page,
    };
    show_as(status, &screen, &screen.page)
}

/// How many people speak of it, and how this week compares with the one before.
fn sentence(t: &Translator, detail: &ThemeDetail) -> String {
    let people = t.people(&detail.people);
    let week = t.count("theme-week", detail.summary.volume_7d);
    let before = t.number(detail.summary.volume_prev_7d);
    let values = [("people", people.as_str()), ("week", &week), ("before", &before)];
    t.with_all("theme-sentence", &values)
}

fn example_card(page: &Page, example: &Example) -> ExampleCard {
    let mention = &example.hit.mention;
    let said = if mention.text.is_empty() { &mention.title } else { &mention.text };
    let short = truncate_chars(said, EXAMPLE_LENGTH);
    let dots = if short.len() < said.len() { "…" } else { "" };
    ExampleCard {
        rule: example.rule.name(),
        said: page.quoted(&format!("{}{dots}", short.trim_end())),
        card: MentionCard::new(page, mention),
    }
}

/// Languages by their names.
fn named(t: &Translator, values: Vec<FacetValue>) -> Vec<FacetValue> {
    let named = |value: FacetValue| FacetValue { label: t.label("lang", &value.value), ..value };
    values.into_iter().map(named).collect()
}

/// The theme over time, and what that rests on.
async fn trend(
    board: &Board,
    timeline: &Timeline,
    sources: &[FacetValue],
    query: &str,
) -> Result<(TimelineChart, CoverageNote), EngineError> {
    let mut chart = sentiment_timeline(&board.page, timeline, query, Size::Large);
    let (from, until) = span_of(&chart);
    let coverage = board.engine.listen().coverage(None, from, until).await?;
    let fed: Vec<&str> = sources.iter().map(|source| source.label.as_str()).collect();
    let note = CoverageNote::mark(&board.page, &mut chart, &coverage, &fed);
    Ok((chart, note))
}

fn counted(query: &str, field: &str, values: Vec<FacetValue>) -> Vec<Counted> {
    let counted = |value: FacetValue| Counted {
        href: mentions_href(&format!("{query} {field}:{}", value.value)),
        label: value.label,
        count: value.count,
    };
    values.into_iter().take(VALUES).map(counted).collect()
}

fn edit_row(page: &Page, edit: ThemeEdit) -> EditRow {
    EditRow {
        what: page.label("theme-edit", edit.action.name()),
        actor: edit.actor,
        at: edit.at,
        undone: edit.undone_at.is_some(),
    }
}
