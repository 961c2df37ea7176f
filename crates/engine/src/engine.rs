//! The engine: what the use cases share, and the loops that run beside them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use plaza_core::{
    Analyzer, Clock, ConnectorFactory, ConnectorSpec, IncomingMention, Millis, NearDuplicates,
    Permission, Rejected, SharedEmbedder,
};
use plaza_search::SearchIndex;
use plaza_store::Store;
use tokio::sync::{Mutex as AsyncMutex, Notify, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::analysis::Analysis;
use crate::auth::Auth;
use crate::follow::NOT_FOLLOWING;
use crate::home::HomeCache;
use crate::learning::HeadCache;
use crate::names::NameCache;
use crate::themes::AssignerCache;
use crate::{Actor, EngineError, Event, EventKind, MasterKey, Settings};

/// Events kept for a slow browser; one that falls further behind reloads.
const EVENTS_KEPT: usize = 256;

/// Reads one import record; the second argument says where it stood.
pub type RecordParser = fn(&str, &str) -> Result<IncomingMention, Rejected>;

/// What an engine is made of.
pub struct EngineParts {
    /// The truth.
    pub store: Store,
    /// The derived view of it.
    pub index: SearchIndex,
    /// Tags mentions.
    pub analyzer: Box<dyn Analyzer>,
    /// Says what mentions are about.
    pub embedder: SharedEmbedder,
    /// Every kind of source that can be configured.
    pub connectors: Vec<Box<dyn ConnectorFactory>>,
    /// Reads import records, for the API and for the quarantine.
    pub parse_record: RecordParser,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The operator's choices.
    pub settings: Settings,
    /// Seals the sources' secrets.
    pub key: MasterKey,
}

/// All use cases. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) index: SearchIndex,
    pub(crate) analysis: Analysis,
    pub(crate) embedder: SharedEmbedder,
    pub(crate) assigner: AssignerCache,
    pub(crate) connectors: Vec<Box<dyn ConnectorFactory>>,
    pub(crate) parse_record: RecordParser,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: Settings,
    pub(crate) key: RwLock<MasterKey>,
    pub(crate) auth: Auth,
    pub(crate) events: broadcast::Sender<Event>,
    /// Wakes the index follower.
    pub(crate) changed: Arc<Notify>,
    /// Wakes the delivery loop.
    pub(crate) replies_due: Notify,
    /// Wakes the collection loop.
    pub(crate) sources_due: Notify,
    /// Near-duplicates of what was stored last; `None` until it is needed.
    pub(crate) duplicates: AsyncMutex<Option<NearWindow>>,
    /// Sources that this process collects right now.
    pub(crate) collecting: Mutex<HashMap<i64, CancellationToken>>,
    pub(crate) names: NameCache,
    pub(crate) home: HomeCache,
    pub(crate) heads: HeadCache,
    /// Imports under way; while there are some the index commits less often.
    pub(crate) imports: AtomicUsize,
    /// Revision up to which this process has committed the index.
    pub(crate) indexed: AtomicI64,
    /// How often indexing failed, and what was said the last time.
    pub(crate) index_failures: Mutex<(u64, String)>,
    /// Asks the follower to begin from nothing.
    pub(crate) rebuild: AtomicBool,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    follower: Mutex<Option<std::thread::JoinHandle<()>>>,
}

/// The window of recent signatures and the last mention it knows of.
pub(crate) struct NearWindow {
    pub(crate) recent: NearDuplicates,
    pub(crate) last_id: i64,
}

impl Engine {
    /// Starts the engine: the analyser's thread, the index follower when no other process holds
    /// the index, and the background loops when the settings ask for them.
    ///
    /// # Errors
    /// When a thread cannot be started or the index cannot be written.
    pub fn start(parts: EngineParts) -> Result<Self, EngineError> {
        let EngineParts {
            store,
            index,
            analyzer,
            embedder,
            connectors,
            parse_record,
            clock,
            settings,
            key,
        } = parts;
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        let engine = Self(Arc::new(Inner {
            auth: Auth::new(store.clone(), Arc::clone(&clock)),
            analysis: Analysis::start(analyzer)?,
            embedder,
            assigner: AssignerCache::default(),
            store,
            index,
            connectors,
            parse_record,
            clock,
            settings,
            key: RwLock::new(key),
            events,
            changed: Arc::new(Notify::new()),
            replies_due: Notify::new(),
            sources_due: Notify::new(),
            duplicates: AsyncMutex::new(None),
            collecting: Mutex::new(HashMap::new()),
            names: NameCache::default(),
            home: HomeCache::default(),
            heads: HeadCache::default(),
            imports: AtomicUsize::new(0),
            indexed: AtomicI64::new(NOT_FOLLOWING),
            index_failures: Mutex::default(),
            rebuild: AtomicBool::new(false),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            follower: Mutex::new(None),
        }));
        let follower = engine.start_follower()?;
        *engine.0.follower.lock().unwrap_or_else(PoisonError::into_inner) = follower;
        if engine.0.settings.background {
            engine.start_collecting();
            engine.start_listening();
            engine.start_delivering();
            engine.start_reanalysing();
            engine.start_theming();
            engine.start_learning();
        }
        Ok(engine)
    }

    /// Ends the loops, waits for what is under way, and commits the index.
    pub async fn shutdown(&self) {
        self.0.stop.cancel();
        self.0.changed.notify_one();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        let follower = self.0.follower.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = follower {
            let joined = tokio::task::spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!(
                    "the index follower ended by a panic; it resumes at the next start"
                );
            }
        }
        self.0.store.close().await;
    }

    /// The store, for reads.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The index, for reads.
    #[must_use]
    pub fn index(&self) -> &SearchIndex {
        &self.0.index
    }

    /// Users, sessions and tokens.
    #[must_use]
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.0.clock.now()
    }

    /// The operator's choices.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Name and version of the model that tags mentions, without what was learnt here; see
    /// [`Self::model_in_use`].
    #[must_use]
    pub fn model(&self) -> &str {
        self.0.analysis.model()
    }

    /// The store's revision up to which the index is complete; `None` while another process keeps
    /// the index.
    #[must_use]
    pub fn indexed_revision(&self) -> Option<i64> {
        let revision = self.0.indexed.load(Ordering::SeqCst);
        (revision != NOT_FOLLOWING).then_some(revision)
    }

    /// Whether the analyser's thread is alive.
    #[must_use]
    pub fn analyser_alive(&self) -> bool {
        self.0.analysis.is_alive()
    }

    /// Descriptions of every kind of source.
    pub fn connectors(&self) -> impl Iterator<Item = &ConnectorSpec> {
        self.0.connectors.iter().map(|factory| factory.spec())
    }

    /// Reads one import record (JSON) that stood at `origin`.
    ///
    /// # Errors
    /// The item with its reason, for the quarantine.
    pub fn parse_record(&self, json: &str, origin: &str) -> Result<IncomingMention, Rejected> {
        (self.0.parse_record)(json, origin)
    }

    /// Tells what changes from now on.
    #[must_use]
    pub fn revision_events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Resolves when the engine begins to shut down; long-lived responses end with it.
    pub async fn stopping(&self) {
        self.0.stop.cancelled().await;
    }

    /// Sends an event; that nobody listens is no error.
    pub(crate) fn tell(&self, kind: EventKind, revision: i64) {
        drop(self.0.events.send(Event { revision, kind }));
    }

    /// Checks the permission, does nothing else.
    pub(crate) fn check(actor: &Actor, permission: Permission) -> Result<(), EngineError> {
        actor.require(permission)
    }

    /// Writes one line of the audit log.
    pub(crate) async fn audit(
        &self,
        actor: &Actor,
        action: &str,
        target: String,
        detail: serde_json::Value,
    ) -> Result<(), EngineError> {
        self.0.auth.audit(actor, action, target, detail).await
    }
}
