//! What runs beside the callers: supervised loops. A step that fails or panics is told, and the
//! loop goes on. Each says how it does, so that one that has ended or keeps failing is seen.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use plaza_core::{Message, say};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::EngineError;
use crate::stop::GRACE;

/// Pause after a step that panicked: what made it panic is likely still there.
const AFTER_PANIC: Duration = Duration::from_secs(1);
/// Longest pause after steps that fail again and again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

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

/// How a loop does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopState {
    /// Whether it runs; one that has ended before Plaza does is a fault.
    pub up: bool,
    /// Its last failure, if its last step failed.
    pub trouble: Option<Trouble>,
    /// Time since a step of it went well; `None` before the first.
    pub since_success: Option<Duration>,
}

/// What is known of all that runs under one name.
#[derive(Default)]
struct Watched {
    is_loop: bool,
    running: usize,
    trouble: Option<Trouble>,
    succeeded: Option<Instant>,
}

/// Everything that runs beside the callers, and how it does.
#[derive(Clone, Default)]
pub(crate) struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
    watched: Arc<Mutex<BTreeMap<&'static str, Watched>>>,
    /// What was dropped while it ran, because Plaza ended.
    cut_off: Arc<Mutex<BTreeSet<&'static str>>>,
}

/// Something that runs, until this is dropped: by a panic too.
pub(crate) struct Running {
    tasks: Tasks,
    name: &'static str,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(watched) = self.tasks.watched().get_mut(self.name) {
            watched.running -= 1;
        }
    }
}

impl Running {
    /// Its last step went well.
    pub(crate) fn went_well(&self) {
        self.tasks.went_well(self.name);
    }

    /// Its last step failed.
    pub(crate) fn failed(&self, why: String) {
        self.tasks.note(self.name, why);
    }
}

impl Tasks {
    /// Runs `step` again and again until Plaza shuts down: at once after [`Step::Again`], otherwise
    /// when `wake` is notified or after `pause`; after failures later and later.
    pub(crate) fn every<F>(
        &self,
        name: &'static str,
        pause: Duration,
        wake: Arc<Notify>,
        mut step: impl FnMut() -> F + Send + 'static,
    ) where
        F: Future<Output = Result<Step, EngineError>> + Send + 'static,
    {
        let (tasks, running) = (self.clone(), self.begin(name, true));
        self.tracker.spawn(async move {
            while !tasks.stop.is_cancelled() {
                // The step is made inside, so that a panic before its first pause is caught too.
                let Some(done) = tasks.unless_cut_off(name, async { step().await }).await else {
                    break;
                };
                let rest = match tasks.noted(name, done) {
                    Noted::Well(Step::Again) => continue,
                    Noted::Well(Step::Rest) => pause,
                    Noted::Failed(failures) => backed_off(pause, failures),
                    Noted::Panicked(failures) => backed_off(pause.max(AFTER_PANIC), failures),
                };
                tokio::select! {
                    () = wake.notified() => {}
                    () = tasks.stop.cancelled() => {}
                    () = tokio::time::sleep(rest) => {}
                }
            }
            drop(running);
        });
    }

    /// Runs `work` once; an error or a panic is told under `name`.
    pub(crate) fn once(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<(), EngineError>> + Send + 'static,
    ) {
        let (tasks, running) = (self.clone(), self.begin(name, false));
        self.tracker.spawn(async move {
            if let Some(done) = tasks.unless_cut_off(name, work).await {
                tasks.noted(name, done.map(|done| done.map(|()| Step::Rest)));
            }
            drop(running);
        });
    }

    /// Notes that something runs; a loop is expected to run until Plaza shuts down.
    pub(crate) fn begin(&self, name: &'static str, is_loop: bool) -> Running {
        let mut all = self.watched();
        let watched = all.entry(name).or_default();
        watched.is_loop |= is_loop;
        watched.running += 1;
        drop(all);
        Running { tasks: self.clone(), name }
    }

    /// Cancelled when Plaza shuts down.
    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Waits until everything has ended that [`Self::stop`] asked to, or for `limit`. Names what
    /// was cut off.
    pub(crate) async fn ended(&self, limit: Duration) -> BTreeSet<&'static str> {
        self.tracker.close();
        let in_time = tokio::time::timeout(limit, self.tracker.wait()).await.is_ok();
        let mut cut_off = self.cut_off.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !in_time {
            let all = self.watched();
            cut_off.extend(all.iter().filter(|(_, one)| one.running > 0).map(|(name, _)| *name));
        }
        cut_off
    }

    /// What failed the last time, by name.
    pub(crate) fn troubles(&self) -> BTreeMap<&'static str, Trouble> {
        let all = self.watched();
        all.iter().filter_map(|(name, one)| Some((*name, one.trouble.clone()?))).collect()
    }

    /// How each loop does, by name.
    pub(crate) fn loops(&self) -> BTreeMap<&'static str, LoopState> {
        let all = self.watched();
        all.iter()
            .filter(|(_, one)| one.is_loop)
            .map(|(name, one)| {
                let state = LoopState {
                    up: one.running > 0,
                    trouble: one.trouble.clone(),
                    since_success: one.succeeded.map(|at| at.elapsed()),
                };
                (*name, state)
            })
            .collect()
    }

    fn watched(&self) -> MutexGuard<'_, BTreeMap<&'static str, Watched>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work`, with panics caught; `None` when Plaza ended before it did.
    async fn unless_cut_off<T>(
        &self,
        name: &'static str,
        work: impl Future<Output = T>,
    ) -> Option<Result<T, Box<dyn Any + Send>>> {
        let out_of_time = async {
            self.stop.cancelled().await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            done = AssertUnwindSafe(work).catch_unwind() => Some(done),
            () = out_of_time => {
                self.cut_off.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
                None
            }
        }
    }

    /// Writes down how a step went.
    fn noted(
        &self,
        name: &'static str,
        done: Result<Result<Step, EngineError>, Box<dyn Any + Send>>,
    ) -> Noted {
        match done {
            Ok(Ok(step)) => {
                self.went_well(name);
                Noted::Well(step)
            }
            // Somebody asked for it: no failure.
            Ok(Err(EngineError::Stopped(_))) => Noted::Well(Step::Rest),
            Ok(Err(error)) => {
                tracing::error!(%name, ?error, "a step failed; it is tried again");
                Noted::Failed(self.note(name, error.to_string()))
            }
            Err(panic) => {
                let why = panicked(&*panic);
                tracing::error!(%name, %why, "a step panicked; the loop goes on");
                Noted::Panicked(self.note(name, why.to_string()))
            }
        }
    }

    fn went_well(&self, name: &'static str) {
        if let Some(watched) = self.watched().get_mut(name) {
            watched.trouble = None;
            watched.succeeded = Some(Instant::now());
        }
    }

    /// Returns how often it has failed in a row.
    fn note(&self, name: &'static str, why: String) -> u64 {
        let mut all = self.watched();
        let trouble = &mut all.entry(name).or_default().trouble;
        let failures = trouble.as_ref().map_or(0, |trouble| trouble.failures) + 1;
        *trouble = Some(Trouble { failures, why });
        failures
    }
}

/// How a step went, and how many failed in a row.
enum Noted {
    Well(Step),
    Failed(u64),
    Panicked(u64),
}

/// The pause after so many failures in a row.
fn backed_off(pause: Duration, failures: u64) -> Duration {
    let doublings = u32::try_from(failures.saturating_sub(1)).unwrap_or(u32::MAX).min(10);
    pause.saturating_mul(1 << doublings).min(LONGEST_PAUSE.max(pause))
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
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Message {
    let words = panic.downcast_ref::<&str>().copied();
    let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let technical = words.unwrap_or("no words");
    say!("panicked", "it panicked: {technical}", technical)
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
                    2 => Err(EngineError::Unavailable("not now".into())),
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
        assert!(tasks.loops()["test"].since_success.is_some());
        turns.add_permits(1);
        ends(&tasks).await;
    }

    /// Asks everything to end, and waits for it; nothing may be cut off.
    async fn ends(tasks: &Tasks) {
        tasks.stop().cancel();
        assert_eq!(tasks.ended(Duration::from_secs(60)).await, BTreeSet::new());
    }

    #[tokio::test]
    async fn a_step_that_panics_while_it_is_made_ends_no_loop() {
        let tasks = Tasks::default();
        let mut steps = 0;
        tasks.every("test", Duration::from_millis(1), Arc::default(), move || {
            steps += 1;
            assert!(steps > 1, "not made");
            async { Ok(Step::Rest) }
        });
        while tasks.loops()["test"].since_success.is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(tasks.loops()["test"].up);
        ends(&tasks).await;
        assert!(!tasks.loops()["test"].up);
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_end_by_itself_is_cut_off_and_named() {
        let tasks = Tasks::default();
        let never = || std::future::pending::<Result<Step, EngineError>>();
        tasks.every("a loop", Duration::from_secs(1), Arc::default(), never);
        tasks.once("a turn", std::future::pending());
        tasks.once("a short turn", async { Ok(()) });
        let thread = tasks.begin("a thread", true);
        tokio::time::sleep(Duration::from_secs(1)).await;
        tasks.stop().cancel();
        let begun = tokio::time::Instant::now();
        let cut_off = tasks.ended(Duration::from_secs(60)).await;
        assert_eq!(cut_off, BTreeSet::from(["a loop", "a turn"]));
        assert_eq!(begun.elapsed().as_secs(), GRACE.as_secs());
        drop(thread);
    }

    #[test]
    fn pauses_grow_with_failures_up_to_a_bound() {
        let pauses = [1, 2, 3, 7, 1_000].map(|n| backed_off(Duration::from_secs(1), n).as_secs());
        assert_eq!(pauses, [1, 2, 4, 30, 30]);
        assert_eq!(backed_off(Duration::from_secs(60), 9).as_secs(), 60);
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
        ends(&tasks).await;
        assert_eq!(steps.load(Ordering::SeqCst), 3);
    }
}
