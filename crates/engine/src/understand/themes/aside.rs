//! Long work beside people who search.

use plaza_core::say;
use tokio::sync::oneshot;

use crate::EngineError;

/// How far long work steps back: a thread of this niceness gets about a tenth of a core that
/// somebody else needs, and all of one that nobody needs.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Runs long work on a thread of its own that steps back for people who search meanwhile.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, EngineError> {
    let (answer, result) = oneshot::channel();
    let run = move || {
        step_back();
        // The caller may have gone away; there is nobody left to tell.
        drop(answer.send(work()));
    };
    std::thread::Builder::new().name("themes".to_owned()).spawn(run).map_err(|error| {
        let technical = error.to_string();
        EngineError::Unavailable(say!("no-thread", "no thread: {technical}", technical))
    })?;
    result.await.map_err(|_| {
        EngineError::Unavailable(say!("themes-cut-off", "looking for themes was cut off"))
    })
}

/// Threads that this one starts step back with it.
#[cfg(target_os = "linux")]
fn step_back() {
    let thread = rustix::thread::gettid();
    if let Err(error) = rustix::process::setpriority_process(Some(thread), NICENESS) {
        tracing::debug!(%error, "themes are looked for at the priority of everything else");
    }
}

/// Elsewhere a thread's niceness is not its own.
#[cfg(not(target_os = "linux"))]
fn step_back() {}
