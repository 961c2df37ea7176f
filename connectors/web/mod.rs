//! Web pages, read by schema.org data where they have it and by CSS selectors where they do not.

mod config;
mod cursor;
mod graph;
mod item;
mod jsonld;
mod microdata;
mod nameless;
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
    ConfigError, Connector, ConnectorError, ConnectorFactory, ConnectorSpec, Message, Page,
    Rejected, SourceConfig, say,
};
use url::Url;

use crate::fetch::header::{ACCEPT, ETAG, LAST_MODIFIED};
use crate::fetch::{Fetched, Fetcher, SourceFetcher, parse_url};
use crate::guarded::guarded;
use crate::place::place_of;
use crate::revisit::Revisit;
use config::Config;
use cursor::Cursor;
use page::Scraped;
use robots::RobotsCache;
use rules::Rules;

/// Largest page in bytes, decompressed.
const MAX_BYTES: usize = 10_000_000;

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

impl Web {
    async fn fetch(&self, url: Url, cursor: &Cursor) -> Result<Fetched, ConnectorError> {
        let robots = self.robots.of(&self.fetcher, &url).await?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if !robots.allows(&url) {
            return Err(ConnectorError::Malformed(say!(
                "robots-refuse",
                "the robots.txt of {host} does not allow this page",
                host
            )));
        }
        let delay = self.delay.max(robots.delay());
        let request = self
            .fetcher
            .clone()
            .with_min_delay(delay)
            .get(url)
            .header(ACCEPT, "text/html, application/xhtml+xml;q=0.9, */*;q=0.5")
            .still_packed()
            .unless_changed(cursor.etag.as_deref(), cursor.modified.as_deref());
        let fetched = request.send().await?.unpacked(MAX_BYTES)?;
        // A redirect may have led to a page that robots.txt does not allow.
        let robots = self.robots.of(&self.fetcher, &fetched.final_url).await?;
        if !robots.allows(&fetched.final_url) {
            return Err(ConnectorError::Malformed(say!(
                "robots-refuse-target",
                "{host} redirects to a page that robots.txt does not allow",
                host
            )));
        }
        Ok(fetched)
    }

    async fn scrape(&self, fetched: Fetched) -> Result<Scraped, ConnectorError> {
        let kind = fetched.content_type();
        if !(kind.is_empty() || kind.contains("html") || kind.contains("xml")) {
            return Err(ConnectorError::Malformed(say!(
                "page-not-html",
                "the page is {kind}, not HTML",
                kind
            )));
        }
        let rules = Arc::clone(&self.rules);
        let now = self.fetcher.clock().now();
        let read = move || guarded(|| page::scrape(&fetched, &rules, now)).and_then(|read| read);
        tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| ConnectorError::Malformed(page_unread(&error)))?
            .map_err(|why| ConnectorError::Malformed(page_unread(&why)))
    }
}

#[async_trait]
impl Connector for Web {
    async fn check(&self) -> Result<Message, ConnectorError> {
        let fetched = self.fetch(self.url.clone(), &Cursor::default()).await?;
        let scraped = self.scrape(fetched).await?;
        if let Some(why) = scraped.nothing {
            return Err(ConnectorError::Malformed(why));
        }
        let n = scraped.mentions.len();
        let mut found = say!("found-mentions", "{n} mentions on the first page", n);
        let n = scraped.rejected.len();
        if n > 0 {
            found = found.beside(say!("trial-unreadable", "{n} unreadable", n));
        }
        Ok(match scraped.next {
            Some(_) => found.beside(say!("found-next-page", "and a next page")),
            None => found,
        })
    }

    async fn collect(&self, cursor: Option<&str>) -> Result<Page, ConnectorError> {
        let mut cursor = Cursor::read(cursor, &self.url);
        match cursor.next.as_deref().map(parse_url).transpose()? {
            None => self.first_page(cursor).await,
            Some(next) => match self.further_page(&mut cursor, &next).await {
                // Everybody is asked to come back later, the first page too.
                Err(wait @ ConnectorError::RateLimited { .. }) => Err(wait),
                Err(error) => end_of_walk(cursor, &next, &error),
                Ok(page) => Ok(page),
            },
        }
    }
}

impl Web {
    async fn first_page(&self, mut cursor: Cursor) -> Result<Page, ConnectorError> {
        let fetched = self.fetch(self.url.clone(), &cursor).await?;
        cursor.begin();
        if fetched.status == 304 {
            cursor.go_on();
            let more = cursor.next.is_some();
            return Ok(Page { more, cursor: Some(cursor.save()?), ..Page::default() });
        }
        cursor.etag = fetched.header(ETAG.as_str()).map(str::to_owned);
        cursor.modified = fetched.header(LAST_MODIFIED.as_str()).map(str::to_owned);
        let mut scraped = self.scrape(fetched).await?;
        // A source that brings nothing says why, and not only when somebody tests it.
        scraped.rejected.extend(scraped.nothing.take().map(|reason| Rejected {
            origin: self.url.as_str().to_owned(),
            reason,
            raw: String::new(),
        }));
        cursor.nameless.recognise(&mut scraped.mentions);
        let has_seen_all = cursor.remember(&scraped.mentions);
        cursor.advance(&self.url, scraped.next.take(), self.max_pages);
        if has_seen_all {
            cursor.go_on();
        }
        page_of(scraped, &cursor)
    }

    async fn further_page(&self, cursor: &mut Cursor, url: &Url) -> Result<Page, ConnectorError> {
        let fetched = self.fetch(url.clone(), &Cursor::default()).await?;
        let mut scraped = self.scrape(fetched).await?;
        cursor.nameless.recognise(&mut scraped.mentions);
        cursor.advance(url, scraped.next.take(), self.max_pages);
        page_of(scraped, cursor)
    }
}

fn page_unread(technical: &dyn std::fmt::Display) -> Message {
    let technical = technical.to_string();
    say!("page-unread", "the page cannot be read: {technical}", technical)
}

fn page_of(scraped: Scraped, cursor: &Cursor) -> Result<Page, ConnectorError> {
    Ok(Page {
        mentions: scraped.mentions,
        rejected: scraped.rejected,
        more: cursor.next.is_some(),
        cursor: Some(cursor.save()?),
        ..Page::default()
    })
}

/// A further page that cannot be read ends the walk and nothing else: what was read counts, the
/// first page is read again next time, and a person sees where it ended. One that is only passing
/// away is tried again next time.
fn end_of_walk(
    mut cursor: Cursor,
    url: &Url,
    error: &ConnectorError,
) -> Result<Page, ConnectorError> {
    let is_passing = matches!(error, ConnectorError::Transient(_));
    cursor.stop(is_passing.then_some(url));
    let why = error.message();
    let reason = if is_passing {
        say!(
            "next-page-waits",
            "the next page could not be read, so the rest waits until the next time: {why}",
            why
        )
    } else {
        say!(
            "next-page-unread",
            "the next page could not be read, so the list ends before it: {why}",
            why
        )
    };
    let note = Rejected { origin: url.as_str().to_owned(), reason, raw: String::new() };
    Ok(Page { rejected: vec![note], cursor: Some(cursor.save()?), ..Page::default() })
}
