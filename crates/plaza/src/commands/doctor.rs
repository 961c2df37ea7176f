//! `plaza doctor` and `plaza reindex`.

use plaza_core::ReplyState;
use plaza_engine::Engine;
use plaza_store::JobState;

use crate::config::Config;
use crate::{output, wiring};

/// Looks at everything and says what is wrong; true when nothing is.
pub(super) async fn run(engine: &Engine, config: &Config) -> anyhow::Result<bool> {
    let mut problems = engine.store().damages().await?;
    engine.find().index_caught_up().await?;
    let stored = engine.store().docs_count().await?;
    let indexed = i64::try_from(engine.index().count())?;
    if stored != indexed {
        problems.push(format!(
            "{stored} mentions are stored and {indexed} can be found; mend it with: plaza reindex"
        ));
    }
    problems.extend(wiring::connectors(config).1.iter().map(ToString::to_string));
    problems.extend(engine.listen().unusable_sources().await?);
    let uncertain = engine.store().talk().replies_count(ReplyState::Uncertain).await?;
    if uncertain > 0 {
        problems.push(format!("{uncertain} replies wait for a person to say whether they arrived"));
    }
    for job in engine.store().jobs(JobState::Parked).await? {
        let error = job.error.unwrap_or_default();
        problems.push(format!("the job {} was given up: {error}", job.kind));
    }
    let store = config.database_url.as_ref().map_or("SQLite", |_| "PostgreSQL");
    output::line(&format!(
        "data folder {}, {store}, model {}",
        config.data.display(),
        engine.understand().model()
    ));
    output::line(&format!("{stored} mentions stored, {indexed} can be found"));
    for problem in &problems {
        output::line(&format!("problem: {problem}"));
    }
    if problems.is_empty() {
        output::line("nothing is wrong");
    }
    Ok(problems.is_empty())
}

/// Builds the index anew.
pub(super) async fn reindex(engine: &Engine) -> anyhow::Result<bool> {
    engine.find().rebuild_index().await?;
    output::line(&format!("{} mentions can be found", engine.index().count()));
    Ok(true)
}
