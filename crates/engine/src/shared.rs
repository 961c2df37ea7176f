//! What all rooms share, and nothing else.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};

use plaza_core::{Clock, ConnectorFactory, MentionId, Millis, say};
use plaza_search::SearchIndex;
use plaza_store::{Act, Done, MentionView, Store};
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::house::HouseKept;
use crate::tasks::Tasks;
use crate::{EngineError, Event, EventKind, MasterKey, Settings};

/// Events kept for a slow browser; one that falls further behind reloads.
const EVENTS_KEPT: usize = 256;

/// Store, index, clock, settings, events, tasks, the registry of connectors, the vault's key.
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) index: SearchIndex,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: Settings,
    /// What holds of the house, which can be set on the board.
    pub(crate) house: HouseKept,
    /// Every kind of source that can be configured.
    pub(crate) connectors: Vec<Box<dyn ConnectorFactory>>,
    /// Seals secrets; the vault changes it.
    pub(crate) key: RwLock<MasterKey>,
    events: broadcast::Sender<Event>,
    /// How many events of each kind were sent: what is cached compares it.
    sent: [AtomicU64; EventKind::ALL.len()],
    /// How often sources were made, renamed or removed here.
    sources_named: AtomicU64,
    /// Counts wakings of those that follow the store's revision.
    changed: watch::Sender<u64>,
    /// Imports under way; while there are some the index commits less often.
    pub(crate) importing: AtomicUsize,
    /// Wakes those who do jobs.
    pub(crate) jobs_due: Arc<Notify>,
    /// Everything that runs beside the callers.
    pub(crate) tasks: Tasks,
}

impl Shared {
    pub(crate) fn new(
        store: Store,
        index: SearchIndex,
        clock: Arc<dyn Clock>,
        settings: Settings,
        connectors: Vec<Box<dyn ConnectorFactory>>,
        key: MasterKey,
    ) -> Self {
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        Self {
            store,
            index,
            clock,
            house: HouseKept::new(&settings),
            settings,
            connectors,
            key: RwLock::new(key),
            events,
            sent: Default::default(),
            sources_named: AtomicU64::new(0),
            changed: watch::Sender::new(0),
            importing: AtomicUsize::new(0),
            jobs_due: Arc::default(),
            tasks: Tasks::default(),
        }
    }

    /// The current time.
    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Cancelled when Plaza shuts down.
    pub(crate) fn stop(&self) -> &CancellationToken {
        self.tasks.stop()
    }

    /// Wakes those that follow the store's revision.
    pub(crate) fn wake_followers(&self) {
        self.changed.send_modify(|wakings| *wakings += 1);
    }

    /// Tells when followers are woken.
    pub(crate) fn wakings(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// A mention with all that is known of it.
    pub(crate) async fn mention(&self, id: MentionId) -> Result<MentionView, EngineError> {
        self.store.mention(id).await?.ok_or(EngineError::NotFound("mention"))
    }

    /// The factory of a kind of source.
    pub(crate) fn factory(&self, kind: &str) -> Result<&dyn ConnectorFactory, EngineError> {
        let found = self.connectors.iter().find(|factory| factory.spec().kind == kind);
        found.map(AsRef::as_ref).ok_or_else(|| {
            let known: Vec<_> = self.connectors.iter().map(|factory| factory.spec().kind).collect();
            let known = known.join(", ");
            EngineError::invalid(
                "kind",
                say!("kind-unknown", "`{kind}` is not one of {known}", kind, known),
            )
        })
    }

    /// Sends an event; that nobody listens is no error.
    pub(crate) fn tell(&self, kind: EventKind, revision: i64) {
        self.sent[kind as usize].fetch_add(1, Ordering::SeqCst);
        drop(self.events.send(Event { revision, kind }));
    }

    /// Tells what changes from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Notes that a source was made, renamed or removed. Turns send events of sources all the time,
    /// so that those say nothing of names.
    pub(crate) fn source_named(&self) {
        self.sources_named.fetch_add(1, Ordering::SeqCst);
    }

    /// How often sources were made, renamed or removed by this process.
    pub(crate) fn sources_named(&self) -> u64 {
        self.sources_named.load(Ordering::SeqCst)
    }

    /// How many events of that kind this process has sent. Caches of what such an event is about
    /// keep it beside their value.
    pub(crate) fn sent(&self, kind: EventKind) -> u64 {
        self.sent[kind as usize].load(Ordering::SeqCst)
    }

    /// Sends the event of an act that has been done; returns what came of it.
    pub(crate) fn told<T>(&self, kind: EventKind, done: Done<T>) -> T {
        self.tell(kind, done.revision);
        done.value
    }

    /// Writes the line of long work that is done. Its own transactions hold, so a line that cannot
    /// be written goes to the process's log and does not make the work a failure.
    pub(crate) async fn report(&self, act: &Act<'_>, target: &str) {
        if let Err(error) = self.store.record(act, target).await {
            let (by, action, detail) = (act.by, act.action.name(), &act.detail);
            tracing::error!(?error, by, action, on = target, %detail, "a line of the audit log is lost");
        }
    }
}
