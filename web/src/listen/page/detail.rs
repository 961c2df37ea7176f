//! One source: state, coverage, quarantine, settings.

use askama::Template;
use axum::http::StatusCode;
use plaza_core::{QuarantineId, SourceId};
use plaza_engine::EngineError;
use plaza_engine::listen::{DayReport, FILE_KIND, SourceTrial};
use plaza_store::listen::{Import, Quarantined, Source};

use super::COVERAGE_DAYS;
use super::form::{SourceForm, TrialView, lacks};
use super::past::PastView;
use super::row::SourceRow;
use crate::frame::board::{Answer, Board, show_as};
use crate::frame::extract::PathIds;
use crate::frame::fields::Fields;
use crate::frame::i18n::Translator;
use crate::frame::page::Page;
use crate::listen::hooks;
use crate::parts::Pager;
use crate::parts::query_terms::mentions_href;

/// Imports that are shown.
const IMPORTS: i64 = 20;
/// Quarantined items on a page.
const PAGE_SIZE: i64 = 25;

#[derive(Template)]
#[template(path = "listen/source.html")]
struct SourceScreen {
    page: Page,
    row: SourceRow,
    /// Whether it collects by itself; sources of imported files do not.
    runs: bool,
    is_archived: bool,
    paused: bool,
    version: i64,
    failures: i64,
    /// What it left out by its own rules: "14 automatic answers".
    left_out: Vec<String>,
    mentions_href: String,
    /// Where a platform sends to; empty where Plaza asks.
    hook: String,
    coverage: Vec<CoverageRow>,
    past: PastView,
    /// The latest imports.
    imports: Vec<Import>,
    quarantine: Vec<Quarantined>,
    pager: Pager,
    form: SourceForm,
    problem: String,
    /// What a test of the settings found.
    trial: Option<TrialView>,
    /// What answering lacks; empty where it lacks nothing.
    lacks: String,
}

/// A form that is shown again.
pub(super) struct Refused {
    pub(super) form: SourceForm,
    /// Why it was not accepted; empty after a test that went well.
    pub(super) problem: String,
    pub(super) trial: Option<TrialView>,
}

/// What one day brought.
struct CoverageRow {
    day: String,
    collected: i64,
    edited: i64,
    deleted: i64,
    quarantined: i64,
    /// Why something may be missing; empty where nothing is known to be.
    gaps: String,
}

/// `GET /sources/{id}?before=`
pub(crate) async fn show_source(
    board: Board,
    PathIds(id): PathIds<SourceId>,
    fields: Fields,
) -> Answer {
    show_with(board, id, fields.id("before"), None).await
}

/// The source, with what a test of it found.
pub(super) async fn show_tried(board: Board, id: SourceId, trial: SourceTrial) -> Answer {
    let source = board.engine.store().listen().source(id).await?;
    let source = source.ok_or(EngineError::NotFound("source"))?;
    let form = SourceForm::of_source(&board, &source)?;
    let trial = Some(TrialView::new(&board.page, trial));
    show_with(board, id, None, Some(Refused { form, problem: String::new(), trial })).await
}

/// The source, with a form that was not accepted.
pub(super) async fn show_with(
    board: Board,
    id: SourceId,
    before: Option<QuarantineId>,
    refused: Option<Refused>,
) -> Answer {
    let store = board.engine.store();
    let source = store.listen().named_source(id).await?;
    let source = source.ok_or(EngineError::NotFound("source"))?;
    let coverage = store.listen().coverage(id, COVERAGE_DAYS).await?;
    let days = board.engine.listen().source_days(id, COVERAGE_DAYS).await?;
    let past = PastView::load(&board, &source).await?;
    let quarantine = store.listen().quarantine(Some(id), before, PAGE_SIZE).await?;
    let quarantined = store.listen().quarantine_count(id).await?;
    let full = quarantine.len() == usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let next = quarantine.last().filter(|_| full).map(|item| item.id.to_string());
    let at = before.map(|id| id.to_string());
    let shown = match refused {
        Some(refused) => refused,
        None => {
            let form = SourceForm::of_source(&board, &source)?;
            Refused { form, problem: String::new(), trial: None }
        }
    };
    let Refused { form, problem, trial } = shown;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let spec = board.engine.connectors().find(|spec| spec.kind == source.kind);
    let has = |key: &str| source.config.get(key).is_some_and(|value| !value.is_empty());
    let lacks = spec.map(|spec| lacks(&board.page, spec, has)).unwrap_or_default();
    let path = format!("/sources/{id}");
    let screen = SourceScreen {
        row: SourceRow::new(&board, &source, &coverage, quarantined),
        runs: source.kind != FILE_KIND && source.archived_at.is_none(),
        is_archived: source.archived_at.is_some(),
        paused: source.paused,
        version: source.version,
        failures: source.failures,
        left_out: left_out(&board, &source),
        hook: hooks::address_of(&board, &source.kind, id),
        mentions_href: mentions_href(&format!("source:{id}")),
        coverage: days
            .into_iter()
            .rev()
            .filter(has_something)
            .map(|day| coverage_row(&board.page, day))
            .collect(),
        past,
        imports: store.listen().imports(Some(id), None, IMPORTS).await?,
        quarantine,
        pager: Pager::new(&path, &[], "before", at.as_deref(), next.as_deref()),
        form,
        problem,
        trial,
        lacks,
        page: board.page,
    };
    show_as(status, &screen, &screen.page)
}

fn left_out(board: &Board, source: &Source) -> Vec<String> {
    let page = &board.page;
    let said = board.engine.listen().left_out(source).into_iter().map(|left| {
        let count = page.number(i64::try_from(left.count).unwrap_or(i64::MAX));
        format!("{count} {}", left.what.get(page.lang_code()))
    });
    said.collect()
}

/// Days without a mention and without a gap say nothing.
fn has_something(report: &DayReport) -> bool {
    let day = &report.day;
    day.collected + day.edited + day.deleted + day.quarantined > 0 || !report.gaps.is_empty()
}

fn coverage_row(t: &Translator, report: DayReport) -> CoverageRow {
    let DayReport { day, gaps } = report;
    let mut causes: Vec<String> = gaps.iter().map(|gap| t.label("gap", gap.cause.name())).collect();
    causes.dedup();
    CoverageRow {
        gaps: causes.join(", "),
        day: day.day.parse().map_or(day.day, |of| t.short_date(of)),
        collected: day.collected,
        edited: day.edited,
        deleted: day.deleted,
        quarantined: day.quarantined,
    }
}
