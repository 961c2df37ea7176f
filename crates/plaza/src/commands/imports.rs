//! `plaza import list` and `plaza import undo`.

use anyhow::Context;
use plaza_core::{ImportId, to_rfc3339};
use plaza_engine::{Actor, Engine};
use plaza_store::listen::Import;

use crate::cli::ImportCommand;
use crate::output;

/// Imports shown at most.
const SHOWN: i64 = 200;

pub(super) async fn run(engine: &Engine, command: ImportCommand) -> anyhow::Result<bool> {
    match command {
        ImportCommand::List { source, json } => list(engine, source.as_deref(), json).await,
        ImportCommand::Undo { batch, all } => undo(engine, batch.into(), all).await,
    }
}

async fn list(engine: &Engine, source: Option<&str>, json: bool) -> anyhow::Result<bool> {
    let store = engine.store().listen();
    let source = match source {
        Some(name) => {
            let found = store.source_named(name).await?;
            Some(found.with_context(|| format!("there is no source named {name}"))?.id)
        }
        None => None,
    };
    for import in store.imports(source, None, SHOWN).await? {
        if json {
            output::json(&serde_json::to_value(&import)?)?;
        } else {
            output::line(&line(&import));
        }
    }
    Ok(true)
}

fn line(import: &Import) -> String {
    let Import { id, source_name, origin, state, added, edited, quarantined, .. } = import;
    let (at, state) = (to_rfc3339(import.started_at), state.name());
    format!(
        "{id}\t{at}\t{source_name}\t{origin}\t{state}\tnew={added} edited={edited} \
         quarantined={quarantined}"
    )
}

async fn undo(engine: &Engine, id: ImportId, all: bool) -> anyhow::Result<bool> {
    engine.listen().undo_import(&Actor::system(), id, all).await?;
    engine.listen().take_away_all().await?;
    engine.find().index_caught_up().await?;
    let import = engine.store().listen().import(id).await?.context("the import is gone")?;
    output::line(&format!(
        "removed={} restored={} kept={}",
        import.removed, import.restored, import.kept
    ));
    if import.kept > 0 {
        output::note(
            "what somebody has worked with or changed since stays; --all takes it away too",
        );
    }
    Ok(true)
}
