//! Charts as plain numbers; the templates draw them as SVG with links.

use plaza_core::{DAY_MS, Millis};
use plaza_engine::{Bucket, TimelineBucket};
use plaza_store::listen::CoverageDay;
use time::OffsetDateTime;

use super::query_terms::{mentions_href, with};
use crate::frame::i18n::Translator;

/// Width of one bar and its gap, in units of the drawing.
const STEP: usize = 10;
/// Height of the drawing.
const HEIGHT: f64 = 100.0;
const SENTIMENTS: [&str; 3] = ["negative", "neutral", "positive"];

/// Bars over time; a click on one shows its mentions.
pub(crate) struct TimelineChart {
    pub(crate) width: usize,
    pub(crate) large: bool,
    pub(crate) label: String,
    pub(crate) bars: Vec<Bar>,
    pub(crate) ticks: Vec<String>,
}

/// One stretch of time.
pub(crate) struct Bar {
    pub(crate) x: usize,
    /// Where it begins and ends, milliseconds UTC.
    pub(crate) start: Millis,
    pub(crate) end: Millis,
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) total: u64,
    /// Whether something may be missing in it.
    pub(crate) has_gap: bool,
    pub(crate) parts: Vec<BarPart>,
}

/// One colour of a bar.
pub(crate) struct BarPart {
    pub(crate) class: &'static str,
    pub(crate) y: String,
    pub(crate) height: String,
}

/// The bucket that gives a readable number of bars for this span of time.
pub(crate) fn axis_bucket(months: &[TimelineBucket]) -> Bucket {
    let span = match (months.first(), months.last()) {
        (Some(first), Some(last)) => (last.start - first.start) / DAY_MS,
        _ => 0,
    };
    match span {
        0..=62 => Bucket::Day,
        63..=730 => Bucket::Week,
        _ => Bucket::Month,
    }
}

/// A timeline by sentiment over `buckets`, which narrows `query` when a bar is clicked.
pub(crate) fn sentiment_timeline(
    t: &Translator,
    buckets: &[TimelineBucket],
    bucket: Bucket,
    query: &str,
) -> TimelineChart {
    let buckets = without_gaps(buckets, bucket);
    let highest = buckets.iter().map(|b| b.total).max().unwrap_or(0).max(1);
    let bars: Vec<Bar> = buckets
        .iter()
        .enumerate()
        .map(|(at, b)| {
            let end = end_of(b.start, bucket);
            let count = t.count("results-count", b.total);
            Bar {
                x: at * STEP,
                start: b.start,
                end,
                has_gap: false,
                href: mentions_href(&with(query, &date_term(b.start, end))),
                label: t.with2("timeline-bar", ("day", &span(t, b.start, end)), ("count", &count)),
                total: b.total,
                parts: parts(b, highest),
            }
        })
        .collect();
    TimelineChart {
        width: (bars.len() * STEP).max(STEP),
        large: true,
        label: t.get("timeline-label"),
        ticks: ticks(t, &buckets, bucket),
        bars,
    }
}

/// Negative at the foot, the rest that has no class of its own counts as neutral.
fn parts(bucket: &TimelineBucket, highest: u64) -> Vec<BarPart> {
    let of = |name: &str| bucket.parts.iter().find(|(key, _)| key == name).map_or(0, |(_, n)| *n);
    let (negative, positive) = (of("negative"), of("positive"));
    let neutral = bucket.total.saturating_sub(negative + positive);
    let mut top = HEIGHT;
    SENTIMENTS
        .into_iter()
        .zip([negative, neutral, positive])
        .filter(|(_, n)| *n > 0)
        .map(|(class, n)| {
            let height = ratio(n, highest) * HEIGHT;
            top -= height;
            BarPart { class, y: format!("{top:.2}"), height: format!("{height:.2}") }
        })
        .collect()
}

/// Days and weeks without a mention are bars too: silence is part of the picture.
fn without_gaps(buckets: &[TimelineBucket], bucket: Bucket) -> Vec<TimelineBucket> {
    let step = match bucket {
        Bucket::Day => DAY_MS,
        Bucket::Week => 7 * DAY_MS,
        Bucket::Hour | Bucket::Month => return buckets.to_vec(),
    };
    let mut whole: Vec<TimelineBucket> = Vec::with_capacity(buckets.len());
    for next in buckets {
        while let Some(last) = whole.last()
            && last.start + step < next.start
        {
            let start = last.start + step;
            whole.push(TimelineBucket { start, total: 0, parts: Vec::new() });
        }
        whole.push(next.clone());
    }
    whole
}

/// First, middle and last label of the axis.
fn ticks(t: &Translator, buckets: &[TimelineBucket], bucket: Bucket) -> Vec<String> {
    let label = |b: &TimelineBucket| match bucket {
        Bucket::Day | Bucket::Hour => t.day(b.start),
        Bucket::Week | Bucket::Month => t.date(b.start),
    };
    let picks: &[usize] = match buckets.len() {
        0 => &[],
        1 => &[0],
        2 => &[0, 1],
        n => &[0, n / 2, n - 1],
    };
    picks.iter().filter_map(|at| buckets.get(*at)).map(label).collect()
}

/// First day behind the bucket that begins at `start`.
fn end_of(start: Millis, bucket: Bucket) -> Millis {
    match bucket {
        Bucket::Hour | Bucket::Day => start + DAY_MS,
        Bucket::Week => start + 7 * DAY_MS,
        Bucket::Month => {
            let days = moment(start).map_or(30, |at| at.month().length(at.year()));
            start + i64::from(days) * DAY_MS
        }
    }
}

fn span(t: &Translator, start: Millis, end: Millis) -> String {
    let last = end - DAY_MS;
    if last <= start { t.date(start) } else { format!("{} – {}", t.day(start), t.date(last)) }
}

fn date_term(start: Millis, end: Millis) -> String {
    let (first, last) = (iso_day(start), iso_day(end - DAY_MS));
    if first == last { format!("date:{first}") } else { format!("date:{first}..{last}") }
}

fn iso_day(at: Millis) -> String {
    moment(at).map(|at| at.date().to_string()).unwrap_or_default()
}

fn moment(at: Millis) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).ok()
}

#[expect(clippy::cast_precision_loss, reason = "drawn to a hundredth of a bar")]
fn ratio(part: u64, whole: u64) -> f64 {
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
    /// The last `count` days up to `now`, days without a record included.
    pub(crate) fn new(t: &Translator, coverage: &[CoverageDay], now: Millis, count: i64) -> Self {
        let highest = coverage.iter().map(|day| day.collected).max().unwrap_or(0).max(1);
        let highest = u64::try_from(highest).unwrap_or(1);
        let first = now - (count - 1) * DAY_MS;
        let bars = (0..count)
            .zip((0..).step_by(6))
            .map(|(at, x)| {
                let start = first + at * DAY_MS;
                let key = iso_day(start);
                let of_day = coverage.iter().find(|day| day.day == key);
                let collected = of_day.map_or(0, |day| day.collected);
                let height = ratio(u64::try_from(collected).unwrap_or(0), highest) * 24.0;
                let said = t.count("results-count", collected);
                DayBar {
                    x,
                    y: format!("{:.1}", 24.0 - height),
                    height: format!("{height:.1}"),
                    label: t.with2("timeline-bar", ("day", &t.date(start)), ("count", &said)),
                    bad: of_day.map_or(0, |day| day.quarantined),
                }
            })
            .collect::<Vec<_>>();
        let total: i64 = coverage.iter().map(|day| day.collected).sum();
        Self { width: bars.len() * 6, label: t.count("coverage-label", total), bars }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::i18n::{Lang, translator};

    fn bucket(start: Millis, negative: u64, total: u64) -> TimelineBucket {
        let parts = vec![("negative".to_owned(), negative)];
        TimelineBucket { start, total, parts }
    }

    #[test]
    fn silent_days_are_bars_and_bars_narrow_the_query() {
        let first = 1_769_817_600_000; // 2026-01-31
        let chart = sentiment_timeline(
            translator(Lang::Es),
            &[bucket(first, 1, 4), bucket(first + 3 * DAY_MS, 2, 2)],
            Bucket::Day,
            "batería date:7d",
        );
        assert_eq!(chart.bars.len(), 4);
        assert_eq!(chart.bars[1].total, 0);
        assert_eq!(chart.bars[0].label, "31 ene 2026: 4 menciones");
        assert_eq!(chart.bars[3].href, "/mentions?q=bater%C3%ADa+date%3A2026-02-03");
        let heights: Vec<_> = chart.bars[0].parts.iter().map(|p| (p.class, &*p.height)).collect();
        assert_eq!(heights, [("negative", "25.00"), ("neutral", "75.00")]);
        assert_eq!(chart.ticks, ["31 ene", "2 feb", "3 feb"]);
    }

    #[test]
    fn months_end_where_the_calendar_says() {
        let february = 1_769_904_000_000; // 2026-02-01
        assert_eq!(
            date_term(february, end_of(february, Bucket::Month)),
            "date:2026-02-01..2026-02-28"
        );
    }

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
