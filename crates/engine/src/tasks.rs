//! What runs beside the callers: supervised loops. A step that fails or panics is told, and the
//! loop goes on.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::EngineError;

/// Pause after a step that panicked: what made it panic is likely still there.
const AFTER_PANIC: Duration = Duration::from_secs(1);

/// What a step of a loop says about the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// There may be more to do at once.
    Again,
    /// Nothing to do until somebody wakes the loop or its pause is over.
    Rest,
}

/// A loop's last failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// How many steps in a row have failed.
    pub failures: u64,
    /// What was said the last time.
    pub why: String,
}

/// Everything that runs beside the callers, and how it does.
#[derive(Clone, Default)]
pub(crate) struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
    troubles: Arc<Mutex<BTreeMap<&'static str, Trouble>>>,
}

impl Tasks {
    /// Runs `step` again and again until Plaza shuts down: at once after [`Step::Again`], otherwise
    /// when `wake` is notified or after `pause`.
    pub(crate) fn every<F>(
        &self,
        name: &'static str,
        pause: Duration,
        wake: Arc<Notify>,
        mut step: impl FnMut() -> F + Send + 'static,
    ) where
        F: Future<Output = Result<Step, EngineError>> + Send + 'static,
    {
        let tasks = self.clone();
        self.tracker.spawn(async move {
            while !tasks.stop.is_cancelled() {
                let done = AssertUnwindSafe(step()).catch_unwind().await;
                let rest = match tasks.noted(name, done) {
                    Some(Step::Again) => continue,
                    Some(Step::Rest) => pause,
                    None => pause.max(AFTER_PANIC),
                };
                tokio::select! {
                    () = wake.notified() => {}
                    () = tasks.stop.cancelled() => {}
                    () = tokio::time::sleep(rest) => {}
                }
            }
        });
    }

    /// Runs `work` once; an error or a panic is told under `name`.
    pub(crate) fn once(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<(), EngineError>> + Send + 'static,
    ) {
        let tasks = self.clone();
        self.tracker.spawn(async move {
            let done = AssertUnwindSafe(work).catch_unwind().await;
            tasks.noted(name, done.map(|done| done.map(|()| Step::Rest)));
        });
    }

    /// Cancelled when Plaza shuts down.
    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Asks everything to end, and waits for it.
    pub(crate) async fn shut_down(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }

    /// The loops whose last step failed.
    pub(crate) fn troubles(&self) -> BTreeMap<&'static str, Trouble> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes down how a step went; `None` after a panic.
    fn noted(
        &self,
        name: &'static str,
        done: Result<Result<Step, EngineError>, Box<dyn Any + Send>>,
    ) -> Option<Step> {
        match done {
            Ok(Ok(step)) => {
                self.troubles.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
                Some(step)
            }
            Ok(Err(error)) => {
                tracing::error!(%name, ?error, "a step failed; it is tried again");
                self.note(name, error.to_string());
                Some(Step::Rest)
            }
            Err(panic) => {
                let why = panicked(&*panic);
                tracing::error!(%name, %why, "a step panicked; the loop goes on");
                self.note(name, why);
                None
            }
        }
    }

    fn note(&self, name: &'static str, why: String) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = troubles.get(name).map_or(0, |trouble| trouble.failures);
        troubles.insert(name, Trouble { failures: failures + 1, why });
    }
}

/// Runs `work`; a panic in it becomes an error.
pub(crate) async fn caught<T>(
    work: impl Future<Output = Result<T, EngineError>>,
) -> Result<T, EngineError> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| Err(EngineError::Unavailable(panicked(&*panic))))
}

/// That something panicked, and what the panic said.
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().copied();
    let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("it panicked: {}", words.unwrap_or("no words"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn a_loop_goes_on_after_errors_and_panics_and_tells_of_them() {
        let tasks = Tasks::default();
        let turns = Arc::new(Semaphore::new(0));
        let mut steps = 0;
        let gate = Arc::clone(&turns);
        tasks.every("test", Duration::from_millis(1), Arc::default(), move || {
            steps += 1;
            let (step, gate) = (steps, Arc::clone(&gate));
            async move {
                gate.acquire().await.unwrap().forget();
                match step {
                    1 => Ok(Step::Again),
                    2 => Err(EngineError::Unavailable("not now".to_owned())),
                    3 => panic!("broken"),
                    _ => Ok(Step::Rest),
                }
            }
        });
        let trouble = |failures, why: &str| Some(Trouble { failures, why: why.to_owned() });
        let after = [
            (2, trouble(1, "not now")),
            (1, trouble(2, "it panicked: broken")),
            // A step went well.
            (1, None),
        ];
        for (steps, expected) in after {
            turns.add_permits(steps);
            while tasks.troubles().get("test").cloned() != expected {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        turns.add_permits(1);
        tasks.shut_down().await;
    }

    #[tokio::test]
    async fn a_loop_wakes_at_once_and_ends_with_plaza() {
        let tasks = Tasks::default();
        let (wake, steps) = (Arc::new(Notify::new()), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&steps);
        let never = Duration::from_secs(1_000_000);
        tasks.every("test", never, Arc::clone(&wake), move || {
            counted.fetch_add(1, Ordering::SeqCst);
            async { Ok(Step::Rest) }
        });
        for expected in [1, 2] {
            while steps.load(Ordering::SeqCst) < expected {
                tokio::task::yield_now().await;
            }
            wake.notify_one();
        }
        while steps.load(Ordering::SeqCst) < 3 {
            tokio::task::yield_now().await;
        }
        tasks.shut_down().await;
        assert_eq!(steps.load(Ordering::SeqCst), 3);
    }
}
