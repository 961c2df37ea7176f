//! RSS, Atom and JSON feeds.

mod config;
mod entry;
mod identity;
mod json;
mod parsed;
mod person;
mod read;
mod spec;
mod xml;

use std::time::Duration;

use async_trait::async_trait;
use plaza_core::{
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, Message, Page,
    Recognised, SourceConfig, say,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::Credentials;
use crate::fetch::header::{ACCEPT, ETAG, LAST_MODIFIED};
use crate::fetch::{Fetched, Fetcher, SourceFetcher};
use crate::html;
use crate::place::place_of;
use crate::revisit::Revisit;
use config::Config;
use identity::Known;
use read::Memory;

/// Largest feed in bytes, decompressed.
const MAX_BYTES: usize = 10_000_000;
/// Longest wait for what an address is; whoever pasted it waits too.
const PATIENCE: Duration = Duration::from_secs(8);

/// Makes feed connectors.
pub(crate) struct FeedFactory {
    fetcher: Fetcher,
}

impl FeedFactory {
    pub(crate) fn new(fetcher: Fetcher) -> Self {
        Self { fetcher }
    }
}

#[async_trait]
impl ConnectorFactory for FeedFactory {
    fn spec(&self) -> &ConnectorSpec {
        &spec::SPEC
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        Ok(place_of(&Config::read(config)?.url))
    }

    /// The address itself where it is a feed, or the first feed that its page names.
    async fn recognise_server(&self, address: &Url) -> Option<Recognised> {
        let mut recognised = spec::SPEC.recognise_here(address)?;
        let http = self.fetcher.for_source(None);
        let request = http.get(address.clone()).timeout(PATIENCE).max_body(MAX_BYTES);
        let fetched = request.send_raw().await.ok()?.check().ok()?;
        let text = fetched.text();
        let begins = text.trim_start_matches('\u{feff}').trim_start();
        let is_feed = begins.starts_with('<')
            && ["<rss", "<feed", "<rdf:RDF"]
                .iter()
                .any(|tag| begins.get(..2_000).unwrap_or(begins).contains(tag));
        if !is_feed && !begins.contains("https://jsonfeed.org/version/") {
            let links = html::feed_links(&text);
            let feed = fetched.final_url.join(links.first()?).ok()?;
            recognised.values.insert("url".to_owned(), feed.to_string());
        }
        Some(recognised)
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let fetcher = self.fetcher.for_config(config)?;
        Ok(Box::new(Feed { fetcher, config: Config::read(config)? }))
    }
}

struct Feed {
    fetcher: SourceFetcher,
    config: Config,
}

/// How far collecting has come: what the server said about the version that was read last.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// The address that the other fields belong to.
    url: String,
    etag: Option<String>,
    modified: Option<String>,
    /// Stays set once the feed has given the same id to two entries.
    ids_repeat: bool,
    /// The entries that were seen lately.
    known: Known,
}

impl Revisit for Cursor {
    fn address(&mut self) -> &mut String {
        &mut self.url
    }
}

impl Feed {
    async fn fetch(&self, cursor: &Cursor) -> Result<Fetched, ConnectorError> {
        const ACCEPTED: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
             application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";
        let mut request = self
            .fetcher
            .get(self.config.url.clone())
            .header(ACCEPT, ACCEPTED)
            .still_packed()
            .unless_changed(cursor.etag.as_deref(), cursor.modified.as_deref());
        if let Some(Credentials { user, password }) = &self.config.credentials {
            request = request.basic(user, password);
        }
        let fetched = request.send_raw().await?;
        if fetched.status == 404 {
            // Feeds come back after a 404; only 410 says that one never will.
            return Err(ConnectorError::Transient(say!(
                "feed-not-there",
                "{host} has no feed at this address (404)",
                host = self.config.url.host_str().unwrap_or_default()
            )));
        }
        fetched.check()?.unpacked(MAX_BYTES)
    }

    /// Parses on a thread that may block.
    async fn read(
        &self,
        fetched: Fetched,
        memory: Memory,
    ) -> Result<read::Entries, ConnectorError> {
        let context = entry::Context {
            url: fetched.final_url.clone(),
            channel: self.config.channel.clone(),
            now: self.fetcher.clock().now(),
        };
        tokio::task::spawn_blocking(move || {
            read::entries(&fetched, &context, memory).map_err(|why| not_a_feed(&fetched, &why))
        })
        .await
        .map_err(|error| {
            let technical = error.to_string();
            ConnectorError::Malformed(say!(
                "feed-reading-failed",
                "reading the feed failed: {technical}",
                technical
            ))
        })?
    }
}

/// Says what was received instead, and where the feed may be.
fn not_a_feed(fetched: &Fetched, why: &str) -> ConnectorError {
    let host = fetched.final_url.host_str().unwrap_or_default();
    let links: Vec<String> = html::feed_links(&fetched.text())
        .iter()
        .filter_map(|link| fetched.final_url.join(link).ok())
        .map(String::from)
        .collect();
    if !links.is_empty() {
        let links = links.join(" or ");
        return ConnectorError::Malformed(say!(
            "feed-elsewhere",
            "the address at {host} is a web page, not a feed; its feed is {links}",
            host,
            links
        ));
    }
    let kind = fetched.content_type();
    ConnectorError::Malformed(match kind.as_str() {
        "" => say!(
            "feed-not-named",
            "{host} sent an unnamed kind of content, which is not a feed: {technical}",
            host,
            technical = why
        ),
        kind => say!(
            "feed-not",
            "{host} sent {kind}, which is not a feed: {technical}",
            host,
            kind,
            technical = why
        ),
    })
}

#[async_trait]
impl Connector for Feed {
    async fn check(&self) -> Result<Message, ConnectorError> {
        let fetched = self.fetch(&Cursor::default()).await?;
        let found = self.read(fetched, Memory::default()).await?;
        let title = if found.title.is_empty() { self.config.url.as_str() } else { &found.title };
        let n = found.mentions.len() + found.rejected.len();
        let entries = say!("found-entries", "{title}: {n} entries", title, n);
        Ok(match found.rejected.len() {
            0 => entries,
            n => entries.beside(say!("found-unreadable", "{n} of them unreadable", n)),
        })
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        let mut cursor = Cursor::read(cursor, &self.config.url);
        let fetched = self.fetch(&cursor).await?;
        if fetched.status == 304 {
            return Ok(Page { cursor: Some(cursor.save()?), ..Page::default() });
        }
        cursor.etag = fetched.header(ETAG.as_str()).map(str::to_owned);
        cursor.modified = fetched.header(LAST_MODIFIED.as_str()).map(str::to_owned);
        let known = std::mem::take(&mut cursor.known);
        let found = self.read(fetched, Memory { ids_repeat: cursor.ids_repeat, known }).await?;
        Memory { ids_repeat: cursor.ids_repeat, known: cursor.known } = found.memory;
        Ok(Page {
            mentions: found.mentions,
            rejected: found.rejected,
            cursor: Some(cursor.save()?),
            ..Page::default()
        })
    }
}
