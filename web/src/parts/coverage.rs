//! What a chart rests on, in a sentence.

use plaza_core::Millis;
use plaza_engine::listen::{Coverage, Health};

use super::chart::TimelineChart;
use crate::frame::i18n::Translator;

/// Names in one list; the rest is counted.
const NAMES: usize = 4;

/// The sentences below a chart.
pub(crate) struct CoverageNote {
    /// Which sources fed it.
    pub(crate) fed: String,
    /// What is wrong with some of them.
    pub(crate) problems: Vec<String>,
    /// What the marks on the chart mean; empty without marks.
    pub(crate) gaps: String,
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
        let marked = mark_bars(t, chart, coverage);
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
        let mut problems: Vec<String> = groups
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(key, names)| t.with(key, "names", listed(t, names)))
            .collect();
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
        Self {
            fed: if fed.is_empty() {
                t.get("coverage-fed-none")
            } else {
                t.with("coverage-fed", "names", listed(t, fed))
            },
            problems,
            gaps: if marked > 0 { t.count("coverage-marked", marked) } else { String::new() },
        }
    }
}

/// Marks the bars that a gap touches; tells how many.
fn mark_bars(t: &Translator, chart: &mut TimelineChart, coverage: &Coverage) -> usize {
    let mut marked = 0;
    for bar in &mut chart.bars {
        let mut reasons: Vec<String> = Vec::new();
        for gap in coverage.gaps_in(bar.start, bar.end) {
            let name = coverage.name_of(gap.source_id).unwrap_or_default();
            let cause = t.label("gap", gap.cause.name());
            let reason = format!("{name}: {cause}");
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if reasons.is_empty() {
            continue;
        }
        marked += 1;
        bar.has_gap = true;
        let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
        let missing = t.with("timeline-gap", "names", listed(t, &reasons));
        bar.label = format!("{}. {missing}", bar.label);
    }
    marked
}

/// Some names, and how many more.
fn listed(t: &Translator, names: &[&str]) -> String {
    let shown = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => t.with2("names-more", ("names", &shown), ("n", &t.number(more))),
    }
}

/// The time that a chart shows: from its first bar to the end of its last.
pub(crate) fn span_of(chart: &TimelineChart) -> Option<(Millis, Millis)> {
    Some((chart.bars.first()?.start, chart.bars.last()?.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};
    use crate::parts::sentiment_timeline;
    use plaza_core::SourceId;
    use plaza_engine::listen::SourceCoverage;
    use plaza_engine::{Bucket, TimelineBucket};
    use plaza_store::listen::{Gap, GapCause};

    const DAY: Millis = plaza_core::DAY_MS;
    const FIRST: Millis = 1_769_817_600_000; // 2026-01-31

    fn source(id: SourceId, name: &str, health: Health, quarantined: i64) -> SourceCoverage {
        SourceCoverage { id, name: name.to_owned(), health, quarantined, newest_at: None }
    }

    #[test]
    fn days_with_gaps_are_marked_and_the_sentence_names_who_is_missing() {
        let t = translator(Lang::En);
        let days: Vec<TimelineBucket> = (0..4)
            .map(|at| TimelineBucket { start: FIRST + at * DAY, total: 1, parts: Vec::new() })
            .collect();
        let mut chart = sentiment_timeline(t, &days, Bucket::Day, "");
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
        assert!(note.gaps.contains('2'), "{}", note.gaps);
        assert_eq!(span_of(&chart), Some((FIRST, FIRST + 4 * DAY)));
    }

    #[test]
    fn a_long_list_is_cut() {
        let t = translator(Lang::Es);
        assert_eq!(listed(t, &["a", "b", "c", "d", "e", "f"]), "a, b, c, d y 2 más");
    }
}
