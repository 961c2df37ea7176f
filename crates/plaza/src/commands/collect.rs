//! `plaza collect`.

use std::time::Duration;

use plaza_engine::listen::is_being_collected;
use plaza_engine::{Actor, Engine, EngineError};

use crate::output;

/// How often it is looked whether another process has finished with a source.
const LOOK: Duration = Duration::from_millis(200);

pub(super) async fn run(engine: &Engine, name: Option<&str>, once: bool) -> anyhow::Result<bool> {
    let sources = match name {
        Some(name) => vec![super::source::named(engine, name).await?],
        None => collectable(engine).await?,
    };
    let mut all_done = true;
    for source in sources {
        let mut waits = false;
        loop {
            match engine.listen().collect_now(&Actor::system(), source.id).await {
                Ok(report) => {
                    let summary = super::import::summary(&report.items);
                    output::line(&format!("{}: {summary}", source.name));
                    if report.more && !once {
                        continue;
                    }
                }
                // Another process collects it, usually the server, which a source was just added
                // to; what the place has said since then is still to come.
                Err(error) if is_being_collected(&error) && engine.stop_sign().check().is_ok() => {
                    if !waits {
                        output::line(&format!("{}: waits, {error}", source.name));
                        waits = true;
                    }
                    tokio::time::sleep(LOOK).await;
                    continue;
                }
                Err(EngineError::Stopped(stopped)) => {
                    output::line(&format!("{}: {stopped}", source.name));
                    return Ok(false);
                }
                Err(error) => {
                    all_done = false;
                    output::line(&format!("{}: failed: {error}", source.name));
                }
            }
            break;
        }
    }
    engine.find().index_caught_up().await?;
    Ok(all_done)
}

/// Sources that a connector collects and nobody has paused.
async fn collectable(engine: &Engine) -> anyhow::Result<Vec<plaza_store::listen::Source>> {
    let kinds: Vec<&str> = engine.connectors().map(|spec| spec.kind).collect();
    let mut sources = engine.store().listen().sources().await?;
    sources.retain(|source| !source.paused && kinds.contains(&source.kind.as_str()));
    Ok(sources)
}
