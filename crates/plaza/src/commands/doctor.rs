//! `plaza doctor` and `plaza reindex`.

use plaza_core::ReplyState;
use plaza_engine::{Engine, EngineError};
use plaza_store::JobState;

use crate::config::Config;
use crate::home;
use crate::running::{self, Said};
use crate::wiring::Mode;
use crate::{output, wiring};

/// How often stored and found mentions are compared while others write.
const COMPARISONS: usize = 5;

/// Asks the running processes, looks at everything, and says what is wrong; true when nothing is.
pub(super) async fn run(config: &Config) -> anyhow::Result<bool> {
    home::refuse_absent(config)?;
    let mut problems = Vec::new();
    let answers = running::ask(&config.data).await;
    if answers.is_empty() {
        output::line("no process is running on this data folder");
    }
    for answer in answers {
        match answer {
            Ok(said) => problems.extend(told(&said)),
            Err(error) => problems.push(format!("{error:#}")),
        }
    }
    // Told before anything else is looked at, which may fail.
    problems.iter().for_each(|problem| tell(problem));
    let all_well = problems.is_empty();
    let examine = async |engine: Engine| examine(&engine, config, all_well).await;
    super::with_engine(config, Mode::Reading, examine).await
}

/// Prints what a process says, and gives what is wrong with it.
fn told(said: &Said) -> Vec<String> {
    let Said { pid, command, address, since, .. } = said;
    let address = address.as_ref().map_or_else(String::new, |at| format!(" on {at}"));
    output::line(&format!("plaza {command} is running{address}: process {pid}, since {since}"));
    said.notes.iter().for_each(|note| output::line(note));
    said.problems.iter().map(|problem| format!("plaza {command} ({pid}): {problem}")).collect()
}

fn tell(problem: &str) {
    output::line(&format!("problem: {problem}"));
}

/// Looks at the data folder.
async fn examine(engine: &Engine, config: &Config, all_well: bool) -> anyhow::Result<bool> {
    let mut problems = engine.store().damages().await?;
    if let Err(error) = wiring::examine_key(config, engine.store()).await {
        problems.push(format!("{error:#}"));
    }
    if let Err(error) = engine.find().index_caught_up().await {
        problems.push(error.to_string());
    }
    let (stored, indexed) = compare(engine).await?;
    if stored != indexed {
        problems.push(format!(
            "{stored} mentions are stored and {indexed} can be found; mend it with: plaza reindex"
        ));
    }
    if !engine.find().index_is_ours().await? {
        problems.push(
            "the search index was not made from what the database holds; \
             mend it with: plaza reindex"
                .to_owned(),
        );
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
    output::line(&format!("house {}", engine.store().store_id().await?));
    output::line(&format!("{stored} mentions stored, {indexed} can be found"));
    if engine.find().index_was_foreign() {
        output::line(
            "the search index was not made from what the database holds and has been built anew",
        );
    }
    problems.iter().for_each(|problem| tell(problem));
    let all_well = all_well && problems.is_empty();
    if all_well {
        output::line("nothing is wrong");
    }
    Ok(all_well)
}

/// How many mentions are stored, and how many can be found. While others write, the one may be
/// ahead of the other for a moment.
async fn compare(engine: &Engine) -> anyhow::Result<(i64, i64)> {
    let mut counts = (0, 0);
    for _ in 0..COMPARISONS {
        counts = (engine.store().docs_count().await?, i64::try_from(engine.index().count())?);
        if counts.0 == counts.1 || engine.find().index_caught_up().await.is_err() {
            break;
        }
    }
    Ok(counts)
}

/// Builds the index anew.
pub(super) async fn reindex(engine: &Engine) -> anyhow::Result<bool> {
    let rebuilt = engine.find().rebuild_index().await;
    let found = engine.index().count();
    if let Err(EngineError::Stopped(_)) = rebuilt {
        output::line(&format!("{found} mentions can be found until now; the next start goes on"));
        return Ok(false);
    }
    rebuilt?;
    output::line(&format!("{found} mentions can be found"));
    Ok(true)
}
