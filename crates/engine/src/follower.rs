//! Following the store's revision: whatever is derived from mentions is brought up to date by a
//! follower of its own, on a thread of its own, from the mark that it keeps itself.

use std::error::Error as _;
use std::thread::JoinHandle;
use std::time::Duration;

use plaza_core::say;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::EngineError;
use crate::shared::Shared;
use crate::tasks::{Running, panicked};

/// How often other processes' changes are looked for.
const POLL: Duration = Duration::from_secs(1);
/// Longest pause after an error.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Something that is derived from what the store keeps.
pub(crate) trait Follower: Send + 'static {
    /// Names its thread and its log lines.
    const NAME: &'static str;

    /// Brings it up to date. Called whenever something may have changed; a kill at any moment
    /// loses nothing, because the mark is kept with what was derived.
    ///
    /// # Errors
    /// It is tried again, with longer and longer pauses.
    fn catch_up(&mut self, runtime: &Handle) -> Result<(), EngineError>;

    /// Hears why it failed, in words, after everything that `why` wraps was named.
    fn failed(&mut self, why: String);
}

/// Starts a follower's thread, which ends when Plaza shuts down.
///
/// # Errors
/// The system gives no thread.
pub(crate) fn start<F: Follower>(
    shared: &Shared,
    follower: F,
) -> Result<JoinHandle<()>, EngineError> {
    let (changed, stop) = (shared.wakings(), shared.stop().clone());
    let runtime = Handle::current();
    let running = shared.tasks.begin(F::NAME, true);
    std::thread::Builder::new()
        .name(F::NAME.to_owned())
        .spawn(move || run(follower, changed, &stop, &runtime, &running))
        .map_err(|error| {
            let technical = error.to_string();
            EngineError::Unavailable(say!("no-thread", "no thread: {technical}", technical))
        })
}

fn run<F: Follower>(
    mut follower: F,
    mut changed: watch::Receiver<u64>,
    stop: &CancellationToken,
    runtime: &Handle,
    running: &Running,
) {
    let mut wait = POLL;
    while !stop.is_cancelled() {
        changed.mark_unchanged();
        match catch_up(&mut follower, runtime) {
            Ok(()) => {
                running.went_well();
                wait = POLL;
            }
            // It is found again at the next start.
            Err(EngineError::Stopped(_)) => break,
            Err(error) => {
                let why = with_causes(&error);
                tracing::error!(follower = F::NAME, %why, "following failed; it is tried again");
                running.failed(why.clone());
                follower.failed(why);
                wait = (wait * 2).min(LONGEST_PAUSE);
            }
        }
        runtime.block_on(async {
            tokio::select! {
                // The sender lives as long as the engine.
                _ = changed.changed() => {}
                () = stop.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
            }
        });
    }
    // What was not marked is found again at the next start.
}

/// A panic of one look is told like an error, and the follower goes on.
fn catch_up<F: Follower>(follower: &mut F, runtime: &Handle) -> Result<(), EngineError> {
    let look = std::panic::AssertUnwindSafe(|| follower.catch_up(runtime));
    std::panic::catch_unwind(look)
        .unwrap_or_else(|panic| Err(EngineError::Unavailable(panicked(&*panic))))
}

fn with_causes(error: &EngineError) -> String {
    let mut why = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        why = format!("{why}: {inner}");
        cause = inner.source();
    }
    why
}
