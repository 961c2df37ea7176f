//! What several tests need.

use std::fs;
use std::process::Output;

use anyhow::{Context, Result};
use plaza_tests::http::Client;
use plaza_tests::server::Plaza;
use serde_json::{Value, json};

/// What an import or an ingest says that it did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) read: u64,
    pub(crate) new: u64,
    pub(crate) edited: u64,
    pub(crate) unchanged: u64,
    pub(crate) quarantined: u64,
}

impl Summary {
    /// Reads `read 3, new 2, …`, with the numbers before or behind the words.
    pub(crate) fn of(output: &Output) -> Result<Self> {
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = printed
            .lines()
            .rev()
            .find(|line| line.contains("unchanged"))
            .with_context(|| format!("no summary in {printed:?} {output:?}"))?;
        let number = |word| figure(line, word).with_context(|| format!("no {word} in {line:?}"));
        Ok(Self {
            read: number("read")?,
            new: number("new")?,
            edited: number("edited")?,
            unchanged: number("unchanged")?,
            quarantined: number("quarantined")?,
        })
    }
}

/// The number that a line of `word NUMBER`, `word=NUMBER` or `NUMBER word` gives for `word`.
fn figure(line: &str, word: &str) -> Option<u64> {
    let words: Vec<&str> =
        line.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
    let at = words.iter().position(|other| *other == word)?;
    let leads_with_numbers = words.first()?.parse::<u64>().is_ok();
    let number = if leads_with_numbers { at.checked_sub(1)? } else { at + 1 };
    words.get(number)?.parse().ok()
}

/// Imports these records and returns what the command said.
pub(crate) fn import(plaza: &Plaza, source: &str, records: &[Value]) -> Result<(Output, Summary)> {
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    import_bytes(plaza, source, lines.join("\n").as_bytes())
}

/// Imports a file with these bytes.
pub(crate) fn import_bytes(plaza: &Plaza, source: &str, bytes: &[u8]) -> Result<(Output, Summary)> {
    let file = plaza.scratch(&format!("{source}.jsonl"));
    fs::write(&file, bytes)?;
    let file = file.to_string_lossy().into_owned();
    let output = plaza.command(["import", &file, "--source", source])?;
    let summary = Summary::of(&output)?;
    Ok((output, summary))
}

/// A record with this id and text.
pub(crate) fn record(id: &str, text: &str) -> Value {
    json!({
        "id": id, "text": text, "author": "ana", "author_name": "Ana",
        "created_at": "2026-10-01T10:00:00Z",
    })
}

/// How many mentions a query finds.
pub(crate) async fn count(client: &Client, query: &str) -> Result<u64> {
    let page = search(client, query).await?;
    page["total"].as_u64().with_context(|| format!("no total in {page}"))
}

/// The answer of the API to a query, with all facets.
pub(crate) async fn search(client: &Client, query: &str) -> Result<Value> {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    client
        .fetch(&format!(
            "/api/v1/mentions?q={query}&limit=20&facets=lang,sentiment,source,intent,theme"
        ))
        .await
}

/// The items of a page of a list; of a page of results or a conversation, the mentions.
pub(crate) fn items(page: &Value) -> Vec<Value> {
    let items = page.get("items").or(page.get("mentions"));
    let items = items.and_then(Value::as_array).cloned().unwrap_or_default();
    items.into_iter().map(|item| item.get("mention").cloned().unwrap_or(item)).collect()
}

/// Waits until a query finds as many mentions, as the index follows the store a moment later.
pub(crate) async fn wait_for_count(client: &Client, query: &str, wanted: u64) -> Result<()> {
    let mut found = 0;
    for _ in 0..200 {
        found = count(client, query).await?;
        if found == wanted {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("{query:?} finds {found} mentions, not {wanted}")
}
