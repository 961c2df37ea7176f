//! What a chart rests on, in a sentence.

use plaza_core::Millis;
use plaza_engine::listen::{Coverage, Health};

use super::timeline::TimelineChart;
use crate::frame::i18n::Translator;

/// Names in one list; the rest is counted.
const NAMES: usize = 4;

/// The sentences below a chart.
pub(crate) struct CoverageNote {
    /// The days that it shows, where nobody asked for any.
    pub(crate) newest: String,
    /// Which sources fed it; empty where that is not known.
    pub(crate) fed: String,
    /// What is wrong with some of them.
    pub(crate) problems: Vec<String>,
    /// What the hatched places mean; empty without any.
    pub(crate) hatched: String,
}

impl CoverageNote {
    /// Says which of the sources in `coverage` fed a chart (`fed`, by name) and which may not
    /// have, and marks the chart's bars that something may be missing in.
    pub(crate) fn mark(
        t: &Translator,
        chart: &mut TimelineChart,
        coverage: &Coverage,
        fed: &[&str],
    ) -> Self {
        let missing = mark_bars(t, chart, coverage);
        let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
        let mut hatched = Vec::new();
        if !missing.is_empty() {
            hatched.push(t.with("coverage-missing", "names", listed(t, &missing)));
        }
        hatched.extend((!chart.unfinished.is_empty()).then(|| chart.unfinished.clone()));
        Self {
            newest: chart.newest.clone(),
            fed: match (fed.is_empty(), chart.total) {
                (false, _) => t.with("coverage-fed", "names", listed(t, fed)),
                (true, 0) => t.get("coverage-fed-none"),
                // What was imported comes from somewhere too.
                (true, _) => String::new(),
            },
            problems: problems(t, coverage),
            hatched: match hatched.as_slice() {
                [] => String::new(),
                [one] => t.with("coverage-hatched", "what", one),
                [first, rest @ ..] => {
                    let what = t.with2("coverage-and", ("one", first), ("other", &rest.join(", ")));
                    t.with("coverage-hatched", "what", what)
                }
            },
        }
    }
}

fn problems(t: &Translator, coverage: &Coverage) -> Vec<String> {
    let of = |wanted: &[Health]| -> Vec<&str> {
        let those = coverage.sources.iter().filter(|source| wanted.contains(&source.health));
        those.map(|source| source.name.as_str()).collect()
    };
    let groups: [(&str, Vec<&str>); 4] = [
        ("coverage-failing", of(&[Health::Failing, Health::Blocked, Health::Gone])),
        ("coverage-waiting", of(&[Health::Waiting])),
        ("coverage-late", of(&[Health::Late])),
        ("coverage-paused", of(&[Health::Paused])),
    ];
    let groups = groups.iter().filter(|(_, names)| !names.is_empty());
    let mut problems: Vec<String> =
        groups.map(|(key, names)| t.with(key, "names", listed(t, names))).collect();
    let quarantined: Vec<String> = coverage
        .sources
        .iter()
        .filter(|source| source.quarantined > 0)
        .map(|source| format!("{} ({})", source.name, t.number(source.quarantined)))
        .collect();
    if !quarantined.is_empty() {
        let names: Vec<&str> = quarantined.iter().map(String::as_str).collect();
        problems.push(t.with("coverage-held", "names", listed(t, &names)));
    }
    problems
}

/// Marks the bars that a gap touches; names the sources of which something may be missing.
fn mark_bars(t: &Translator, chart: &mut TimelineChart, coverage: &Coverage) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for bar in &mut chart.bars {
        let mut reasons: Vec<String> = Vec::new();
        for gap in coverage.gaps_in(bar.start, bar.end) {
            let name = coverage.name_of(gap.source_id).unwrap_or_default();
            let cause = t.label("gap", gap.cause.name());
            let reason = format!("{name}: {cause}");
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
            if !missing.iter().any(|known| known == name) {
                missing.push(name.to_owned());
            }
        }
        if reasons.is_empty() {
            continue;
        }
        bar.has_gap = true;
        let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
        let gap = t.with("timeline-gap", "names", listed(t, &reasons));
        bar.label = format!("{}. {gap}", bar.label);
    }
    missing
}

/// Some names, and how many more.
fn listed(t: &Translator, names: &[&str]) -> String {
    let shown = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => t.with2("names-more", ("names", &shown), ("n", &t.number(more))),
    }
}

/// The time that a chart shows: from its first bar to the end of its last (milliseconds UTC).
pub(crate) fn span_of(chart: &TimelineChart) -> (Millis, Millis) {
    let time = chart.days.time(chart.zone);
    (time.start, time.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};
    use crate::frame::page::Page;
    use crate::parts::timeline::{Size, sentiment_timeline};
    use plaza_core::{Day, DayRange, SourceId, Zone};
    use plaza_engine::find::Timeline;
    use plaza_engine::listen::SourceCoverage;
    use plaza_engine::{Bucket, TimelineBucket};
    use plaza_store::listen::{Gap, GapCause};

    const DAY: Millis = plaza_core::DAY_MS;
    const FIRST: Millis = 1_769_817_600_000; // 2026-01-31

    fn source(id: SourceId, name: &str, health: Health, quarantined: i64) -> SourceCoverage {
        SourceCoverage { id, name: name.to_owned(), health, quarantined, newest_at: None }
    }

    /// Four days with so many mentions each, the last of which is today.
    fn chart(total: u64) -> TimelineChart {
        let page = Page::bare(Lang::En, Zone::UTC, FIRST + 3 * DAY + DAY / 2);
        let buckets = (0..4).map(|at| TimelineBucket {
            start: FIRST + at * DAY,
            until: FIRST + (at + 1) * DAY,
            complete: at < 3,
            total,
            parts: Vec::new(),
        });
        let first: Day = Zone::UTC.day_of(FIRST);
        let timeline = Timeline {
            zone: Zone::UTC,
            days: DayRange { first, last: first.plus(3) },
            asked: true,
            bucket: Bucket::Day,
            buckets: buckets.collect(),
        };
        sentiment_timeline(&page, &timeline, "", Size::Large)
    }

    #[test]
    fn days_with_gaps_are_marked_and_the_sentence_names_who_is_missing() {
        let t = translator(Lang::En);
        let mut chart = chart(1);
        let gap = |source_id, cause, from_at, until_at| Gap { source_id, cause, from_at, until_at };
        let coverage = Coverage {
            sources: vec![
                source(1.into(), "Blog", Health::Ok, 0),
                source(2.into(), "Forum", Health::Failing, 3),
                source(3.into(), "Shop", Health::Late, 0),
            ],
            gaps: vec![
                gap(1.into(), GapCause::Paused, FIRST + DAY + 5, Some(FIRST + DAY + 9)),
                gap(2.into(), GapCause::Failed, FIRST + 3 * DAY, None),
            ],
        };
        let note = CoverageNote::mark(t, &mut chart, &coverage, &["Blog", "Forum"]);
        let marked: Vec<bool> = chart.bars.iter().map(|bar| bar.has_gap).collect();
        assert_eq!(marked, [false, true, false, true]);
        assert!(chart.bars[1].label.contains("Blog: paused"), "{}", chart.bars[1].label);
        assert_eq!(note.fed, "Fed by Blog, Forum.");
        assert_eq!(note.problems, ["Failing: Forum.", "Late: Shop.", "In quarantine: Forum (3)."]);
        let hatched = "Hatched: some of Blog, Forum may be missing, and today only up to 12:00.";
        assert_eq!(note.hatched, hatched);
        assert_eq!(span_of(&chart), (FIRST, FIRST + 4 * DAY));
    }

    #[test]
    fn nobody_is_said_to_be_missing_where_there_is_something() {
        let (t, nothing) = (translator(Lang::En), Coverage::default());
        assert_eq!(CoverageNote::mark(t, &mut chart(1), &nothing, &[]).fed, "");
        let silent = CoverageNote::mark(t, &mut chart(0), &nothing, &[]);
        assert_eq!(silent.fed, "No source fed this.");
        assert_eq!(silent.hatched, "Hatched: today only up to 12:00.");
    }

    #[test]
    fn a_long_list_is_cut() {
        let t = translator(Lang::Es);
        assert_eq!(listed(t, &["a", "b", "c", "d", "e", "f"]), "a, b, c, d y 2 más");
    }
}
