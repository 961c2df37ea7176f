//! Counting over time: which days, how wide the buckets are, and what is in them.

use plaza_core::{DayRange, Millis, Zone};
use plaza_search::{Bucket, Facet, Query, Scope, SearchError, SearchIndex, TimelineBucket};
use serde::Serialize;

use super::Find;
use super::search::{Reader, parse};
use crate::EngineError;

/// Up to so many days each has a bucket of its own.
const DAYS: i32 = 92;
/// Up to so many days there is one for each week.
const WEEKS: i32 = 2 * 366;
/// Up to so many days there is one for each month.
const MONTHS: i32 = 15 * 366;

/// Counts over the days of a zone, as charts show them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// Where the days begin.
    pub zone: Zone,
    /// The days shown: those that were asked for, or else the newest that hold data.
    #[serde(skip)]
    pub days: DayRange,
    /// Whether they were asked for.
    pub asked: bool,
    /// How wide the buckets are.
    pub bucket: Bucket,
    /// All buckets of these days, oldest first, quiet ones included.
    pub buckets: Vec<TimelineBucket>,
}

/// How wide the buckets of a chart of so many days are: days as long as a day can be told from the
/// next one.
#[must_use]
pub fn bucket_for(days: i32) -> Bucket {
    let widths = [(DAYS, Bucket::Day), (WEEKS, Bucket::Week), (MONTHS, Bucket::Month)];
    let fits = widths.into_iter().find(|(most, _)| days <= *most);
    fits.map_or(Bucket::Year, |(_, bucket)| bucket)
}

impl Find<'_> {
    /// The days that pages show where nobody asked for any: the newest 30 that hold data.
    ///
    /// # Errors
    /// The index fails.
    pub async fn shown_range(&self) -> Result<DayRange, EngineError> {
        let everything = Query::default();
        let work = move |index: &SearchIndex, scope: &Scope<'_>| shown(index, &everything, scope);
        self.on_index(work).await
    }

    /// Counts what `q` finds for a reader over time, split by a facet's values (ids for sources and
    /// themes). The days are those that `q` asks for, in buckets of a width that shows them well;
    /// without any, the newest 30 that hold some of it. In buckets of a given width, those from the
    /// first to the last that it finds take their place.
    ///
    /// # Errors
    /// [`EngineError::Query`].
    pub async fn timeline(
        &self,
        reader: Reader,
        q: &str,
        bucket: Option<Bucket>,
        by: Option<Facet>,
    ) -> Result<Timeline, EngineError> {
        let query = parse(q)?;
        let asked = query.asked();
        let work =
            move |index: &SearchIndex, scope: &Scope<'_>| count(index, &query, scope, bucket, by);
        self.on_index_with(&asked, reader, work).await
    }
}

/// The newest days that hold something of what `query` finds.
pub(crate) fn shown(
    index: &SearchIndex,
    query: &Query,
    scope: &Scope<'_>,
) -> Result<DayRange, SearchError> {
    let newest = index.extent(query, scope)?.map(|(_, newest)| newest);
    Ok(DayRange::newest(newest, scope.now, scope.zone))
}

/// What `query` finds on these days.
pub(crate) fn over(
    index: &SearchIndex,
    query: &Query,
    scope: &Scope<'_>,
    days: DayRange,
    by: Option<Facet>,
) -> Result<Timeline, SearchError> {
    let (zone, bucket) = (scope.zone, bucket_for(days.days()));
    let buckets = index.timeline(query, scope, bucket, by, Some(days.time(zone)))?;
    Ok(Timeline { zone, days, asked: false, bucket, buckets })
}

fn count(
    index: &SearchIndex,
    query: &Query,
    scope: &Scope<'_>,
    bucket: Option<Bucket>,
    by: Option<Facet>,
) -> Result<Timeline, SearchError> {
    let extent = index.extent(query, scope)?;
    let (from, until) = query.asked_time(scope.now, scope.zone);
    let asked = from.is_some() || until.is_some();
    if bucket.is_none() && !asked {
        let newest = extent.map(|(_, newest)| newest);
        return over(index, query, scope, DayRange::newest(newest, scope.now, scope.zone), by);
    }
    let days = asked_days(scope, extent, from, until, asked);
    let bucket = bucket.unwrap_or_else(|| bucket_for(days.days()));
    // A look back by hours begins within a day.
    let mut time = days.time(scope.zone);
    time.start = from.filter(|from| time.contains(from)).unwrap_or(time.start);
    let time = if asked || extent.is_some() { Some(time) } else { None };
    let buckets = index.timeline(query, scope, bucket, by, time)?;
    Ok(Timeline { zone: scope.zone, days, asked, bucket, buckets })
}

/// The days from what is asked for, or the first mention found, to what is asked for, today or the
/// last mention found.
fn asked_days(
    scope: &Scope<'_>,
    extent: Option<(Millis, Millis)>,
    from: Option<Millis>,
    until: Option<Millis>,
    asked: bool,
) -> DayRange {
    let day = |at: Millis| scope.zone.day_of(at);
    let (oldest, newest) = extent.unwrap_or((scope.now, scope.now));
    let first = day(from.unwrap_or(oldest));
    let end = if asked { newest.max(scope.now) } else { newest };
    // What lies ahead is not shown before something is said there.
    let last = day(until.map_or(end, |until| (until - 1).min(end)));
    DayRange { first, last: last.max(first) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_bucket_as_long_as_it_can_be_seen() {
        let widths = [1, 30, 92, 93, 732, 733, 5490, 5491].map(bucket_for);
        use Bucket::{Day, Month, Week, Year};
        assert_eq!(widths, [Day, Day, Day, Week, Week, Month, Month, Year]);
    }
}
