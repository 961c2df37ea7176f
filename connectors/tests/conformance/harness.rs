//! Opens connectors as the engine does, and keeps what they return as the store does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::{from_manifest, registry};
use plaza_core::{
    Connector, ConnectorError, ConnectorFactory, Deletion, History, Millis, Page, Rejected,
    SourceConfig, Takes,
};

use crate::simulator::{Platform, Simulator};

/// Maximum number of pages of one round; with more, the round counts as endless.
const MAX_PAGES: usize = 400;

/// A source of one platform with its simulator.
pub(crate) struct Source {
    pub(crate) simulator: Simulator,
    factory: Box<dyn ConnectorFactory>,
    config: SourceConfig,
    pub(crate) shelf: Shelf,
    pub(crate) cursor: Option<String>,
}

/// What has been collected, by the store's rules.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// Text and title by external id.
    pub(crate) mentions: BTreeMap<String, plaza_core::IncomingMention>,
    pub(crate) tombstones: BTreeSet<String>,
    pub(crate) rejected: Vec<Rejected>,
    /// Mentions that were new, or whose text had changed.
    pub(crate) changes: usize,
}

impl Source {
    pub(crate) async fn of<P: Platform>() -> Self {
        Self::with::<P>(&[]).await
    }

    /// A source with some settings other than the platform's usual ones.
    pub(crate) async fn with<P: Platform>(changes: &[(&str, &str)]) -> Self {
        Self::at::<P>(Simulator::start::<P>().await, changes)
    }

    /// Another source of the same server.
    pub(crate) fn beside<P: Platform>(&self, changes: &[(&str, &str)]) -> Self {
        Self::at::<P>(self.simulator.clone(), changes)
    }

    /// The same world, seen from another server.
    pub(crate) async fn on_another_server<P: Platform>(&self) -> Self {
        let world = Arc::clone(&self.simulator.world);
        Self::at::<P>(Simulator::showing::<P>(world).await, &[])
    }

    fn at<P: Platform>(simulator: Simulator, changes: &[(&str, &str)]) -> Self {
        let settings = FetchSettings {
            min_delay: Duration::ZERO,
            backoff: Duration::from_millis(1),
            retries: 0,
            ..FetchSettings::new("Plaza/0.1 (test)", Arc::clone(&simulator.world.clock) as _)
        };
        let factory = P::factory(Fetcher::new(settings));
        let base = format!("http://{}", simulator.address);
        let mut values: BTreeMap<String, String> =
            P::settings(&base).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        values.extend(changes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        let allowed = Some(simulator.address.clone());
        let config = SourceConfig::checked(factory.spec(), values, allowed).unwrap();
        Self { simulator, factory, config, shelf: Shelf::default(), cursor: None }
    }

    /// A fresh connector, as after a restart.
    pub(crate) fn open(&self) -> Box<dyn Connector> {
        self.factory.open(&self.config).unwrap()
    }

    pub(crate) fn rules(&self) -> Option<plaza_core::ReplyRules> {
        self.factory.spec().reply
    }

    pub(crate) fn factory(&self) -> &dyn ConnectorFactory {
        self.factory.as_ref()
    }

    pub(crate) fn history(&self) -> History {
        self.factory.history()
    }

    /// Reads the past to its end, each page with a fresh connector; returns how far back it went.
    pub(crate) async fn past(&mut self, back_to: Millis) -> Option<Millis> {
        let (mut cursor, mut reached) = (None, None);
        for _ in 0..MAX_PAGES {
            let past = match self.open().collect_past(cursor.as_deref(), back_to).await {
                Err(ConnectorError::RateLimited { until, .. }) => {
                    let world = &self.simulator.world;
                    world.clock.advance(until - world.now());
                    continue;
                }
                past => past.unwrap(),
            };
            self.shelf.put(&past.page);
            reached = past.reached.or(reached);
            if !past.page.more || past.page.cursor == cursor {
                return reached;
            }
            cursor = past.page.cursor;
        }
        panic!("the past takes more than {MAX_PAGES} pages");
    }

    pub(crate) fn config(&self) -> &SourceConfig {
        &self.config
    }

    /// One page; the cursor moves with it.
    pub(crate) async fn page(&mut self) -> Result<Page, ConnectorError> {
        let page = self.open().collect(self.cursor.as_deref()).await?;
        self.cursor.clone_from(&page.cursor);
        self.shelf.put(&page);
        Ok(page)
    }

    /// A whole round, each page with a fresh connector; returns how much was new. Where Plaza's own
    /// limits require a pause, the clock is moved.
    pub(crate) async fn round(&mut self) -> Result<usize, ConnectorError> {
        let before = self.shelf.changes;
        for _ in 0..MAX_PAGES {
            let from = self.cursor.clone();
            let page = match self.page().await {
                Err(ConnectorError::RateLimited { until, .. }) => {
                    let world = &self.simulator.world;
                    world.clock.advance(until - world.now());
                    continue;
                }
                page => page?,
            };
            if !page.more || page.cursor == from {
                return Ok(self.shelf.changes - before);
            }
        }
        panic!("a round takes more than {MAX_PAGES} pages");
    }

    /// Rounds two hours apart, until `done` or three rounds have passed.
    pub(crate) async fn rounds_until(&mut self, done: impl Fn(&Shelf) -> bool) {
        for _ in 0..3 {
            self.simulator.world.clock.advance(2 * 3_600_000);
            self.round().await.unwrap();
            if done(&self.shelf) {
                return;
            }
        }
    }
}

impl Shelf {
    pub(crate) fn put(&mut self, page: &Page) {
        for mention in &page.mentions {
            let id = mention.external_id.clone();
            let words = |m: &plaza_core::IncomingMention| (m.text.clone(), m.title.clone());
            if self.mentions.get(&id).map(words) != Some(words(mention)) {
                self.changes += 1;
            }
            self.tombstones.remove(&id);
            self.mentions.insert(id, mention.clone());
        }
        for deletion in &page.deletions {
            let gone = self.gone_with(deletion);
            self.tombstones.extend(gone);
        }
        self.rejected.extend(page.rejected.iter().cloned());
    }

    /// What is gone with a deletion, of what is known.
    fn gone_with(&self, deletion: &Deletion) -> Vec<String> {
        let Some(mention) = self.mentions.get(&deletion.external_id) else { return Vec::new() };
        let thread = mention.conversation_id.as_ref();
        let mut gone = vec![deletion.external_id.clone()];
        match deletion.takes {
            Takes::Itself => {}
            Takes::Thread => {
                let of_thread = |m: &&plaza_core::IncomingMention| {
                    thread.is_some() && m.conversation_id.as_ref() == thread
                };
                gone.extend(
                    self.mentions.values().filter(of_thread).map(|m| m.external_id.clone()),
                );
            }
            Takes::Answers => {
                let mut at = 0;
                while let Some(parent) = gone.get(at).cloned() {
                    let below = self.mentions.values().filter(|m| {
                        m.parent_id.as_ref() == Some(&parent) && !gone.contains(&m.external_id)
                    });
                    let below: Vec<String> = below.map(|m| m.external_id.clone()).collect();
                    gone.extend(below);
                    at += 1;
                }
            }
        }
        gone
    }

    /// Whether a mention with this text, or this title, is there.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.mentions.values().any(|m| m.text.contains(text) || m.title.contains(text))
    }
}

/// The connector of one kind. Only its manifest is read, because reading those of all platforms for
/// each test takes long.
pub(crate) fn factory_of(kind: &str, fetcher: &Fetcher) -> Box<dyn ConnectorFactory> {
    let file = format!("{}/{kind}/manifest.toml", env!("CARGO_MANIFEST_DIR"));
    match std::fs::read_to_string(&file) {
        Ok(text) => from_manifest(&file, &text, fetcher.clone()).unwrap(),
        Err(_) => registry(fetcher).into_iter().find(|f| f.spec().kind == kind).unwrap(),
    }
}

/// A connector has all capabilities that its manifest describes.
#[test]
fn every_manifest_is_registered() {
    let settings =
        FetchSettings::new("Plaza/0.1 (test)", Arc::new(plaza_core::FixedClock::at(0)) as _);
    let registered = registry(&Fetcher::new(settings));
    for folder in std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let folder = folder.unwrap();
        if folder.path().join("manifest.toml").exists() {
            let kind = folder.file_name();
            let is_there = registered.iter().any(|factory| kind == factory.spec().kind);
            assert!(is_there, "{kind:?} has a manifest, but no line in lib.rs that can be read");
        }
    }
}
