//! What tests against real servers share: a fetcher that may reach them, and a stand-in for the
//! engine that keeps what a connector returns.

use std::collections::BTreeMap;
use std::sync::Arc;

use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_core::{
    Clock, Connector, ConnectorError, ConnectorFactory, IncomingMention, Millis, OtherReplies,
    OutgoingReply, SourceConfig, input_hash,
};
use url::Url;

/// Number of pages after which a collection counts as endless.
const MAX_PAGES: usize = 200;

/// The machine's clock, moved by a fixed number of milliseconds.
pub(crate) struct ShiftedClock(pub(crate) Millis);

impl Clock for ShiftedClock {
    fn now(&self) -> Millis {
        let now = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        i64::try_from(now).unwrap() + self.0
    }
}

/// The current time in milliseconds.
pub(crate) fn now() -> Millis {
    ShiftedClock(0).now()
}

/// A fetcher without politeness pauses, whose clock is `shift` milliseconds ahead.
pub(crate) fn fetcher(shift: Millis) -> Fetcher {
    Fetcher::new(settings(shift))
}

/// A fetcher that reports each lost answer instead of retrying.
pub(crate) fn fetcher_without_retries() -> Fetcher {
    Fetcher::new(FetchSettings { retries: 0, ..settings(0) })
}

fn settings(shift: Millis) -> FetchSettings {
    let mut settings = FetchSettings::new("plaza-test", Arc::new(ShiftedClock(shift)));
    settings.min_delay = std::time::Duration::ZERO;
    settings.max_wait = std::time::Duration::ZERO;
    settings
}

/// The registered connector of this kind.
pub(crate) fn factory(kind: &str, fetcher: &Fetcher) -> Box<dyn ConnectorFactory> {
    let all = plaza_connectors::registry(fetcher);
    all.into_iter().find(|factory| factory.spec().kind == kind).unwrap()
}

/// A connector with `settings`, allowed to reach the server at `base_url`.
pub(crate) fn open(
    factory: &dyn ConnectorFactory,
    base_url: &str,
    settings: &[(&str, &str)],
) -> Box<dyn Connector> {
    let values = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let url = Url::parse(base_url).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let config = SourceConfig::checked(factory.spec(), values, Some(host)).unwrap();
    factory.open(&config).unwrap()
}

/// A reply to `parent` whose first try begins now.
pub(crate) fn reply(key: &str, parent: &str, text: &str) -> OutgoingReply {
    OutgoingReply {
        key: key.to_owned(),
        parent_id: parent.to_owned(),
        conversation_id: None,
        text: text.to_owned(),
        first_try_at: now(),
        others: OtherReplies::default(),
    }
}

/// What was collected so far, as the store would hold it.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) mentions: BTreeMap<String, IncomingMention>,
    pub(crate) cursor: Option<String>,
}

/// What one run changed, as external ids in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) new: Vec<String>,
    pub(crate) edited: Vec<String>,
    pub(crate) deleted: Vec<String>,
}

impl Collected {
    /// Collects until there is nothing more.
    pub(crate) async fn run(
        &mut self,
        connector: &dyn Connector,
    ) -> Result<Changes, ConnectorError> {
        let mut changes = Changes::default();
        for _ in 0..MAX_PAGES {
            if !self.step(connector, &mut changes).await? {
                changes.new.sort();
                return Ok(changes);
            }
        }
        panic!("still collecting after {MAX_PAGES} pages");
    }

    /// Collects one page and returns whether there is more.
    pub(crate) async fn step(
        &mut self,
        connector: &dyn Connector,
        changes: &mut Changes,
    ) -> Result<bool, ConnectorError> {
        let page = connector.collect(self.cursor.as_deref()).await?;
        assert_eq!(page.rejected, [], "a real server sends nothing broken");
        for mention in page.mentions {
            let id = mention.external_id.clone();
            let hash = input_hash(&mention);
            match self.mentions.insert(id.clone(), mention) {
                None => changes.new.push(id),
                Some(before) if input_hash(&before) != hash => changes.edited.push(id),
                Some(_) => {}
            }
        }
        for deletion in page.deletions {
            if self.mentions.remove(&deletion.external_id).is_some() {
                changes.deleted.push(deletion.external_id);
            }
        }
        self.cursor = page.cursor;
        Ok(page.more)
    }
}
