//! The buckets of a timeline, numbered so that each follows the one before.

use std::ops::Range;

use plaza_core::{Day, DayReader, Millis, Zone};
use rustc_hash::FxHashMap;

use crate::facets::by_value;
use crate::query::HOUR;
use crate::{Bucket, Facet, SearchError, TimelineBucket};

/// Most buckets that a timeline lists.
const MAX_BUCKETS: u64 = 20_000;
/// The Monday of the week of 1970-01-01 was three days before.
const DAYS_TO_MONDAY: i32 = 3;
const FIRST_YEAR: i32 = 1970;

/// Where buckets of one width begin in a zone.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    bucket: Bucket,
    zone: Zone,
    days: DayReader,
    /// How far behind UTC's the full hour of the zone's clocks is.
    past_hour: Millis,
}

impl Calendar {
    pub(crate) fn new(bucket: Bucket, zone: Zone, now: Millis) -> Self {
        let past_hour = -zone.offset(now).rem_euclid(HOUR);
        Self { bucket, zone, days: zone.days(), past_hour }
    }

    /// Number of the hour or the day in which a time lies; larger buckets are put together from
    /// days in the end.
    pub(crate) fn step_of(&mut self, at: Millis) -> i64 {
        match self.bucket {
            Bucket::Hour => (at - self.past_hour).div_euclid(HOUR),
            _ => i64::from(self.days.day_of(at).number()),
        }
    }

    /// Number of the bucket that an hour or a day belongs to.
    pub(crate) fn bucket_of(&self, step: i64) -> i64 {
        let day = Day::new(i32::try_from(step).unwrap_or(i32::MAX));
        match self.bucket {
            Bucket::Hour | Bucket::Day => step,
            Bucket::Week => i64::from(day.plus(DAYS_TO_MONDAY).number().div_euclid(7)),
            Bucket::Month => i64::from(day.month_number()),
            Bucket::Year => i64::from(day.date().0 - FIRST_YEAR),
        }
    }

    /// Number of the bucket in which a time lies.
    pub(crate) fn number(&mut self, at: Millis) -> i64 {
        let step = self.step_of(at);
        self.bucket_of(step)
    }

    /// First millisecond of a bucket.
    pub(crate) fn start(&self, number: i64) -> Millis {
        let small = i32::try_from(number).unwrap_or(i32::MAX);
        let first = match self.bucket {
            Bucket::Hour => return number * HOUR + self.past_hour,
            Bucket::Day => Some(Day::new(small)),
            Bucket::Week => Some(Day::new(small.saturating_mul(7)).plus(-DAYS_TO_MONDAY)),
            Bucket::Month => {
                let month = u8::try_from(small.rem_euclid(12) + 1).unwrap_or(1);
                Day::from_date(FIRST_YEAR + small.div_euclid(12), month, 1)
            }
            Bucket::Year => Day::from_date(small.saturating_add(FIRST_YEAR), 1, 1),
        };
        first.map_or(Millis::MAX, |day| self.zone.start_of(day))
    }

    /// The buckets from the first to the last with a count, or all that `between` touches; empty
    /// ones are listed too.
    ///
    /// # Errors
    /// [`SearchError::TooManyBuckets`].
    pub(crate) fn buckets(
        mut self,
        by: Option<Facet>,
        counts: &FxHashMap<i64, Vec<(u64, u64)>>,
        between: Option<Range<Millis>>,
        now: Millis,
    ) -> Result<Vec<TimelineBucket>, SearchError> {
        let asked = between.clone().unwrap_or(Millis::MIN..Millis::MAX);
        let (first, last) = match between {
            Some(between) if between.is_empty() => return Ok(Vec::new()),
            Some(Range { start, end }) => (self.number(start), self.number(end - 1)),
            None => match (counts.keys().min(), counts.keys().max()) {
                (Some(first), Some(last)) => (*first, *last),
                _ => return Ok(Vec::new()),
            },
        };
        let length = first.abs_diff(last).saturating_add(1);
        if length > MAX_BUCKETS {
            return Err(SearchError::TooManyBuckets(length));
        }
        let one = |number: i64| {
            let codes = counts.get(&number).map_or(&[][..], Vec::as_slice);
            let (start, until) = (self.start(number), self.start(number + 1));
            TimelineBucket {
                start: start.max(asked.start),
                until: until.min(asked.end),
                complete: asked.start <= start && until <= asked.end && until <= now,
                total: codes.iter().map(|(_, count)| count).sum(),
                parts: by.map_or_else(Vec::new, |by| by_value(by, codes.iter().copied())),
            }
        };
        // A day that a place left out is no bucket.
        Ok((first..=last).map(one).filter(|bucket| bucket.start < bucket.until).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plaza_core::{parse_timestamp, to_rfc3339};

    #[test]
    fn buckets_begin_where_people_expect() {
        // A Saturday.
        let time = parse_timestamp("2026-01-31T10:30:00Z").unwrap();
        for (zone, bucket, start) in [
            ("UTC", Bucket::Hour, "2026-01-31T10:00:00Z"),
            ("UTC", Bucket::Day, "2026-01-31T00:00:00Z"),
            ("UTC", Bucket::Week, "2026-01-26T00:00:00Z"),
            ("UTC", Bucket::Month, "2026-01-01T00:00:00Z"),
            ("UTC", Bucket::Year, "2026-01-01T00:00:00Z"),
            ("Asia/Kathmandu", Bucket::Hour, "2026-01-31T10:15:00Z"),
            ("Asia/Kathmandu", Bucket::Day, "2026-01-30T18:15:00Z"),
            ("America/Mexico_City", Bucket::Week, "2026-01-26T06:00:00Z"),
            ("Europe/Madrid", Bucket::Month, "2025-12-31T23:00:00Z"),
            ("Pacific/Kiritimati", Bucket::Day, "2026-01-31T10:00:00Z"),
        ] {
            let mut calendar = Calendar::new(bucket, zone.parse().unwrap(), time);
            let number = calendar.number(time);
            let begin = calendar.start(number);
            assert_eq!(to_rfc3339(begin), start, "{zone} {bucket:?}");
            assert_eq!(calendar.number(begin), number);
            assert_eq!(calendar.number(begin - 1), number - 1);
        }
    }

    #[test]
    fn a_month_with_changing_clocks_is_as_long_as_it_is() {
        let madrid = "Europe/Madrid".parse().unwrap();
        let march = parse_timestamp("2026-03-15T00:00:00Z").unwrap();
        let mut months = Calendar::new(Bucket::Month, madrid, march);
        let number = months.number(march);
        assert_eq!(to_rfc3339(months.start(number + 1)), "2026-03-31T22:00:00Z");
        assert_eq!((months.start(number + 1) - months.start(number)) / HOUR, 31 * 24 - 1);
    }
}
