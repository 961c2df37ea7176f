//! Counts over time, as bars whose links show what was said then, and as JSON.

use plaza_core::{Day, DayRange, Millis, Zone};
use plaza_engine::find::Timeline;
use plaza_engine::{Bucket, TimelineBucket};
use serde::Serialize;
use utoipa::ToSchema;

use super::chart::{SENTIMENTS, ratio};
use super::query_terms::{mentions_href, with};
use crate::frame::api::schema::time;
use crate::frame::page::Page;

/// Pixels above the bars, where the value of the one pointed at stands.
const HEAD: f64 = 16.0;
/// Most labels below the bars.
const TICKS: usize = 5;
/// Percent of the width that a label below the bars takes.
const TICK_WIDTH: f64 = 13.0;

/// How high a chart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// A strip above a list.
    Strip,
    /// A section of its own.
    Large,
}

impl Size {
    fn height(self) -> u16 {
        match self {
            Self::Strip => 64,
            Self::Large => 96,
        }
    }

    /// Most steps of the scale.
    fn steps(self) -> u64 {
        match self {
            Self::Strip => 2,
            Self::Large => 3,
        }
    }
}

/// Bars over a fixed stretch of days; a click on one shows its mentions.
pub(crate) struct TimelineChart {
    /// Pixels.
    pub(crate) height: u16,
    /// Whether its scale has long numbers.
    pub(crate) is_wide: bool,
    /// What a screen reader says of it.
    pub(crate) label: String,
    pub(crate) bars: Vec<Bar>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) days: DayRange,
    pub(crate) zone: Zone,
    /// Mentions in all bars.
    pub(crate) total: u64,
    /// That the last bar is not finished, for the sentence below; empty when it is.
    pub(crate) unfinished: String,
    /// Which days are shown where nobody asked for any, in a sentence.
    pub(crate) newest: String,
}

/// One stretch of time. Places across are percent of the width, heights are pixels.
pub(crate) struct Bar {
    pub(crate) x: String,
    pub(crate) width: String,
    /// Where it begins and ends, milliseconds UTC.
    pub(crate) start: Millis,
    pub(crate) end: Millis,
    pub(crate) href: String,
    /// All that is known of it, spoken.
    pub(crate) label: String,
    /// Its value, shown to whoever points at it.
    pub(crate) tip: Tick,
    pub(crate) total: u64,
    /// Whether something may be missing in it.
    pub(crate) has_gap: bool,
    /// Whether it is whole and over.
    pub(crate) complete: bool,
    pub(crate) parts: Vec<BarPart>,
    /// The top of the bar and its height.
    pub(crate) y: String,
    pub(crate) height: String,
}

/// One colour of a bar.
pub(crate) struct BarPart {
    pub(crate) class: &'static str,
    pub(crate) y: String,
    pub(crate) height: String,
}

/// A line of the scale.
pub(crate) struct Rule {
    pub(crate) y: String,
    pub(crate) text_y: String,
    pub(crate) value: String,
}

/// A text at a place across.
pub(crate) struct Tick {
    pub(crate) x: String,
    pub(crate) anchor: &'static str,
    pub(crate) text: String,
}

/// Bars by sentiment, which narrow `query` when one is clicked.
pub(crate) fn sentiment_timeline(
    page: &Page,
    timeline: &Timeline,
    query: &str,
    size: Size,
) -> TimelineChart {
    let highest = timeline.buckets.iter().map(|bucket| bucket.total).max().unwrap_or(0);
    let scale = Scale::new(highest, size);
    let names: Vec<String> =
        timeline.buckets.iter().map(|bucket| name(page, timeline, bucket)).collect();
    let count = timeline.buckets.len();
    let bars: Vec<Bar> = timeline
        .buckets
        .iter()
        .zip(&names)
        .enumerate()
        .map(|(at, (bucket, name))| {
            bar(page, &scale, bucket, name, Slot { at, count }, query, timeline.zone)
        })
        .collect();
    TimelineChart {
        height: size.height(),
        is_wide: scale.top >= 1_000,
        label: spoken(page, timeline, &names),
        rules: scale.rules(page),
        ticks: ticks(page, timeline),
        days: timeline.days,
        zone: timeline.zone,
        total: bars.iter().map(|bar| bar.total).sum(),
        unfinished: unfinished(page, timeline),
        newest: newest(page, timeline),
        bars,
    }
}

/// The place of one bar among all.
#[derive(Clone, Copy)]
struct Slot {
    at: usize,
    count: usize,
}

impl Slot {
    fn width(self) -> f64 {
        100.0 / whole(self.count.max(1))
    }

    fn left(self) -> f64 {
        whole(self.at) * self.width()
    }

    /// A text over or below the bar, which does not leave the drawing.
    fn text(self, text: String) -> Tick {
        let (left, width) = (self.left(), self.width());
        let (x, anchor) = match left + width / 2.0 {
            middle if middle < TICK_WIDTH / 2.0 => (left, "start"),
            middle if middle > 100.0 - TICK_WIDTH / 2.0 => (left + width, "end"),
            middle => (middle, "middle"),
        };
        Tick { x: format!("{x:.2}"), anchor, text }
    }
}

/// From counts to pixels.
struct Scale {
    height: f64,
    step: u64,
    top: u64,
}

impl Scale {
    /// Round numbers up to the first above `highest`.
    fn new(highest: u64, size: Size) -> Self {
        let steps = size.steps();
        let mut step = 1;
        for power in 0..18 {
            let unit = 10_u64.pow(power);
            let fits = [1, 2, 4, 5].map(|n| n * unit);
            if let Some(found) = fits.into_iter().find(|step| highest <= step * steps) {
                step = found;
                break;
            }
        }
        let top = highest.div_ceil(step).max(1) * step;
        Self { height: f64::from(size.height()), step, top }
    }

    fn foot(&self) -> f64 {
        self.height - 1.0
    }

    fn pixels(&self, count: u64) -> f64 {
        ratio(count, self.top) * (self.foot() - HEAD)
    }

    fn rules(&self, page: &Page) -> Vec<Rule> {
        let values = (0..=self.top / self.step).map(|at| at * self.step);
        let rule = |value: u64| {
            let y = self.foot() - self.pixels(value);
            let value = page.number(value);
            Rule { y: format!("{y:.1}"), text_y: format!("{:.1}", y + 4.0), value }
        };
        values.map(rule).collect()
    }

    /// Negative at the foot; what has no class of its own counts as neutral.
    fn parts(&self, bucket: &TimelineBucket) -> Vec<BarPart> {
        let of =
            |name: &str| bucket.parts.iter().find(|(key, _)| key == name).map_or(0, |(_, n)| *n);
        let (negative, positive) = (of("negative"), of("positive"));
        let neutral = bucket.total.saturating_sub(negative + positive);
        let classes = ["neg", "neu", "pos"].into_iter().zip([negative, neutral, positive]);
        let mut below = 0;
        classes
            .filter(|(_, n)| *n > 0)
            .map(|(class, n)| {
                let foot = self.foot() - self.pixels(below);
                below += n;
                let top = self.foot() - self.pixels(below);
                // A pixel of paper between two colours, where there is room for it.
                let height = if foot - top > 2.5 { foot - top - 1.0 } else { foot - top };
                BarPart { class, y: format!("{top:.1}"), height: format!("{height:.1}") }
            })
            .collect()
    }
}

fn bar(
    page: &Page,
    scale: &Scale,
    bucket: &TimelineBucket,
    name: &str,
    slot: Slot,
    query: &str,
    zone: Zone,
) -> Bar {
    let days = days_of(bucket, zone);
    let count = page.count("results-count", bucket.total);
    let shown = page.with2("timeline-bar", ("day", name), ("count", &count));
    let negative = bucket.parts.iter().find(|(key, _)| key == SENTIMENTS[0]);
    let label = match negative {
        Some((_, n)) if *n > 0 => format!("{shown}, {}", page.count("timeline-negative", *n)),
        _ => shown.clone(),
    };
    let height = scale.pixels(bucket.total);
    Bar {
        x: format!("{:.3}", slot.left()),
        width: format!("{:.3}", slot.width()),
        start: bucket.start,
        end: bucket.until,
        href: mentions_href(&with(query, &format!("date:{days}"))),
        label,
        tip: slot.text(shown),
        total: bucket.total,
        has_gap: false,
        complete: bucket.complete,
        parts: scale.parts(bucket),
        y: format!("{:.1}", scale.foot() - height),
        height: format!("{height:.1}"),
    }
}

fn days_of(bucket: &TimelineBucket, zone: Zone) -> DayRange {
    DayRange { first: zone.day_of(bucket.start), last: zone.day_of(bucket.until - 1) }
}

/// What a bar is called: its day, days, month or year, and how far it goes when it is not over.
fn name(page: &Page, timeline: &Timeline, bucket: &TimelineBucket) -> String {
    let (today, days) = (page.today(), days_of(bucket, timeline.zone));
    let is_now = bucket.start <= page.now && page.now < bucket.until;
    if is_now && days.first == days.last {
        return page.with("timeline-today", "time", page.clock(page.now));
    }
    let short = |day: Day| {
        if day.date().0 == today.date().0 { page.day(day) } else { page.short_date(day) }
    };
    let whole = bucket.complete || is_now;
    match timeline.bucket {
        Bucket::Month if whole => page.month(days.first),
        Bucket::Year if whole => days.first.date().0.to_string(),
        _ if days.first == days.last => short(days.first),
        _ => format!("{} – {}", page.day(days.first), short(days.last)),
    }
}

/// That the newest bar goes on: `today only up to 09:12`.
fn unfinished(page: &Page, timeline: &Timeline) -> String {
    let last = timeline.buckets.last();
    if !last.is_some_and(|bucket| bucket.start <= page.now && page.now < bucket.until) {
        return String::new();
    }
    let key = match timeline.bucket {
        Bucket::Hour | Bucket::Day => "timeline-unfinished-day",
        Bucket::Week => "timeline-unfinished-week",
        Bucket::Month => "timeline-unfinished-month",
        Bucket::Year => "timeline-unfinished-year",
    };
    page.with(key, "time", page.clock(page.now))
}

/// Which days are shown where nobody asked for any.
fn newest(page: &Page, timeline: &Timeline) -> String {
    if timeline.asked {
        return String::new();
    }
    match page.newest_days(timeline.days) {
        days if days.is_empty() => page.count("coverage-last", timeline.days.days()),
        days => page.with("coverage-newest", "days", days),
    }
}

/// What the chart shows, in a sentence.
fn spoken(page: &Page, timeline: &Timeline, names: &[String]) -> String {
    let key = match timeline.bucket {
        Bucket::Hour => "timeline-label-hour",
        Bucket::Day => "timeline-label-day",
        Bucket::Week => "timeline-label-week",
        Bucket::Month => "timeline-label-month",
        Bucket::Year => "timeline-label-year",
    };
    let total: u64 = timeline.buckets.iter().map(|bucket| bucket.total).sum();
    let most = timeline.buckets.iter().zip(names).max_by_key(|(bucket, _)| bucket.total);
    let (most, name) = most.map_or((0, ""), |(bucket, name)| (bucket.total, name.as_str()));
    page.with_all(
        key,
        &[
            ("days", &page.days_in_words(timeline.days, page.today())),
            ("total", &page.number(total)),
            ("most", &page.number(most)),
            ("when", name),
        ],
    )
}

/// Labels below the bars: the first, some between, and today where the bars reach it.
fn ticks(page: &Page, timeline: &Timeline) -> Vec<Tick> {
    let count = timeline.buckets.len();
    let mut every = count.div_ceil(TICKS).max(1);
    if timeline.bucket == Bucket::Day && count > 2 * TICKS {
        // Always the same day of the week.
        every = every.next_multiple_of(7);
    }
    let reaches_now = timeline.buckets.last().is_some_and(|last| page.now < last.until);
    let has_years = timeline.days.first.date().0 != timeline.days.last.date().0;
    let label = |bucket: &TimelineBucket| {
        let day = timeline.zone.day_of(bucket.start);
        match timeline.bucket {
            Bucket::Year => day.date().0.to_string(),
            Bucket::Month => page.month(day),
            // Weeks of two years are told apart by the year, not by the day.
            Bucket::Week if has_years => page.month(day),
            _ => page.day(day),
        }
    };
    let mut ticks = Vec::new();
    for (at, bucket) in timeline.buckets.iter().enumerate().step_by(every) {
        let slot = Slot { at, count };
        if !reaches_now || slot.left() + TICK_WIDTH < 100.0 - slot.width() {
            ticks.push(slot.text(label(bucket)));
        }
    }
    if reaches_now {
        let today = match timeline.bucket {
            Bucket::Hour | Bucket::Day => page.get("timeline-tick-today"),
            _ => timeline.buckets.last().map(label).unwrap_or_default(),
        };
        ticks.push(Slot { at: count - 1, count }.text(today));
    }
    ticks
}

#[expect(clippy::cast_precision_loss, reason = "numbers of bars")]
fn whole(number: usize) -> f64 {
    number as f64
}

/// Counts over time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineOut {
    /// Time zone in which days begin, as `Europe/Madrid`.
    tz: String,
    /// First day, `2026-01-31`.
    from: String,
    /// Last day; it belongs to them.
    to: String,
    /// `hour`, `day`, `week`, `month` or `year`.
    #[schema(value_type = String)]
    bucket: Bucket,
    /// All of them, oldest first, quiet ones included.
    buckets: Vec<BucketOut>,
}

/// One stretch of time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BucketOut {
    /// Its first moment, RFC 3339; that of the time asked for where it begins within.
    from: String,
    /// The first moment behind it; that behind the time asked for where it ends within.
    to: String,
    /// Whether it is whole: nothing cut off, and over.
    complete: bool,
    total: u64,
    /// The total split as asked for.
    parts: Vec<PartOut>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PartOut {
    label: String,
    count: u64,
}

impl From<Timeline> for TimelineOut {
    fn from(timeline: Timeline) -> Self {
        Self {
            tz: timeline.zone.to_string(),
            from: timeline.days.first.to_string(),
            to: timeline.days.last.to_string(),
            bucket: timeline.bucket,
            buckets: timeline.buckets.into_iter().map(BucketOut::from).collect(),
        }
    }
}

impl From<TimelineBucket> for BucketOut {
    fn from(bucket: TimelineBucket) -> Self {
        let parts = bucket.parts.into_iter().map(|(label, count)| PartOut { label, count });
        Self {
            from: time(bucket.start),
            to: time(bucket.until),
            complete: bucket.complete,
            total: bucket.total,
            parts: parts.collect(),
        }
    }
}

#[cfg(test)]
mod tests;
