//! `plaza export`: everything as JSONL, without secrets.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use plaza_core::{MentionId, to_rfc3339};
use plaza_engine::Engine;
use plaza_store::MentionView;
use serde::Serialize;
use serde_json::{Value, json};

use crate::fresh::Fresh;
use crate::output::{self, Progress};

/// Records read at once.
const PAGE: i64 = 1_000;

pub(super) async fn run(engine: &Engine, dir: &Path) -> anyhow::Result<bool> {
    let fresh = Fresh::begin(dir)?;
    let written = write(engine, &fresh).await;
    let told = written.with_context(|| format!("nothing was exported into {}", dir.display()))?;
    fresh.publish()?;
    output::line(&format!("{told} in {}", dir.display()));
    Ok(true)
}

/// Writes everything; says how much it is.
async fn write(engine: &Engine, fresh: &Fresh) -> anyhow::Result<String> {
    let store = engine.store();
    let mentions = export_mentions(engine, fresh).await?;
    write_all(fresh, "themes.jsonl", &store.understand().themes(true).await?)?;
    write_all(fresh, "users.jsonl", &store.access().users().await?)?;
    let ideas = store.innovate().ideas(None).await?;
    let mut file = Jsonl::create(fresh, "ideas.jsonl")?;
    for idea in &ideas {
        let mut record = serde_json::to_value(idea)?;
        record["evidence"] = serde_json::to_value(store.innovate().evidence(idea.id).await?)?;
        file.write(&record)?;
    }
    file.finish()?;
    let mut sources = Jsonl::create(fresh, "sources.jsonl")?;
    for source in store.listen().sources().await? {
        // A kind that this build does not know has no form, so which value is secret is unknown.
        let values = engine.listen().shown_values(&source).unwrap_or_default();
        sources.write(&json!({ "name": source.name, "kind": source.kind, "place": source.place,
            "interval_s": source.interval_s, "paused": source.paused, "values": values }))?;
    }
    sources.finish()?;
    let mut replies = Jsonl::create(fresh, "replies.jsonl")?;
    let mut before = None;
    loop {
        engine.stop_sign().check()?;
        let page = store.talk().replies(None, before, PAGE).await?;
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        for reply in &page {
            replies.write(reply)?;
        }
    }
    replies.finish()?;
    Ok(format!("{mentions} mentions and {} ideas", ideas.len()))
}

/// Mentions as import records, so that another Plaza can take them in.
async fn export_mentions(engine: &Engine, fresh: &Fresh) -> anyhow::Result<u64> {
    let progress = Progress::start();
    let mut file = Jsonl::create(fresh, "mentions.jsonl")?;
    let (mut after, mut written) = (MentionId::default(), 0);
    loop {
        let page = engine.store().understand().sample_texts(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        engine.stop_sign().check()?;
        after = last.id;
        let ids: Vec<MentionId> = page.iter().map(|mention| mention.id).collect();
        for mention in engine.store().mentions(&ids).await? {
            file.write(&record(&mention))?;
            written += 1;
        }
        progress.show(format!("{written} mentions"));
    }
    progress.finish();
    file.finish()?;
    Ok(written)
}

fn record(mention: &MentionView) -> Value {
    let mut record = json!({
        "id": mention.external_id, "text": mention.text, "title": mention.title,
        "url": mention.url, "author": mention.author, "author_name": mention.author_name,
        "account": mention.account, "account_space": mention.account_space,
        "created_at": to_rfc3339(mention.created_at), "rating": mention.rating,
        "parent_id": mention.parent_external_id, "conversation_id": mention.conversation,
        "channel": mention.channel, "country": mention.country, "extra": mention.extra,
        "source": mention.source_name, "insight": mention.insight,
    });
    if !mention.author_is.is_account() {
        record["author_is"] = mention.author_is.name().into();
    }
    if mention.ours {
        record["ours"] = true.into();
    }
    if let Some(fields) = record.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    record
}

fn write_all<T: Serialize>(fresh: &Fresh, name: &str, records: &[T]) -> anyhow::Result<()> {
    let mut file = Jsonl::create(fresh, name)?;
    for record in records {
        file.write(record)?;
    }
    file.finish()
}

struct Jsonl(BufWriter<File>);

impl Jsonl {
    fn create(fresh: &Fresh, name: &str) -> anyhow::Result<Self> {
        Ok(Self(BufWriter::new(fresh.create(name)?)))
    }

    fn write<T: Serialize>(&mut self, record: &T) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.0, record)?;
        self.0.write_all(b"\n")?;
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<()> {
        Ok(self.0.flush()?)
    }
}
