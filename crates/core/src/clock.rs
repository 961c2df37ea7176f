//! Time is handed in, so that tests decide what time it is.

use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds since 1970-01-01T00:00:00 UTC.
pub type Millis = i64;

/// Milliseconds of a day.
pub const DAY_MS: Millis = 86_400_000;

/// Tells the wall-clock time.
pub trait Clock: Send + Sync + 'static {
    /// The current time in milliseconds UTC.
    fn now(&self) -> Millis;
}

/// A clock that stands still until it is moved; for tests.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Starts the clock at `now`.
    #[must_use]
    pub const fn at(now: Millis) -> Self {
        Self(AtomicI64::new(now))
    }

    /// Moves the clock forward, or back with a negative number.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::SeqCst)
    }
}
