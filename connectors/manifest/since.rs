//! Where reading starts in a stream, and which marks its records leave.

use jaq_json::Val;
use minijinja::Value;
use plaza_core::{Millis, to_rfc3339};

use super::format::{MarkType, Order, TimeFormat};
use super::jq::Scope;
use super::mapping::Field;
use super::model::{Incremental, Window};
use super::state::Mark;

/// Records dated further in the future than this do not count as the newest.
const FUTURE_MS: Millis = 24 * 3_600_000;

/// Where reading starts in a stream.
pub(super) struct Since {
    /// The value for comparisons; `None` reads to the end.
    pub(super) threshold: Option<i64>,
    /// The value for templates.
    pub(super) shown: Value,
}

impl Incremental {
    pub(super) fn since(&self, mark: Option<&Mark>, now: Millis) -> Since {
        let threshold = match mark {
            Some(Mark::Number(number)) => Some(number.saturating_sub(self.overlap)),
            Some(Mark::Id(_)) => None,
            None => self.first_ms.map(|first| now - first),
        };
        let shown = match (mark, threshold, self.kind) {
            (Some(Mark::Id(id)), ..) => Value::from(id.as_str()),
            (_, Some(time), MarkType::Time) => shown_time(time, self.format),
            (_, Some(number), _) => Value::from(number),
            (_, None, _) => Value::from(""),
        };
        Since { threshold, shown }
    }

    /// The marks of a page's records, in their order; records without one are left out.
    pub(super) fn marks(&self, records: &[Val], scope: &Scope, now: Millis) -> Vec<Mark> {
        records
            .iter()
            .filter_map(|record| {
                let field = Field { record, scope };
                let value = Some(&self.value);
                match self.kind {
                    MarkType::Time => {
                        let time = field.time("value", value).ok().flatten()?;
                        (time <= now + FUTURE_MS).then_some(Mark::Number(time))
                    }
                    MarkType::Number => {
                        let text = field.text("value", value).ok().flatten()?;
                        text.parse().ok().map(Mark::Number)
                    }
                    MarkType::Id => field.text("value", value).ok().flatten().map(Mark::Id),
                }
            })
            .collect()
    }

    /// The newest mark of this page and of those seen before.
    pub(super) fn newest(
        &self,
        marks: &[Mark],
        seen: Option<Mark>,
        is_first: bool,
    ) -> Option<Mark> {
        if self.kind == MarkType::Id {
            return match self.order {
                Order::NewestFirst if is_first => marks.first().cloned(),
                Order::OldestFirst => marks.last().cloned().or(seen),
                Order::NewestFirst | Order::Any => seen,
            };
        }
        let number = |mark: &Mark| match mark {
            Mark::Number(number) => Some(*number),
            Mark::Id(_) => None,
        };
        let newest = marks.iter().chain(seen.as_ref()).filter_map(number).max();
        newest.map(Mark::Number)
    }

    /// Whether a page reaches back to what is already known.
    pub(super) fn reached(&self, marks: &[Mark], since: &Since, mark: Option<&Mark>) -> bool {
        if self.order != Order::NewestFirst {
            return false;
        }
        if self.kind == MarkType::Id {
            return mark.is_some_and(|mark| marks.contains(mark));
        }
        match (marks.last(), since.threshold) {
            (Some(Mark::Number(oldest)), Some(threshold)) => *oldest < threshold,
            _ => false,
        }
    }
}

impl Window {
    /// The next window; the first window of a round overlaps the previous one.
    pub(super) fn next(
        &self,
        done: Option<Millis>,
        now: Millis,
        is_first: bool,
    ) -> (Millis, Millis) {
        let overlap = if is_first { self.overlap_ms } else { 0 };
        let from = done.map_or(now - self.first_ms, |done| done - overlap);
        (from, (from + self.step_ms).clamp(from, now.max(from)))
    }

    pub(super) fn shown(&self, (from, to): (Millis, Millis)) -> Value {
        Value::from_pairs([
            ("from", shown_time(from, self.format)),
            ("to", shown_time(to, self.format)),
        ])
    }
}

pub(super) fn shown_time(time: Millis, format: TimeFormat) -> Value {
    match format {
        TimeFormat::Rfc3339 => Value::from(to_rfc3339(time)),
        TimeFormat::Unix => Value::from(time.div_euclid(1000)),
        TimeFormat::UnixMs => Value::from(time),
        TimeFormat::Date => Value::from(to_rfc3339(time).chars().take(10).collect::<String>()),
    }
}
