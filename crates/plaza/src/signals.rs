//! SIGTERM and Ctrl-C: the first asks to stop, the second leaves at once.

use std::convert::Infallible;
use std::time::Duration;

use plaza_engine::STOP_LIMIT;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::output;

/// Exit code when something had to be cut off.
const CUT_OFF: i32 = 1;
/// Exit code of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;
/// What everything else gets after its own deadline, before the process leaves whatever it does.
const LEAVE_AFTER: Duration = STOP_LIMIT.saturating_add(Duration::from_millis(500));

/// Tells when somebody has asked this process to stop.
#[derive(Clone)]
pub(crate) struct StopAsked(watch::Receiver<bool>);

impl StopAsked {
    /// Hears signals from now on; without it they end the process at once.
    ///
    /// # Errors
    /// The system does not let signals be heard.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let terminate = signal(SignalKind::terminate())?;
        let interrupt = signal(SignalKind::interrupt())?;
        let (asked, heard) = watch::channel(false);
        tokio::spawn(hear(terminate, interrupt, asked));
        Ok(Self(heard))
    }

    /// Resolves once somebody has asked.
    pub(crate) async fn asked(&mut self) {
        if self.0.wait_for(|asked| *asked).await.is_err() {
            // Nobody can ask any more.
            std::future::pending::<Infallible>().await;
        }
    }
}

async fn hear(mut terminate: Signal, mut interrupt: Signal, asked: watch::Sender<bool>) {
    one_of(&mut terminate, &mut interrupt).await;
    output::note("Plaza is stopping …");
    leave_in_time();
    asked.send_replace(true);
    one_of(&mut terminate, &mut interrupt).await;
    output::note("Plaza leaves at once; what was under way goes on at the next start");
    std::process::exit(INTERRUPTED);
}

async fn one_of(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Ends the process when it does not end by itself. A thread of its own: it depends on nothing that
/// may be stuck.
fn leave_in_time() {
    let started = std::thread::Builder::new().name("leaving".to_owned()).spawn(|| {
        std::thread::sleep(LEAVE_AFTER);
        tracing::error!("Plaza did not come to its end and was cut off; the next start goes on");
        std::process::exit(CUT_OFF);
    });
    if let Err(error) = started {
        tracing::warn!(%error, "nothing watches that Plaza ends in time");
    }
}
