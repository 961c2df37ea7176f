//! A source with its state in words.

use plaza_core::{FailureKind, Millis, SourceId};
use plaza_engine::listen::{FILE_KIND, Health};
use plaza_store::listen::{CoverageDay, Source};

use super::COVERAGE_DAYS;
use crate::frame::board::Board;
use crate::frame::page::Page;
use crate::parts::Days;

/// Whether a source does its work.
pub(crate) struct RunState {
    /// Name of the label `source-…`.
    pub(crate) name: &'static str,
    pub(crate) class: &'static str,
    pub(crate) title: String,
    /// Whether it is being collected right now.
    pub(crate) is_running: bool,
}

/// A source as the list shows it.
pub(crate) struct SourceRow {
    pub(crate) id: SourceId,
    pub(crate) name: String,
    pub(crate) kind: String,
    /// Empty for imported files, which name no place.
    pub(crate) place: String,
    pub(crate) state: RunState,
    pub(crate) quarantined: i64,
    pub(crate) error: String,
    /// What a system or library said of it; empty for nothing.
    pub(crate) technical: String,
    /// What to do about the error; empty without one.
    pub(crate) advice: String,
    pub(crate) last_success: Option<Millis>,
    /// When the newest mention that it brought was said.
    pub(crate) newest: Option<Millis>,
    /// When it runs next, where it does by itself.
    pub(crate) next: Option<Millis>,
    /// What to say of the next run: late, on demand, waiting for a person.
    pub(crate) next_note: String,
    /// How often it is collected.
    pub(crate) pace: String,
    /// Requests left, where the platform tells; empty otherwise.
    pub(crate) quota: String,
    pub(crate) days: Days,
}

impl SourceRow {
    pub(super) fn new(
        board: &Board,
        source: &Source,
        coverage: &[CoverageDay],
        quarantined: i64,
    ) -> Self {
        let page = &board.page;
        let spec = board.engine.connectors().find(|spec| spec.kind == source.kind);
        let imported = source.kind == FILE_KIND;
        let kind = match spec {
            Some(spec) => spec.title.get(page.lang_code()).to_owned(),
            None if imported => page.get("source-kind-file"),
            None => source.kind.clone(),
        };
        let next = next_run(source);
        let told = source.last_error.as_ref().filter(|_| source.archived_at.is_none());
        Self {
            id: source.id,
            name: source.name.clone(),
            kind,
            place: if imported { String::new() } else { source.place.clone() },
            state: run_state(page, source),
            quarantined,
            error: told.map_or_else(String::new, |error| page.say(error)),
            technical: told.map_or_else(String::new, |error| page.technical(error)),
            advice: advice(page, source),
            last_success: source.last_success_at,
            newest: source.newest_at,
            next,
            next_note: if imported || source.archived_at.is_some() {
                String::new()
            } else {
                next_note(page, source, next)
            },
            pace: if imported { String::new() } else { pace(page, source) },
            quota: quota(page, source),
            days: Days::new(page, coverage, page.today(), COVERAGE_DAYS),
        }
    }
}

/// When a source runs next by itself.
fn next_run(source: &Source) -> Option<Millis> {
    let is_living = source.archived_at.is_none() && source.kind != FILE_KIND;
    let runs = source.interval_s > 0 && !source.paused && is_living;
    let at = source.next_run_at.max(source.not_before);
    (runs && source.next_run_at < Millis::MAX).then_some(at)
}

fn next_note(page: &Page, source: &Source, next: Option<Millis>) -> String {
    if source.asked {
        return if source.not_before > page.now {
            page.with("source-asked-later", "when", page.when(source.not_before))
        } else {
            page.get("source-asked")
        };
    }
    match next {
        Some(at) if at <= page.now => {
            page.with("source-overdue", "time", page.duration(page.now - at))
        }
        Some(_) => String::new(),
        None if source.paused => page.get("source-paused-note"),
        None if source.interval_s == 0 => page.get("source-on-demand"),
        None => page.get("source-waits-for-person"),
    }
}

/// How often a source is collected, in words.
fn pace(page: &Page, source: &Source) -> String {
    if source.interval_s == 0 {
        return page.get("interval-demand");
    }
    let every = page.duration(source.pace_s * 1000);
    if source.adaptive {
        page.with("source-pace-adaptive", "time", every)
    } else {
        page.with("interval-every", "time", every)
    }
}

/// What to do about the last error, by its kind.
fn advice(page: &Page, source: &Source) -> String {
    if source.last_error.is_none() {
        return String::new();
    }
    let kind = source.error_kind.unwrap_or(FailureKind::Internal);
    page.label("source-advice", kind.name())
}

/// Requests left, in words.
fn quota(page: &Page, source: &Source) -> String {
    let Some(left) = source.quota_left else { return String::new() };
    let said = match source.quota_limit {
        Some(limit) => {
            let (left, limit) = (page.number(left), page.number(limit));
            page.with2("source-quota-of", ("left", &left), ("limit", &limit))
        }
        None => page.count("source-quota", left),
    };
    match source.quota_resets_at.filter(|at| *at > page.now) {
        Some(at) => {
            let when = page.when(at);
            page.with2("source-quota-until", ("quota", &said), ("when", &when))
        }
        None => said,
    }
}

/// What to say of a source.
pub(crate) fn run_state(page: &Page, source: &Source) -> RunState {
    let health = Health::of(source, page.now);
    let title = match source.last_success_at {
        Some(at) => page.with("source-title-late", "when", page.when(at)),
        None => String::new(),
    };
    let class = match health {
        Health::Ok => "chip-positive",
        Health::Late | Health::Waiting | Health::Removing => "chip-warning",
        Health::Failing | Health::Blocked | Health::Gone => "chip-negative",
        Health::File | Health::Paused | Health::New | Health::Archived => "chip-outline",
    };
    let is_running = source.lease_until.is_some_and(|until| until > page.now);
    RunState { name: health.name(), class, title, is_running }
}
