//! What the figures on a chart rest on: which sources fed it, and where something is missing.

use std::collections::HashMap;

use plaza_core::{Day, Millis, SourceId};
use plaza_store::listen::{CoverageDay, Gap};
use serde::Serialize;

use super::Health;
use super::Listen;
use crate::EngineError;

/// The sources behind some figures, and what is known to be missing in them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// The sources, by name.
    pub sources: Vec<SourceCoverage>,
    /// Spans of which something may be missing, oldest first.
    pub gaps: Vec<Gap>,
}

/// How one source does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceCoverage {
    /// Its id.
    pub id: SourceId,
    /// Its name.
    pub name: String,
    /// Whether it does its work.
    pub health: Health,
    /// Items in quarantine.
    pub quarantined: i64,
    /// When the newest mention that it brought was said.
    pub newest_at: Option<Millis>,
}

/// What a source brought on a day, and what is missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DayReport {
    /// What it brought.
    pub day: CoverageDay,
    /// Gaps that touch the day.
    pub gaps: Vec<Gap>,
}

impl Coverage {
    /// The gaps that touch the time from `from` up to `until`.
    pub fn gaps_in(&self, from: Millis, until: Millis) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(move |gap| touches(gap, from, until))
    }

    /// The name of a source in it.
    #[must_use]
    pub fn name_of(&self, source_id: SourceId) -> Option<&str> {
        self.sources.iter().find(|source| source.id == source_id).map(|source| source.name.as_str())
    }
}

impl Listen<'_> {
    /// How the sources do that feed figures from `from` up to `until`; all of them, or `only`
    /// those.
    pub async fn coverage(
        &self,
        only: Option<&[SourceId]>,
        from: Millis,
        until: Millis,
    ) -> Result<Coverage, EngineError> {
        let now = self.shared().now();
        let quarantined: HashMap<SourceId, i64> =
            self.shared().store.listen().quarantine_counts().await?.into_iter().collect();
        let wanted = |id: SourceId| only.is_none_or(|only| only.contains(&id));
        let sources: Vec<SourceCoverage> = self
            .shared()
            .store
            .listen()
            .named_sources()
            .await?
            .into_iter()
            .filter(|source| wanted(source.id))
            .map(|source| SourceCoverage {
                id: source.id,
                health: Health::of(&source, now),
                quarantined: quarantined.get(&source.id).copied().unwrap_or(0),
                newest_at: source.newest_at,
                name: source.name,
            })
            .collect();
        let mut gaps = self.shared().store.listen().gaps(from, until.min(now)).await?;
        gaps.retain(|gap| sources.iter().any(|source| source.id == gap.source_id));
        Ok(Coverage { sources, gaps })
    }

    /// The last `days` days of a source where the house is, oldest first, quiet ones included.
    ///
    /// # Errors
    /// No such source, or the store fails.
    pub async fn source_days(
        &self,
        id: SourceId,
        days: i64,
    ) -> Result<Vec<DayReport>, EngineError> {
        self.any_source(id).await?;
        let zone = self.engine.house_zone();
        let days = i32::try_from(days.max(1)).unwrap_or(i32::MAX);
        let first = zone.day_of(self.shared().now()).plus(1 - days);
        let known = self.shared().store.listen().coverage(id, days.into()).await?;
        let now = self.shared().now();
        let gaps = self.shared().store.listen().gaps(zone.start_of(first), now).await?;
        let report = |day: Day| {
            let (start, end) = (zone.start_of(day), zone.start_of(day.plus(1)));
            let day = day.to_string();
            let of_day = known.iter().find(|known| known.day == day).cloned();
            DayReport {
                day: of_day.unwrap_or(CoverageDay {
                    source_id: id,
                    day,
                    collected: 0,
                    edited: 0,
                    deleted: 0,
                    quarantined: 0,
                }),
                gaps: gaps
                    .iter()
                    .filter(|gap| gap.source_id == id && touches(gap, start, end))
                    .cloned()
                    .collect(),
            }
        };
        Ok((0..days).map(|ahead| report(first.plus(ahead))).collect())
    }
}

fn touches(gap: &Gap, from: Millis, until: Millis) -> bool {
    gap.from_at < until && gap.until_at.is_none_or(|end| end > from)
}
