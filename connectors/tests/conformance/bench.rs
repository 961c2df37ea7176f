//! A source of a manifest that a test writes itself, and the server that it asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_connectors::from_manifest;
use plaza_core::{Connector, ConnectorError, FixedClock, Missed, Page, SourceConfig};
use tokio::net::TcpListener;

use crate::simulator::NOW;

/// The head of such a manifest: a form with `url`, `user` and `password`, and a mention of `id`,
/// `text`, `at` and `parent`.
const HEAD: &str = r#"
format = 1
kind = "bench"
place = "{{ config.url | place }}"
name = { en = "B", es = "B" }
summary = { en = "B.", es = "B." }

[[field]]
use = "forum_address"

[[field]]
use = "user_name"
help = { en = "Who.", es = "Quién." }

[[field]]
use = "password"
help = { en = "What.", es = "Cuál." }

"#;

const MENTION: &str = r#"
[mention.item]
id = ".id"
text = ".text"
created_at = ".at"
parent_id = ".parent // $parent.id"
conversation_id = ".thread"
"#;

pub(crate) struct Bench {
    pub(crate) connector: Box<dyn Connector>,
    pub(crate) clock: Arc<FixedClock>,
    log: Arc<Mutex<Vec<String>>>,
    pub(crate) cursor: Option<String>,
}

/// A whole manifest, of which `parts` is all but the form and the mention `item`.
pub(crate) fn manifest(parts: &str) -> String {
    let mention = if parts.contains("[mention.item]") { "" } else { MENTION };
    format!("{HEAD}{parts}{mention}")
}

/// The mistake in such a manifest.
pub(crate) fn mistake(parts: &str) -> String {
    let read = from_manifest("x.toml", &manifest(parts), crate::documents::fetcher());
    read.map(|_| ()).unwrap_err().to_string()
}

impl Bench {
    pub(crate) async fn of(routes: Router, parts: &str) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&log);
        let router = routes.layer(from_fn(move |request: Request, next: Next| {
            heard.lock().unwrap().push(format!("{} {}", request.method(), request.uri()));
            next.run(request)
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let clock = Arc::new(FixedClock::at(NOW));
        let settings = FetchSettings {
            min_delay: Duration::ZERO,
            backoff: Duration::from_millis(1),
            retries: 0,
            ..FetchSettings::new("Plaza test", Arc::clone(&clock) as _)
        };
        let factory = from_manifest("bench.toml", &manifest(parts), Fetcher::new(settings));
        let factory = factory.unwrap_or_else(|error| panic!("{error}"));
        let values = BTreeMap::from([
            ("url".to_owned(), format!("http://{address}")),
            ("user".to_owned(), "plaza".to_owned()),
            ("password".to_owned(), "s3cret-Words".to_owned()),
        ]);
        let config = SourceConfig::checked(factory.spec(), values, Some(address)).unwrap();
        Self { connector: factory.open(&config).unwrap(), clock, log, cursor: None }
    }

    /// One page; the cursor moves with it.
    pub(crate) async fn page(&mut self) -> Result<Page, ConnectorError> {
        let page = self.connector.collect(self.cursor.as_deref()).await?;
        self.cursor.clone_from(&page.cursor);
        Ok(page)
    }

    /// A whole round as one page.
    pub(crate) async fn round(&mut self) -> Result<Page, ConnectorError> {
        let mut all = Page::default();
        for _ in 0..20_000 {
            let page = self.page().await?;
            all.mentions.extend(page.mentions);
            all.deletions.extend(page.deletions);
            all.rejected.extend(page.rejected);
            if !page.more {
                return Ok(all);
            }
        }
        panic!("the round does not end");
    }

    pub(crate) fn missed(&self) -> Vec<Missed> {
        self.connector.missed()
    }

    /// Method and address of every request.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}
