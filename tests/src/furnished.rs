//! A board with something to show on every screen: an invented brand, what its customers say, ideas.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::http::Client;
use crate::server::{Plaza, succeeded};
use crate::talk::{IDEAS, MENTIONS, SOURCES, records};
use crate::wordpress::WordPress;

/// How long the index may take to follow the store, on a busy machine.
const INDEX_LIMIT: Duration = Duration::from_secs(60);

/// What pages are asked for by.
#[derive(Debug, Clone)]
pub struct Furnished {
    /// A question that others have answered.
    pub mention: i64,
    /// An idea with a quote.
    pub idea: i64,
    /// The largest theme.
    pub theme: i64,
    /// A source with mentions.
    pub source: i64,
}

/// Fills a Plaza that has been set up.
///
/// # Errors
/// The server refuses something, or the index does not follow in time.
pub async fn furnish(plaza: &Plaza) -> Result<Furnished> {
    let api = plaza.token_client("admin")?;
    for source in SOURCES {
        let said: Vec<Value> = records(source);
        api.post(&format!("/api/v1/mentions?source={source}"), &json!(said)).await?;
    }
    wait_for_mentions(&api, MENTIONS).await?;
    api.post("/api/v1/themes/rebuild", &json!({})).await?;
    let mut ideas = Vec::new();
    for idea in IDEAS {
        ideas.push(make_idea(&api, idea).await?);
    }
    let themes = api.fetch("/api/v1/themes").await?;
    let sources = api.fetch("/api/v1/sources").await?;
    Ok(Furnished {
        mention: find(&api, "ahorro").await?,
        idea: ideas.first().copied().context("no ideas")?,
        theme: first_id(&themes, "theme")?,
        source: first_id(&sources, "source")?,
    })
}

/// Makes a site's comments a source that takes replies, and collects them.
///
/// # Errors
/// The site does not answer, or the source cannot be made.
pub fn collect_blog(plaza: &Plaza, blog: &WordPress, name: &str) -> Result<()> {
    let host = blog.base_url.trim_start_matches("http://");
    let settings = [
        format!("url={}", blog.base_url),
        format!("user={}", blog.admin.name),
        format!("password={}", blog.admin.password),
    ];
    let mut arguments = vec!["source", "add", "wordpress", name];
    arguments.extend(settings.iter().map(String::as_str));
    arguments.extend(["--allow-host", host]);
    succeeded(&plaza.command(&arguments)?)?;
    succeeded(&plaza.command(["collect", name])?)?;
    Ok(())
}

/// Waits until searches find this many mentions.
///
/// # Errors
/// They do not in time.
pub async fn wait_for_mentions(api: &Client, least: usize) -> Result<()> {
    let begun = Instant::now();
    loop {
        let found = api.fetch("/api/v1/mentions").await?["total"].as_u64().unwrap_or(0);
        if usize::try_from(found).is_ok_and(|found| found >= least) {
            return Ok(());
        }
        if begun.elapsed() > INDEX_LIMIT {
            bail!("searches find {found} of {least} mentions");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The first mention in a thread of its own that a search finds.
async fn find(api: &Client, query: &str) -> Result<i64> {
    let page = api.fetch(&format!("/api/v1/mentions?q={query}")).await?;
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let thread = items.iter().find(|item| item["mention"]["parent_external_id"].is_null());
    thread
        .and_then(|item| item["mention"]["id"].as_i64())
        .with_context(|| format!("nobody says {query}"))
}

async fn make_idea(api: &Client, idea: (&str, &str, &str, &str)) -> Result<i64> {
    let (title, stage, word, quote) = idea;
    let made = api.post("/api/v1/ideas", &json!({ "title": title, "description": "" })).await?;
    let id = made["idea"]["id"].as_i64().or(made["id"].as_i64()).context("an idea without id")?;
    let evidence = json!({ "mention_id": find(api, word).await?, "quote": quote });
    api.post(&format!("/api/v1/ideas/{id}/evidence"), &evidence).await?;
    let shown = api.fetch(&format!("/api/v1/ideas/{id}")).await?;
    let step = json!({ "stage": stage, "version": shown["idea"]["version"] });
    api.post(&format!("/api/v1/ideas/{id}/move"), &step).await?;
    Ok(id)
}

/// The id of the first item of a list, which may be wrapped under `name`.
fn first_id(list: &Value, name: &str) -> Result<i64> {
    let items = list.as_array().or(list["items"].as_array());
    let first = items.and_then(|items| items.first()).with_context(|| format!("no {name}"))?;
    first["id"].as_i64().or(first[name]["id"].as_i64()).with_context(|| format!("no id: {first}"))
}
