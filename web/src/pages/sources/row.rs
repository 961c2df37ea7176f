//! A source with its state in words.

use plaza_core::Millis;
use plaza_engine::EngineError;
use plaza_store::{CoverageDay, Source};

use super::COVERAGE_DAYS;
use crate::pages::board::Board;
use crate::pages::page::Page;
use crate::pages::view::Days;

/// A source is late when its last success is older than this many intervals.
const LATE_AFTER: i64 = 3;
/// Kind of the sources that files are imported into.
pub(super) const FILE_KIND: &str = "file";

/// Whether a source does its work.
pub(in crate::pages) struct RunState {
    /// Name of the label `source-…`.
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) class: &'static str,
    pub(in crate::pages) title: String,
}

/// A source as the list shows it.
pub(in crate::pages) struct SourceRow {
    pub(in crate::pages) id: i64,
    pub(in crate::pages) name: String,
    pub(in crate::pages) kind: String,
    /// Empty for imported files, which name no place.
    pub(in crate::pages) place: String,
    pub(in crate::pages) state: RunState,
    pub(in crate::pages) quarantined: i64,
    pub(in crate::pages) error: String,
    pub(in crate::pages) last_success: Option<Millis>,
    /// `None` for those that only run when asked.
    pub(in crate::pages) next: Option<Millis>,
    pub(in crate::pages) days: Days,
}

impl SourceRow {
    pub(super) async fn load(board: &Board, source: &Source) -> Result<Self, EngineError> {
        let store = board.engine.store();
        let coverage = store.coverage(source.id, COVERAGE_DAYS).await?;
        let quarantined = store.quarantine_count(source.id).await?;
        Ok(Self::new(board, source, &coverage, quarantined))
    }

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
        let runs = source.interval_s > 0 && !source.paused && !imported;
        Self {
            id: source.id,
            name: source.name.clone(),
            kind,
            place: if imported { String::new() } else { source.place.clone() },
            state: run_state(page, source),
            quarantined,
            error: source.last_error.clone().unwrap_or_default(),
            last_success: source.last_success_at,
            next: runs.then_some(source.next_run_at),
            days: Days::new(page, coverage, page.now, COVERAGE_DAYS),
        }
    }
}

/// What to say of a source.
pub(in crate::pages) fn run_state(page: &Page, source: &Source) -> RunState {
    let (name, class) = judge(source, page.now);
    let title = match source.last_success_at {
        Some(at) => page.with("source-title-late", "when", page.ago(at)),
        None => String::new(),
    };
    RunState { name, class, title }
}

fn judge(source: &Source, now: Millis) -> (&'static str, &'static str) {
    if source.kind == FILE_KIND {
        return ("file", "chip-outline");
    }
    if source.paused {
        return ("paused", "chip-outline");
    }
    if source.failures > 0 {
        return ("failing", "chip-negative");
    }
    let Some(success) = source.last_success_at else { return ("new", "chip-outline") };
    let allowed = source.interval_s * LATE_AFTER * 1000;
    if allowed > 0 && now - success > allowed {
        return ("late", "chip-warning");
    }
    ("ok", "chip-positive")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn sources_are_judged_by_what_they_did() {
        let good = Source {
            id: 1,
            kind: "feed".into(),
            name: "Blog".into(),
            place_id: 1,
            place: "blog.example".into(),
            config: BTreeMap::new(),
            allowed_host: None,
            cursor: None,
            paused: false,
            interval_s: 600,
            next_run_at: 0,
            last_started_at: None,
            last_success_at: Some(0),
            last_error_at: None,
            last_error: None,
            failures: 0,
            created_at: 0,
        };
        let states = [
            (good.clone(), 1_000, "ok"),
            (good.clone(), 1_800_001, "late"),
            (Source { interval_s: 0, ..good.clone() }, 1_800_001, "ok"),
            (Source { failures: 2, ..good.clone() }, 0, "failing"),
            (Source { paused: true, failures: 2, ..good.clone() }, 0, "paused"),
            (Source { last_success_at: None, ..good.clone() }, 0, "new"),
            (Source { kind: FILE_KIND.into(), ..good }, 0, "file"),
        ];
        for (source, now, name) in states {
            assert_eq!(judge(&source, now).0, name);
        }
    }
}
