//! Stopping: how long it may take, and how long work hears of it.
//!
//! Everything that Plaza does may be cut off at any moment and goes on at the next start. So work
//! that is asked to stop ends at its next step, what has no steps is dropped after [`GRACE`], and
//! after [`STOP_LIMIT`] the process leaves whatever still runs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio_util::sync::CancellationToken;

/// Longest time from the wish to stop to the end of the process. Everything that waits for an end
/// waits within it.
pub const STOP_LIMIT: Duration = Duration::from_secs(9);
/// How much of it work and requests under way get to end by themselves.
pub const GRACE: Duration = Duration::from_secs(5);

/// Work was asked to stop, and did before it was done; what it had done is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Plaza is stopping; what was done until now is kept")]
pub struct Stopped;

/// Tells long work whether it shall stop. It is asked before each step that takes longer than some
/// milliseconds.
#[derive(Clone)]
pub struct StopSign(Arc<dyn Fn() -> bool + Send + Sync>);

impl StopSign {
    /// A sign that is up while `asked` says so.
    pub fn new(asked: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(asked))
    }

    /// A sign that never goes up.
    #[must_use]
    pub fn never() -> Self {
        Self::new(|| false)
    }

    /// An error once the sign is up.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn check(&self) -> Result<(), Stopped> {
        if (self.0)() { Err(Stopped) } else { Ok(()) }
    }
}

impl From<&CancellationToken> for StopSign {
    fn from(token: &CancellationToken) -> Self {
        let token = token.clone();
        Self::new(move || token.is_cancelled())
    }
}

impl fmt::Debug for StopSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StopSign").finish_non_exhaustive()
    }
}

/// What tests of long work need.
#[cfg(test)]
pub(crate) mod counting {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Runs `work` with signs that go up at its first question and at each `step`th one after it,
    /// until it comes to its end. Asserts that it stops each time, asks at most `late` times more,
    /// and gives the same as when nobody stops it; returns how often it asks.
    pub(crate) fn stops_when_asked<T: PartialEq + fmt::Debug>(
        step: usize,
        late: usize,
        work: impl Fn(&StopSign) -> Result<T, Stopped>,
    ) -> usize {
        let whole = work(&StopSign::never()).unwrap();
        for up_from in (0..).step_by(step) {
            let asked = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&asked);
            let sign = StopSign::new(move || count.fetch_add(1, Ordering::SeqCst) >= up_from);
            let done = work(&sign);
            let asked = asked.load(Ordering::SeqCst);
            if asked <= up_from {
                assert_eq!(done, Ok(whole));
                return asked;
            }
            assert_eq!(done, Err(Stopped), "the sign went up at question {up_from}");
            assert!(asked <= up_from + 1 + late, "went on after question {up_from}: {asked}");
        }
        unreachable!("work has an end")
    }
}
