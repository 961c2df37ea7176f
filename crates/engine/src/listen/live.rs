//! Listening: places that tell their news by themselves are collected when they do.
//!
//! What is heard is only a reason to collect soon. Polling goes on as it would without: it fills the
//! gap of a dropped connection, and it is what remains where a place does not let us listen.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use plaza_core::{Connector, ConnectorError, News, SourceId};
use plaza_store::listen::Source;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Listen;
use crate::EngineError;
use crate::tasks::{Step, caught};

/// How often it is looked which sources there are to listen to.
const LOOK: Duration = Duration::from_secs(5);
/// News that come within this time are fetched together.
const GATHER: Duration = Duration::from_secs(1);
/// When it is tried again to wake a source that is being collected.
const AGAIN: Duration = Duration::from_secs(2);
/// First pause before connecting again, doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause before connecting again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30 * 60);
/// A connection that lasted as long counts as a good one: the pauses begin anew.
const GOOD: Duration = Duration::from_secs(60);

/// Settings that a connection was opened with; with others it is opened anew.
type Settings = (std::collections::BTreeMap<String, String>, Option<String>);

/// Sources that were looked at, with what ends their listening; nothing for those whose place does
/// not tell its news. They need not be opened at every look.
type Looked = HashMap<SourceId, (Settings, Option<CancellationToken>)>;

impl Listen<'_> {
    /// Keeps one listening task for each source that has a listener and is collected.
    pub(crate) fn start_listening(&self) {
        let engine = self.engine.clone();
        let looked = Arc::new(Mutex::new(Looked::new()));
        self.shared().tasks.every("looking whom to listen to", LOOK, Arc::default(), move || {
            let (engine, looked) = (engine.clone(), Arc::clone(&looked));
            async move {
                let sources = engine.store().listen().sources().await?;
                engine.listen().follow_sources(&sources, &mut *looked.lock().await).await;
                Ok(Step::Rest)
            }
        });
    }

    async fn follow_sources(&self, sources: &[Source], looked: &mut Looked) {
        let wanted: HashMap<SourceId, &Source> = sources
            .iter()
            .filter(|source| !source.paused && source.interval_s > 0)
            .map(|source| (source.id, source))
            .collect();
        looked.retain(|id, (settings, stop)| {
            let stays = wanted.get(id).is_some_and(|source| settings_of(source) == *settings);
            if let (false, Some(stop)) = (stays, stop) {
                stop.cancel();
            }
            stays
        });
        for source in wanted.into_values() {
            if looked.contains_key(&source.id) {
                continue;
            }
            // Settings that cannot be opened are told where the source is collected.
            let Ok(connector) = self.connector(source).await else { continue };
            let stop = connector.listener().map(|_| self.shared().stop().child_token());
            looked.insert(source.id, (settings_of(source), stop.clone()));
            let Some(stop) = stop else { continue };
            let (engine, id) = (self.engine.clone(), source.id);
            self.shared().tasks.once("listening to a source", async move {
                let listen = engine.listen();
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = listen.listen_to(id, connector.as_ref()) => {}
                }
                Ok(())
            });
        }
    }

    /// Listens to one source for ever.
    async fn listen_to(&self, id: SourceId, connector: &dyn Connector) {
        let mut pause = FIRST_PAUSE;
        loop {
            let began = Instant::now();
            // A panic of a library ends this connection and nothing else.
            let Err(error) = caught(self.hear(id, connector)).await else { return };
            if began.elapsed() >= GOOD {
                pause = FIRST_PAUSE;
            }
            tracing::info!(source = id.get(), %error, "listening ended; it is polled meanwhile");
            let wait = match &error {
                EngineError::Connector(ConnectorError::RateLimited { until, .. }) => {
                    let millis = u64::try_from(until - self.shared().now()).unwrap_or(0);
                    Duration::from_millis(millis).max(pause)
                }
                EngineError::Connector(
                    ConnectorError::Transient(_) | ConnectorError::MayBeDone(_),
                ) => pause,
                // Nothing that passes by itself, or a fault of ours.
                _ => LONGEST_PAUSE,
            };
            tokio::time::sleep(wait + spread(id, wait)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Connects and wakes the source with all that is heard. The first time it is woken for what
    /// was said while nobody listened.
    async fn hear(&self, id: SourceId, connector: &dyn Connector) -> Result<(), EngineError> {
        let Some(listener) = connector.listener() else { return Ok(()) };
        let mut news: Box<dyn News> = listener.connect().await?;
        tracing::debug!(source = id.get(), "listening");
        let mut due = Some(Instant::now() + GATHER);
        loop {
            let at = due.unwrap_or_else(Instant::now);
            tokio::select! {
                heard = news.next() => {
                    heard?;
                    due.get_or_insert(Instant::now() + GATHER);
                }
                () = tokio::time::sleep_until(at), if due.is_some() => {
                    due = if self.wake(id).await? { None } else { Some(Instant::now() + AGAIN) };
                }
            }
        }
    }

    /// Makes a source due; false while it is being collected. One whose last collection failed
    /// keeps its pause, which the place may have asked for.
    async fn wake(&self, id: SourceId) -> Result<bool, EngineError> {
        let source = self.source(id).await?;
        let now = self.shared().now();
        if source.paused || source.failures > 0 || source.next_run_at <= now {
            return Ok(true);
        }
        if source.lease_until.is_some_and(|until| until > now) {
            return Ok(false);
        }
        self.shared().store.listen().schedule_source(id, now).await?;
        self.parts().sources_due.notify_one();
        Ok(true)
    }
}

fn settings_of(source: &Source) -> Settings {
    (source.config.clone(), source.allowed_host.clone())
}

/// Up to half of a pause, different from source to source, so that sources that were dropped
/// together do not come back together.
fn spread(id: SourceId, pause: Duration) -> Duration {
    let share = u32::try_from(id.get().wrapping_mul(7919).rem_euclid(100)).unwrap_or(0);
    pause * share / 200
}
