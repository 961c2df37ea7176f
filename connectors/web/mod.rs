//! Web pages, read by schema.org data where they have it and by CSS selectors where they do not.

mod config;
mod item;
mod jsonld;
mod microdata;
mod page;
mod rating;
mod robots;
mod rules;
mod schema;
mod spec;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use plaza_core::{
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, Page, SourceConfig,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::fetch::header::{ACCEPT, ETAG, LAST_MODIFIED};
use crate::fetch::{Fetched, Fetcher, SourceFetcher, parse_url};
use crate::place::place_of;
use crate::revisit::Revisit;
use config::Config;
use page::Scraped;
use robots::RobotsCache;
use rules::Rules;

/// Makes web connectors, which share the robots.txt files that were read.
pub(crate) struct WebFactory {
    fetcher: Fetcher,
    robots: Arc<RobotsCache>,
}

impl WebFactory {
    pub(crate) fn new(fetcher: Fetcher) -> Self {
        Self { fetcher, robots: Arc::default() }
    }
}

impl ConnectorFactory for WebFactory {
    fn spec(&self) -> &ConnectorSpec {
        &spec::SPEC
    }

    fn place(&self, config: &SourceConfig) -> Result<String, ConfigError> {
        Ok(place_of(&Config::read(config)?.url))
    }

    fn open(&self, config: &SourceConfig) -> Result<Box<dyn Connector>, ConfigError> {
        let fetcher = self.fetcher.for_config(config)?;
        let Config { url, rules, delay, max_pages } = Config::read(config)?;
        let (robots, rules) = (Arc::clone(&self.robots), Arc::new(rules));
        Ok(Box::new(Web { fetcher, robots, url, rules, delay, max_pages }))
    }
}

struct Web {
    fetcher: SourceFetcher,
    robots: Arc<RobotsCache>,
    url: Url,
    rules: Arc<Rules>,
    delay: Duration,
    max_pages: usize,
}

/// How far a walk over the pages has come.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// The first page, to which the other fields belong.
    url: String,
    /// What the server said about the first page.
    etag: Option<String>,
    modified: Option<String>,
    /// The page to read next; `None` starts again at the first.
    next: Option<String>,
    /// Pages of this walk that have been read.
    visited: Vec<String>,
}

impl Revisit for Cursor {
    fn address(&mut self) -> &mut String {
        &mut self.url
    }
}

impl Cursor {
    /// Moves on to `next`, or ends the walk.
    fn advance(&mut self, read: &Url, next: Option<Url>, max_pages: usize) {
        self.visited.push(read.as_str().to_owned());
        let next = next
            .map(String::from)
            .filter(|next| self.visited.len() < max_pages && !self.visited.contains(next));
        if next.is_none() {
            self.visited.clear();
        }
        self.next = next;
    }
}

impl Web {
    async fn fetch(&self, url: Url, cursor: &Cursor) -> Result<Fetched, ConnectorError> {
        let robots = self.robots.of(&self.fetcher, &url).await?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if !robots.allows(&url) {
            return Err(ConnectorError::Malformed(format!(
                "the robots.txt of {host} does not allow this page"
            )));
        }
        let delay = self.delay.max(robots.delay());
        let request = self
            .fetcher
            .clone()
            .with_min_delay(delay)
            .get(url)
            .header(ACCEPT, "text/html, application/xhtml+xml;q=0.9, */*;q=0.5")
            .unless_changed(cursor.etag.as_deref(), cursor.modified.as_deref());
        let fetched = request.send().await?;
        // A redirect may have led to a page that robots.txt does not allow.
        let robots = self.robots.of(&self.fetcher, &fetched.final_url).await?;
        if !robots.allows(&fetched.final_url) {
            return Err(ConnectorError::Malformed(format!(
                "{host} redirects to a page that robots.txt does not allow"
            )));
        }
        Ok(fetched)
    }

    async fn scrape(&self, fetched: Fetched) -> Result<Scraped, ConnectorError> {
        let kind = fetched.content_type();
        if !(kind.is_empty() || kind.contains("html") || kind.contains("xml")) {
            return Err(ConnectorError::Malformed(format!("the page is {kind}, not HTML")));
        }
        let rules = Arc::clone(&self.rules);
        let now = self.fetcher.clock().now();
        tokio::task::spawn_blocking(move || page::scrape(&fetched, &rules, now))
            .await
            .map_err(|error| {
                ConnectorError::Malformed(format!("reading the page failed: {error}"))
            })?
            .map_err(|why| ConnectorError::Malformed(format!("the page cannot be read: {why}")))
    }
}

#[async_trait]
impl Connector for Web {
    async fn check(&self) -> Result<String, ConnectorError> {
        let fetched = self.fetch(self.url.clone(), &Cursor::default()).await?;
        let scraped = self.scrape(fetched).await?;
        if scraped.mentions.is_empty() && scraped.rejected.is_empty() {
            return Err(ConnectorError::Malformed(self.rules.nothing_found()));
        }
        let next = if scraped.next.is_some() { ", and a next page" } else { "" };
        let unreadable = match scraped.rejected.len() {
            0 => String::new(),
            n => format!(", {n} unreadable"),
        };
        Ok(format!("{} mentions on the first page{unreadable}{next}", scraped.mentions.len()))
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        let mut cursor = Cursor::read(cursor, &self.url);
        let next = cursor.next.as_deref().map(parse_url).transpose()?;
        let is_first = next.is_none();
        let url = next.unwrap_or_else(|| self.url.clone());
        let asked = if is_first { &cursor } else { &Cursor::default() };
        let fetched = self.fetch(url.clone(), asked).await?;
        if fetched.status == 304 {
            return Ok(Page { cursor: Some(cursor.save()?), ..Page::default() });
        }
        if is_first {
            cursor.visited.clear();
            cursor.etag = fetched.header(ETAG.as_str()).map(str::to_owned);
            cursor.modified = fetched.header(LAST_MODIFIED.as_str()).map(str::to_owned);
        }
        let scraped = self.scrape(fetched).await?;
        cursor.advance(&url, scraped.next, self.max_pages);
        Ok(Page {
            mentions: scraped.mentions,
            rejected: scraped.rejected,
            more: cursor.next.is_some(),
            cursor: Some(cursor.save()?),
            ..Page::default()
        })
    }
}
