//! The engine: what it is made of, how it starts and ends, and the doors to its rooms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use plaza_core::{
    Analyzer, Clock, ConnectorFactory, ConnectorSpec, IncomingMention, MentionId, Millis, Rejected,
    SharedEmbedder, Zone,
};
use plaza_search::SearchIndex;
use plaza_store::{MentionView, Store};
use tokio::sync::broadcast;

use crate::access::Access;
use crate::find::{self, Find};
use crate::home::HomeCache;
use crate::innovate::Innovate;
use crate::listen::{self, Listen};
use crate::shared::Shared;
use crate::stop::{STOP_LIMIT, StopSign};
use crate::talk::{self, Talk};
use crate::understand::{self, Understand};
use crate::{EngineError, Event, LoopState, MasterKey, Settings, Trouble};

/// What of [`STOP_LIMIT`] is kept for the index and the database, once the loops have ended.
const LAST_WORDS: Duration = Duration::from_secs(2);

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

/// All use cases, by room. Cheap to clone; one per process, which may speak to people in several
/// zones.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Inner>, Option<Zone>);

pub(crate) struct Inner {
    pub(crate) shared: Shared,
    pub(crate) access: Access,
    pub(crate) listen: listen::Parts,
    pub(crate) understand: understand::Parts,
    pub(crate) find: find::Parts,
    pub(crate) talk: talk::Parts,
    pub(crate) home: HomeCache,
    stopping_since: OnceLock<Instant>,
}

impl Engine {
    /// Starts the engine: the analyzer's thread, the index follower, and the background loops when
    /// the settings ask for them.
    ///
    /// # Errors
    /// When a thread cannot be started or the index cannot be written.
    pub fn start(parts: EngineParts) -> Result<Self, EngineError> {
        let EngineParts { store, index, analyzer, embedder, parse_record, clock, .. } = parts;
        let inner = Arc::new(Inner {
            access: Access::new(store.clone(), Arc::clone(&clock)),
            shared: Shared::new(store, index, clock, parts.settings, parts.connectors, parts.key),
            listen: listen::Parts::new(parse_record),
            understand: understand::Parts::start(analyzer, embedder)?,
            find: find::Parts::default(),
            talk: talk::Parts::default(),
            home: HomeCache::default(),
            stopping_since: OnceLock::new(),
        });
        let engine = Self(inner, None);
        engine.find().start_follower()?;
        if engine.settings().background {
            engine.start_minding_the_store();
            engine.listen().start();
            engine.talk().start();
            engine.understand().start();
        }
        Ok(engine)
    }

    /// The same engine for somebody who lives in `zone`: days begin there, in queries, figures and
    /// time lines.
    #[must_use]
    pub fn in_zone(&self, zone: Zone) -> Self {
        Self(Arc::clone(&self.0), Some(zone))
    }

    /// Where days begin: in the zone asked for, or else in the house's.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.1.unwrap_or_else(|| self.house_zone())
    }

    /// The house's own zone, for those who chose none and for what belongs to nobody.
    #[must_use]
    pub fn house_zone(&self) -> Zone {
        self.house_known().time_zone.parse().unwrap_or_default()
    }

    /// Goes up when the engine is asked to end; long work of its callers looks at it.
    #[must_use]
    pub fn stop_sign(&self) -> StopSign {
        self.shared().stop().into()
    }

    /// Asks everything to end: loops, long work, responses that stay open. Returns at once.
    pub fn stop(&self) {
        self.shared().stop().cancel();
        self.0.stopping_since.get_or_init(Instant::now);
    }

    /// Asks everything to end and waits for it, within what is left of [`STOP_LIMIT`] since
    /// [`Self::stop`]. Names what had to be cut off; it goes on at the next start.
    pub async fn shutdown(&self) -> BTreeSet<&'static str> {
        self.stop();
        let since = self.0.stopping_since.get_or_init(Instant::now);
        let left = || STOP_LIMIT.saturating_sub(since.elapsed());
        let mut cut_off = self.shared().tasks.ended(left().saturating_sub(LAST_WORDS)).await;
        // It is a thread, which the tasks name as long as it runs.
        match self.find().follower_ended(left().saturating_sub(LAST_WORDS / 2)).await {
            true => cut_off.remove("indexer"),
            false => cut_off.insert("indexer"),
        };
        if tokio::time::timeout(left(), self.shared().store.close()).await.is_err() {
            cut_off.insert("the database's connections");
        }
        cut_off
    }

    /// Users, sessions and tokens.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// Sources and what they bring.
    #[must_use]
    pub fn listen(&self) -> Listen<'_> {
        Listen::of(self)
    }

    /// What models and people say of mentions, and themes.
    #[must_use]
    pub fn understand(&self) -> Understand<'_> {
        Understand::of(self)
    }

    /// Searching, and the index.
    #[must_use]
    pub fn find(&self) -> Find<'_> {
        Find::of(self)
    }

    /// Replies.
    #[must_use]
    pub fn talk(&self) -> Talk<'_> {
        Talk::of(self)
    }

    /// Ideas.
    #[must_use]
    pub fn innovate(&self) -> Innovate<'_> {
        Innovate::of(self)
    }

    /// The store, for reads.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.shared().store
    }

    /// The index, for reads.
    #[must_use]
    pub fn index(&self) -> &SearchIndex {
        &self.shared().index
    }

    /// A mention with all that is known of it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn mention(&self, id: MentionId) -> Result<MentionView, EngineError> {
        self.shared().mention(id).await
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.shared().now()
    }

    /// The operator's choices.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.shared().settings
    }

    /// Descriptions of every kind of source.
    pub fn connectors(&self) -> impl Iterator<Item = &ConnectorSpec> {
        self.shared().connectors.iter().map(|factory| factory.spec())
    }

    /// Tells what changes from now on.
    #[must_use]
    pub fn revision_events(&self) -> broadcast::Receiver<Event> {
        self.shared().subscribe()
    }

    /// Resolves when the engine begins to shut down; long-lived responses end with it.
    pub async fn stopping(&self) {
        self.shared().stop().cancelled().await;
    }

    /// How each background loop does, by name.
    #[must_use]
    pub fn loops(&self) -> BTreeMap<&'static str, LoopState> {
        let analyser = LoopState {
            up: self.understand().analyser_alive(),
            trouble: None,
            since_success: None,
        };
        let mut loops = self.shared().tasks.loops();
        loops.insert("analyser", analyser);
        loops
    }

    /// What runs beside the callers and failed the last time, by name.
    #[must_use]
    pub fn troubles(&self) -> BTreeMap<&'static str, Trouble> {
        self.shared().tasks.troubles()
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0.shared
    }
}
