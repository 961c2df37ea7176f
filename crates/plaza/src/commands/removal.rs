//! `plaza source archive`, `bring-back`, `remove`, `delete`.

use anyhow::Context;
use plaza_engine::{Actor, Engine};
use plaza_store::listen::Source;

use super::source::named;
use crate::output;

pub(super) async fn archive(engine: &Engine, name: &str) -> anyhow::Result<bool> {
    let source = named(engine, name).await?;
    engine.listen().archive_source(&Actor::system(), source.id).await?;
    output::line(&format!("{name} archived; its mentions stay"));
    Ok(true)
}

pub(super) async fn delete(engine: &Engine, name: &str) -> anyhow::Result<bool> {
    let source = kept(engine, name).await?;
    engine.listen().remove_source(&Actor::system(), source.id).await?;
    engine.listen().take_away_all().await?;
    engine.find().index_caught_up().await?;
    output::line(&format!("{name} deleted with its mentions"));
    Ok(true)
}

pub(super) async fn bring_back(engine: &Engine, name: &str) -> anyhow::Result<bool> {
    let source = kept(engine, name).await?;
    let source = engine.listen().bring_back_source(&Actor::system(), source.id).await?;
    output::line(&format!("{name} is back"));
    if source.paused {
        output::note("it is paused: its secrets were not kept; enter them, then resume it");
    }
    Ok(true)
}

/// A source, archived or not.
async fn kept(engine: &Engine, name: &str) -> anyhow::Result<Source> {
    let source = engine.store().listen().source_named(name).await?;
    source
        .with_context(|| format!("there is no source named {name}; `plaza source list` shows them"))
}
