//! `plaza export`: everything as JSONL, without secrets.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use plaza_core::{MentionId, to_rfc3339};
use plaza_engine::Engine;
use plaza_store::MentionView;
use serde::Serialize;
use serde_json::{Value, json};

use super::copies::empty_folder;
use crate::output::{self, Progress};

/// Records read at once.
const PAGE: i64 = 1_000;

pub(super) async fn run(engine: &Engine, dir: &Path) -> anyhow::Result<bool> {
    empty_folder(dir)?;
    let store = engine.store();
    let mentions = export_mentions(engine, dir).await?;
    write_all(&dir.join("themes.jsonl"), &store.understand().themes(true).await?)?;
    write_all(&dir.join("users.jsonl"), &store.access().users().await?)?;
    let ideas = store.innovate().ideas(None).await?;
    let mut file = Jsonl::create(&dir.join("ideas.jsonl"))?;
    for idea in &ideas {
        let mut record = serde_json::to_value(idea)?;
        record["evidence"] = serde_json::to_value(store.innovate().evidence(idea.id).await?)?;
        file.write(&record)?;
    }
    file.finish()?;
    let mut sources = Jsonl::create(&dir.join("sources.jsonl"))?;
    for source in store.listen().sources().await? {
        // A kind that this build does not know has no form, so which value is secret is unknown.
        let values = engine.listen().shown_values(&source).unwrap_or_default();
        sources.write(&json!({ "name": source.name, "kind": source.kind, "place": source.place,
            "interval_s": source.interval_s, "paused": source.paused, "values": values }))?;
    }
    sources.finish()?;
    let mut replies = Jsonl::create(&dir.join("replies.jsonl"))?;
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
    output::line(&format!("{mentions} mentions and {} ideas in {}", ideas.len(), dir.display()));
    Ok(true)
}

/// Mentions as import records, so that another Plaza can take them in.
async fn export_mentions(engine: &Engine, dir: &Path) -> anyhow::Result<u64> {
    let progress = Progress::start();
    let mut file = Jsonl::create(&dir.join("mentions.jsonl"))?;
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
        "created_at": to_rfc3339(mention.created_at), "rating": mention.rating,
        "parent_id": mention.parent_external_id, "conversation_id": mention.conversation,
        "channel": mention.channel, "country": mention.country, "extra": mention.extra,
        "source": mention.source_name, "insight": mention.insight,
    });
    if let Some(fields) = record.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    record
}

fn write_all<T: Serialize>(path: &Path, records: &[T]) -> anyhow::Result<()> {
    let mut file = Jsonl::create(path)?;
    for record in records {
        file.write(record)?;
    }
    file.finish()
}

struct Jsonl(BufWriter<File>);

impl Jsonl {
    fn create(path: &Path) -> anyhow::Result<Self> {
        Ok(Self(BufWriter::new(File::create(path)?)))
    }

    fn write<T: Serialize>(&mut self, record: &T) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.0, record)?;
        self.0.write_all(b"\n")?;
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.0.flush()?;
        Ok(self.0.get_ref().sync_all()?)
    }
}
