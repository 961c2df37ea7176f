//! `plaza source quarantine`.

use std::io::Write as _;

use anyhow::Context;
use plaza_connectors::file::{Format, Layout, read_records};
use plaza_core::to_rfc3339;
use plaza_engine::listen::{ImportOrder, RowsAgain};
use plaza_engine::{Actor, Engine};
use plaza_store::listen::{ImportWay, Source};

use super::source::named;
use crate::cli::RetryOptions;
use crate::output;

/// Quarantined items shown at most.
const SHOWN: i64 = 100;
/// Rows that are read again at once.
const READ_AGAIN: i64 = 10_000;

pub(super) async fn run(engine: &Engine, name: &str, retry: &RetryOptions) -> anyhow::Result<bool> {
    let source = named(engine, name).await?;
    if retry.says_how() {
        return read_again(engine, &source, retry).await;
    }
    if retry.retry {
        let report = engine.listen().retry_quarantine(&Actor::system(), source.id).await?;
        output::line(&super::import::summary(&report));
        return Ok(report.quarantined == 0);
    }
    for item in engine.store().listen().quarantine(Some(source.id), None, SHOWN).await? {
        output::line(&format!("{}\t{}\t{}", to_rfc3339(item.created_at), item.origin, item.reason));
    }
    Ok(true)
}

/// Reads a source's refused rows again as the options say, as an import of its own.
async fn read_again(engine: &Engine, source: &Source, how: &RetryOptions) -> anyhow::Result<bool> {
    let maps = how.map.iter().map(|map| ("map", map.as_str()));
    let scales = how.scale.iter().map(|scale| ("scale", scale.as_str()));
    let dates = how.dates.iter().map(|dates| ("dates", dates.as_str()));
    let mut layout = Layout::parse_options(maps.chain(scales).chain(dates))?;
    // Rows are kept as JSON objects, whatever their file was.
    layout.format = Some(Format::Jsonl);
    let store = engine.store().listen();
    let items = store.quarantine(Some(source.id), None, READ_AGAIN).await?;
    let (rows, jsonl) = RowsAgain::of(&items);
    let folder = tempfile::tempdir().context("there is no room for the rows")?;
    let path = folder.path().join("quarantine.jsonl");
    std::fs::File::create(&path)?.write_all(jsonl.as_bytes())?;
    let records = read_records(&path, &layout)?;
    let (actor, ids) = (Actor::system(), rows.ids());
    let told = serde_json::to_string(&layout)?;
    let (via, origin) = (ImportWay::Quarantine, "quarantine");
    let order = ImportOrder { source: &source.name, origin, via, layout: &told };
    let listen = engine.listen();
    let begun = listen.begin_import(&actor, &order).await?;
    listen.read_quarantined_again(&actor, &ids).await?;
    let records = records.map(move |record| rows.as_it_stood(record));
    let report = listen.run_import(&actor, &begun, records, &|_| {}).await?;
    listen.read_again(&actor, source.id, &ids).await?;
    engine.find().index_caught_up().await?;
    output::line(&super::import::summary(&report));
    Ok(report.quarantined == 0)
}
