//! How long the index has been behind the store.

use std::time::{Duration, Instant};

/// Time without progress after which an index that is behind counts as stalled. A commit comes
/// every ten seconds at the latest.
pub(super) const STALLED_AFTER: Duration = Duration::from_secs(60);

/// What was seen of store and index, one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lag {
    /// When the index was first seen behind since it had caught up.
    behind_since: Option<Instant>,
    /// The last revision that the index was seen at, and when it got there.
    moved: Option<(i64, Instant)>,
}

impl Lag {
    /// Takes in that the store is at the revision `stored` and the index at `indexed`.
    pub(super) fn observe(&mut self, stored: i64, indexed: i64, now: Instant) {
        if indexed >= stored {
            *self = Self { behind_since: None, moved: Some((indexed, now)) };
            return;
        }
        if self.behind_since.is_none() {
            // Whatever it did before: since now it has something to do.
            *self = Self { behind_since: Some(now), moved: Some((indexed, now)) };
        }
        if self.moved.is_none_or(|(before, _)| before != indexed) {
            self.moved = Some((indexed, now));
        }
    }

    /// How long it has been behind; `None` when it has caught up.
    pub(super) fn behind_for(&self, now: Instant) -> Option<Duration> {
        self.behind_since.map(|since| now.saturating_duration_since(since))
    }

    /// How long it has been behind without any progress.
    fn rests(&self, now: Instant) -> Duration {
        match (self.behind_since, self.moved) {
            (Some(_), Some((_, at))) => now.saturating_duration_since(at),
            _ => Duration::ZERO,
        }
    }

    /// The same as of now.
    pub(super) fn rests_for(&self) -> Duration {
        self.rests(Instant::now())
    }

    /// Whether it is behind and has made no progress for [`STALLED_AFTER`].
    pub(super) fn is_stalled(&self, now: Instant) -> bool {
        self.rests(now) >= STALLED_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_stalled_when_it_is_behind_without_progress() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut lag = Lag::default();
        assert_eq!(lag.behind_for(start), None);
        // Nothing to do for long is no stall.
        lag.observe(5, 5, at(0));
        lag.observe(5, 5, at(1_000));
        assert!(!lag.is_stalled(at(2_000)));
        // Behind, and it gets on.
        for step in 0..10 {
            lag.observe(100, 6 + step, at(2_000 + 59 * step.unsigned_abs()));
            assert!(!lag.is_stalled(at(2_000 + 59 * step.unsigned_abs())), "{step}");
        }
        let last = 2_000 + 59 * 9;
        assert_eq!(lag.behind_for(at(last)), Some(Duration::from_secs(59 * 9)));
        lag.observe(120, 15, at(last + 59));
        assert!(!lag.is_stalled(at(last + 59)));
        lag.observe(140, 15, at(last + 60));
        assert!(lag.is_stalled(at(last + 60)));
        lag.observe(140, 16, at(last + 61));
        assert!(!lag.is_stalled(at(last + 61)));
        // Begun anew: that is progress too.
        lag.observe(140, 0, at(last + 200));
        assert!(!lag.is_stalled(at(last + 200)));
        lag.observe(140, 140, at(last + 201));
        assert_eq!(lag.behind_for(at(last + 300)), None);
    }
}
