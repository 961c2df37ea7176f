//! One theme: figures, quotes, parts, and the forms that edit it.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{People, ThemeEditId, ThemeId, ThemeState};
use plaza_engine::EngineError;
use plaza_engine::find::{FacetValue, Hit, Timeline};
use plaza_store::understand::ThemeEdit;

use super::{ThemeRow, row};
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::extract::PathIds;
use crate::frame::page::Page;
use crate::parts::query_terms::{href, mentions_href};
use crate::parts::{
    Choice, CoverageNote, MentionCard, Size, TimelineChart, sentiment_timeline, span_of,
};

/// Sources and languages shown.
const VALUES: usize = 6;

#[derive(Template)]
#[template(path = "understand/theme.html")]
struct ThemeScreen {
    page: Page,
    theme: ThemeRow,
    parent: Option<Choice>,
    parts: Vec<ThemeRow>,
    people: People,
    keywords: String,
    by_keywords: bool,
    archived: bool,
    all_href: String,
    idea_href: String,
    sources: Vec<Counted>,
    languages: Vec<Counted>,
    chart: TimelineChart,
    note: CoverageNote,
    quotes: Vec<MentionCard>,
    members: Vec<MentionCard>,
    others: Vec<Choice>,
    edits: Vec<EditRow>,
    /// The edit that can be taken back.
    last_edit: Option<ThemeEditId>,
    version: i64,
    form: ThemeForm,
    problem: String,
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
pub(crate) async fn show_theme(board: Board, PathIds(id): PathIds<ThemeId>) -> Answer {
    show_with(board, id, None).await
}

/// The theme, with a form that was not accepted.
pub(super) async fn show_with(
    board: Board,
    id: ThemeId,
    refused: Option<(ThemeForm, String)>,
) -> Answer {
    let detail = board.engine.understand().theme_detail(id).await?;
    let themes = board.engine.store().understand().themes(false).await?;
    let theme = &detail.summary.theme;
    let query = format!("theme:{}", theme.id);
    let (chart, note) = trend(&board, &detail.timeline, &detail.sources, &query).await?;
    let page = board.page;
    let keywords = theme.keywords.join(", ");
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
    let cards = |hits: &[Hit]| hits.iter().map(|hit| MentionCard::found(&page, hit)).collect();
    let screen = ThemeScreen {
        theme: row(&page, &detail.summary),
        parent: detail.parent.map(|p| Choice { id: p.id.get(), label: p.label, active: false }),
        parts: detail.sub_themes.iter().map(|part| row(&page, part)).collect(),
        people: detail.people,
        keywords,
        by_keywords: theme.by_keywords,
        archived: theme.state == ThemeState::Archived,
        all_href: mentions_href(&query),
        idea_href: href("/ideas/new", &[("title", &theme.label)]),
        sources: counted(&query, "source", detail.sources),
        languages: counted(&query, "lang", detail.languages),
        chart,
        note,
        quotes: cards(&detail.quotes),
        members: cards(&detail.members),
        others: others
            .map(|other| Choice { id: other.id.get(), label: other.label, active: false })
            .collect(),
        last_edit: detail.edits.iter().find(|edit| edit.undone_at.is_none()).map(|edit| edit.id),
        version: theme.version,
        edits: detail.edits.into_iter().map(|edit| edit_row(&page, edit)).collect(),
        form,
        problem,
        page,
    };
    show_as(status, &screen, &screen.page)
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
