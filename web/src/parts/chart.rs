//! Small charts as plain numbers; the templates draw them as SVG with links.

use plaza_core::Day;
use plaza_store::listen::CoverageDay;

use super::query_terms::{mentions_href, with};
use crate::frame::i18n::Translator;

pub(super) const SENTIMENTS: [&str; 3] = ["negative", "neutral", "positive"];

#[expect(clippy::cast_precision_loss, reason = "drawn to a hundredth of a bar")]
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A bar cut into shares by sentiment.
pub(crate) struct Share {
    pub(crate) label: String,
    pub(crate) parts: Vec<SharePart>,
}

/// One share of a [`Share`], in percent of its width.
pub(crate) struct SharePart {
    pub(crate) class: &'static str,
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) x: String,
    pub(crate) width: String,
}

/// Shares of negative, neutral and positive; a click adds the sentiment to `query`.
pub(crate) fn share(t: &Translator, counts: [u64; 3], query: &str) -> Share {
    let total = counts.iter().sum();
    let mut x = 0.0;
    let mut parts = Vec::new();
    let mut words = Vec::new();
    for (class, n) in SENTIMENTS.into_iter().zip(counts).filter(|(_, n)| *n > 0) {
        let width = ratio(n, total) * 100.0;
        let name = t.label("sentiment", class);
        let label = t.with2("share-label", ("what", &name), ("count", &t.number(n)));
        words.push(label.clone());
        parts.push(SharePart {
            class,
            href: mentions_href(&with(query, &format!("sentiment:{class}"))),
            label,
            x: format!("{x:.2}"),
            width: format!("{width:.2}"),
        });
        x += width;
    }
    Share { label: words.join(", "), parts }
}

/// A small line of daily counts.
pub(crate) struct Spark {
    pub(crate) label: String,
    pub(crate) line: String,
    pub(crate) area: String,
}

/// Draws daily counts in a box of 100 by 30.
pub(crate) fn spark(t: &Translator, counts: &[u64]) -> Spark {
    let highest = counts.iter().copied().max().unwrap_or(0);
    let lowest = counts.iter().copied().min().unwrap_or(0);
    let last = u64::try_from(counts.len().saturating_sub(1)).unwrap_or(0).max(1);
    let points: Vec<String> = (0_u64..)
        .zip(counts)
        .map(|(at, n)| {
            let (x, y) = (ratio(at, last) * 100.0, 28.0 - ratio(*n, highest.max(1)) * 26.0);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let line = points.join(" ");
    let (low, high) = (t.number(lowest), t.number(highest));
    Spark {
        label: t.with2("trend-label", ("low", &low), ("high", &high)),
        area: format!("M0,30 L{} L100,30 Z", points.join(" L")),
        line,
    }
}

/// Small bars of what a source brought each day.
pub(crate) struct Days {
    pub(crate) width: usize,
    pub(crate) label: String,
    pub(crate) bars: Vec<DayBar>,
}

/// One day of [`Days`].
pub(crate) struct DayBar {
    pub(crate) x: usize,
    pub(crate) y: String,
    pub(crate) height: String,
    pub(crate) label: String,
    /// Items in quarantine that day.
    pub(crate) bad: i64,
}

impl Days {
    /// The last `count` days up to today, days without a record included. Where the house is, the
    /// next day may have begun.
    pub(crate) fn new(t: &Translator, coverage: &[CoverageDay], today: Day, count: i64) -> Self {
        let newest = coverage.iter().filter_map(|day| day.day.parse().ok()).max();
        let (today, count) = (newest.map_or(today, |newest: Day| newest.max(today)), small(count));
        let highest = coverage.iter().map(|day| day.collected).max().unwrap_or(0).max(1);
        let highest = u64::try_from(highest).unwrap_or(1);
        let bars = (0..count)
            .zip((0..).step_by(6))
            .map(|(at, x)| {
                let day = today.plus(at + 1 - count);
                let key = day.to_string();
                let of_day = coverage.iter().find(|day| day.day == key);
                let collected = of_day.map_or(0, |day| day.collected);
                let height = ratio(u64::try_from(collected).unwrap_or(0), highest) * 24.0;
                let said = t.count("results-count", collected);
                DayBar {
                    x,
                    y: format!("{:.1}", 24.0 - height),
                    height: format!("{height:.1}"),
                    label: t.with2("timeline-bar", ("day", &t.short_date(day)), ("count", &said)),
                    bad: of_day.map_or(0, |day| day.quarantined),
                }
            })
            .collect::<Vec<_>>();
        let total: i64 = coverage.iter().map(|day| day.collected).sum();
        Self { width: bars.len() * 6, label: t.count("coverage-label", total), bars }
    }
}

fn small(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    #[test]
    fn shares_add_up() {
        let bar = share(translator(Lang::En), [1, 0, 3], "source:2");
        let widths: Vec<_> = bar.parts.iter().map(|p| (p.class, &*p.x, &*p.width)).collect();
        assert_eq!(widths, [("negative", "0.00", "25.00"), ("positive", "25.00", "75.00")]);
        assert_eq!(bar.label, "negative: 1, positive: 3");
        assert!(share(translator(Lang::En), [0; 3], "").parts.is_empty());
    }

    #[test]
    fn a_flat_line_stays_in_its_box() {
        let flat = spark(translator(Lang::En), &[0; 14]);
        assert!(flat.line.starts_with("0.0,28.0") && flat.line.ends_with("100.0,28.0"));
    }
}
