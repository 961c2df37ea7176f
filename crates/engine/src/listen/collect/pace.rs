//! When a source is collected next: pure rules.

use plaza_core::{ConnectorError, DAY_MS, FailureKind, Millis, Pace};
use plaza_store::listen::Source;

use crate::EngineError;

/// Greatest pause after the first failure; doubles with each one.
const FIRST_BACKOFF_MS: Millis = 60_000;
/// Greatest pause after failures.
const LONGEST_BACKOFF_MS: Millis = 6 * 3_600_000;
/// Least pause after a failure.
const SHORTEST_BACKOFF_MS: Millis = 5_000;
/// A place that refuses the credentials is asked once a day, until a person enters others.
const BLOCKED_MS: Millis = DAY_MS;
/// Most that is added to a platform's own "wait".
const LONGEST_SPREAD_MS: Millis = 60_000;

/// Which kind of failure `error` is.
pub(crate) fn failure_kind(error: &EngineError) -> FailureKind {
    match error {
        EngineError::Connector(error) => error.into(),
        EngineError::Invalid { .. } => FailureKind::Settings,
        EngineError::Key(_) => FailureKind::Secrets,
        _ => FailureKind::Internal,
    }
}

/// When a source that failed is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Retry {
    pub(crate) at: Millis,
    /// Until when the platform asked to be left alone.
    pub(crate) not_before: Option<Millis>,
}

/// The next pause in seconds: half of the last one after news, a quarter more when it was quiet,
/// within the connector's bounds; a fixed one stays.
pub(crate) fn next_pace(source: &Source, bounds: Pace, has_news: bool) -> i64 {
    if !source.adaptive {
        return source.interval_s;
    }
    let last = if source.pace_s > 0 { source.pace_s } else { source.interval_s };
    let next = if has_news { last / 2 } else { last + (last / 4).max(1) };
    next.clamp(bounds.fastest_s, bounds.slowest_s.max(bounds.fastest_s))
}

/// The next regular time, up to a tenth later by chance; a source without a pause only runs when
/// asked.
pub(crate) fn regular(pace_s: i64, now: Millis, share: f64) -> Millis {
    if pace_s == 0 {
        return Millis::MAX;
    }
    let pause = pace_s * 1000;
    now + pause + part(pause / 10, share)
}

/// When to ask again after a failure. `share` is a random number from 0 to 1.
///
/// The platform's own time is kept to, and a little more is added. Refused credentials are tried
/// once a day, a place that is gone not at all: both wait for a person. Everything else is tried
/// after a random time up to a bound that doubles (full jitter).
pub(crate) fn after_failure(
    kind: FailureKind,
    error: &EngineError,
    failures: i64,
    now: Millis,
    share: f64,
) -> Retry {
    let at = match (kind, error) {
        (_, EngineError::Connector(ConnectorError::RateLimited { until, .. })) => {
            let until = (*until).max(now + 1000);
            let spread = ((until - now) / 10).min(LONGEST_SPREAD_MS);
            let at = until.saturating_add(part(spread, share));
            return Retry { at, not_before: Some(until) };
        }
        (FailureKind::Unauthorized, _) => now + BLOCKED_MS + part(FIRST_BACKOFF_MS, share),
        (FailureKind::Gone, _) => Millis::MAX,
        // Trying again soon does not help.
        (FailureKind::Malformed | FailureKind::Settings | FailureKind::Secrets, _) => {
            now + backoff(failures + 2, share)
        }
        _ => now + backoff(failures, share),
    };
    Retry { at, not_before: None }
}

/// A random pause after `failures` earlier ones.
pub(crate) fn backoff(failures: i64, share: f64) -> Millis {
    let doublings = u32::try_from(failures.clamp(0, 16)).unwrap_or(16);
    let bound = (FIRST_BACKOFF_MS << doublings).min(LONGEST_BACKOFF_MS);
    part(bound, share).max(SHORTEST_BACKOFF_MS)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "pauses of some days fit, and a millisecond more or less does not matter"
)]
fn part(whole: Millis, share: f64) -> Millis {
    (whole as f64 * share.clamp(0.0, 1.0)) as Millis
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(error: ConnectorError) -> EngineError {
        EngineError::Connector(error)
    }

    fn after(told: &EngineError, failures: i64, share: f64) -> Retry {
        after_failure(failure_kind(told), told, failures, 0, share)
    }

    #[test]
    fn failures_are_followed_by_random_pauses_under_a_doubling_bound() {
        let down = error(ConnectorError::Transient("down".into()));
        for (failures, bound) in [(0, 60_000), (2, 240_000), (60, LONGEST_BACKOFF_MS)] {
            assert_eq!(after(&down, failures, 1.0).at, bound);
            assert_eq!(after(&down, failures, 0.5).at, bound / 2);
            assert_eq!(after(&down, failures, 0.0).at, SHORTEST_BACKOFF_MS);
        }
        let nonsense = error(ConnectorError::Malformed("not JSON".into()));
        assert_eq!(after(&nonsense, 0, 1.0).at, 240_000);
    }

    #[test]
    fn a_platform_that_says_wait_is_never_asked_earlier() {
        let limited = |until| error(ConnectorError::RateLimited { until, reason: "wait".into() });
        let told = after(&limited(5_000_000), 9, 0.0);
        assert_eq!(told, Retry { at: 5_000_000, not_before: Some(5_000_000) });
        assert_eq!(after(&limited(5_000_000), 0, 1.0).at, 5_060_000);
        assert_eq!(after(&limited(100_000), 0, 1.0).at, 110_000);
        assert_eq!(after(&limited(-7), 0, 0.0).at, 1_000);
    }

    #[test]
    fn dead_credentials_and_places_wait_for_a_person() {
        let refused = error(ConnectorError::Unauthorized("401".into()));
        assert!(after(&refused, 0, 0.0).at >= BLOCKED_MS);
        assert!(after(&refused, 40, 1.0).at <= BLOCKED_MS + FIRST_BACKOFF_MS);
        assert_eq!(after(&error(ConnectorError::Gone("410".into())), 0, 0.3).at, Millis::MAX);
    }

    #[test]
    fn news_bring_a_source_closer_and_silence_moves_it_away() {
        let mut source =
            Source { adaptive: true, interval_s: 600, pace_s: 600, ..Source::default() };
        let bounds = Pace::around(600);
        assert_eq!(bounds, Pace { fastest_s: 150, slowest_s: 14_400 });
        let mut paces = Vec::new();
        for has_news in [true, true, true, false] {
            source.pace_s = next_pace(&source, bounds, has_news);
            paces.push(source.pace_s);
        }
        assert_eq!(paces, [300, 150, 150, 187]);
        for _ in 0..60 {
            source.pace_s = next_pace(&source, bounds, false);
        }
        assert_eq!(source.pace_s, 14_400);
        source.adaptive = false;
        assert_eq!(next_pace(&source, bounds, true), 600);
        assert_eq!(Pace::around(60), Pace { fastest_s: 60, slowest_s: 1_440 });
    }

    #[test]
    fn regular_turns_are_spread_by_a_tenth() {
        assert_eq!(regular(600, 1_000, 0.0), 601_000);
        assert_eq!(regular(600, 1_000, 1.0), 661_000);
        assert_eq!(regular(0, 1_000, 0.5), Millis::MAX);
    }
}
