//! A source with its state in words.

use plaza_core::{FailureKind, Millis, SourceId};
use plaza_engine::listen::{FILE_KIND, Health};
use plaza_store::listen::{CoverageDay, Source};

use super::COVERAGE_DAYS;
use crate::frame::board::Board;
use crate::frame::page::{Page, initials};
use crate::listen::channels;
use crate::parts::Days;

/// The group of those that somebody has to look at.
pub(super) const TROUBLE: &str = "trouble";

/// Whether a source does its work.
pub(crate) struct RunState {
    /// Name of the label `source-…`.
    pub(crate) name: &'static str,
    pub(crate) class: &'static str,
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
    /// Mentions of the last 14 days, in words.
    pub(crate) recent: String,
    /// The group it stands in, as the label `group-…` names it.
    pub(crate) group: &'static str,
    pub(crate) initials: String,
    pub(crate) hue: usize,
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
        let recent = coverage.iter().map(|day| day.collected).sum::<i64>();
        let (initials, hue) = initials(&kind);
        let channel = spec.map_or("", |spec| spec.channel);
        let is_sent = board.engine.listen().receives(&source.kind);
        Self {
            id: source.id,
            name: source.name.clone(),
            kind,
            place: if imported { String::new() } else { source.place.clone() },
            state: if is_sent { sent_state(page, source) } else { run_state(page, source) },
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
                next_note(page, source, next, is_sent)
            },
            pace: if imported { String::new() } else { pace(page, source, is_sent) },
            quota: quota(page, source),
            days: Days::new(page, coverage, page.today(), COVERAGE_DAYS),
            recent: page.count("source-recent", recent),
            group: if is_troubled(source, page.now) { TROUBLE } else { channels::group(channel) },
            initials,
            hue,
        }
    }

    /// What the list says below the name: what to do, or when it comes again.
    pub(crate) fn summary(&self) -> &str {
        if self.advice.is_empty() { &self.recent } else { &self.advice }
    }

    /// Whether it fits what somebody looks for in the list.
    pub(super) fn fits(&self, wanted: &str) -> bool {
        let words = [self.name.as_str(), &self.kind, &self.place].join(" ");
        plaza_core::text::fold(&words).contains(wanted)
    }
}

/// Whether somebody has to look at a source.
fn is_troubled(source: &Source, now: Millis) -> bool {
    let health = Health::of(source, now);
    matches!(health, Health::Failing | Health::Blocked | Health::Gone | Health::Late)
}

/// When a source runs next by itself.
fn next_run(source: &Source) -> Option<Millis> {
    let is_living = source.archived_at.is_none() && source.kind != FILE_KIND;
    let runs = source.interval_s > 0 && !source.paused && is_living;
    let at = source.next_run_at.max(source.not_before);
    (runs && source.next_run_at < Millis::MAX).then_some(at)
}

fn next_note(page: &Page, source: &Source, next: Option<Millis>, is_sent: bool) -> String {
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
        None if is_sent => page.get("source-sent"),
        None if source.interval_s == 0 => page.get("source-on-demand"),
        None => page.get("source-waits-for-person"),
    }
}

/// How often a source is collected, in words.
fn pace(page: &Page, source: &Source, is_sent: bool) -> String {
    if is_sent {
        return page.get("source-sent");
    }
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

/// What to say of a source that is sent its mentions: it has nothing to run.
fn sent_state(page: &Page, source: &Source) -> RunState {
    let state = run_state(page, source);
    match state.name {
        "new" => RunState { name: "listening", ..state },
        _ => state,
    }
}

/// What to say of a source.
pub(crate) fn run_state(page: &Page, source: &Source) -> RunState {
    let health = Health::of(source, page.now);
    let class = match health {
        Health::Late
        | Health::Waiting
        | Health::Removing
        | Health::Failing
        | Health::Blocked
        | Health::Gone => "chip-warn",
        Health::Ok | Health::File | Health::Paused | Health::New | Health::Archived => "",
    };
    let is_running = source.lease_until.is_some_and(|until| until > page.now);
    RunState { name: health.name(), class, is_running }
}
