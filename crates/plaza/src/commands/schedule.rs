//! `plaza source schedule`, `pause`, `resume`, `backfill` and `coverage`.

use anyhow::Context;
use plaza_core::to_rfc3339;
use plaza_engine::listen::SourceDraft;
use plaza_engine::{Actor, Engine};
use plaza_store::listen::{Gap, Source};

use crate::output;

/// Sets the pause between two collections; `None` lets it follow what the source brings.
pub(super) async fn set(
    engine: &Engine,
    name: &str,
    interval_s: Option<i64>,
) -> anyhow::Result<bool> {
    let source = find(engine, name).await?;
    let draft = SourceDraft {
        name: source.name.clone(),
        values: engine.listen().shown_values(&source)?,
        allowed_host: source.allowed_host.clone(),
        interval_s,
    };
    let source = engine.listen().update_source(&Actor::system(), source.id, draft).await?;
    output::line(&format!("{}: {}", source.name, in_words(&source)));
    Ok(true)
}

/// How often a source is collected.
pub(super) fn in_words(source: &Source) -> String {
    match (source.interval_s, source.adaptive) {
        (0, _) => "only when asked".to_owned(),
        (_, true) => format!("by itself, now every {} s", source.pace_s),
        (seconds, false) => format!("every {seconds} s"),
    }
}

pub(super) async fn pause(engine: &Engine, name: &str, paused: bool) -> anyhow::Result<bool> {
    let source = find(engine, name).await?;
    engine.listen().pause_source(&Actor::system(), source.id, paused).await?;
    output::line(&format!("{} {}", source.name, if paused { "paused" } else { "resumed" }));
    Ok(true)
}

pub(super) async fn backfill(
    engine: &Engine,
    name: &str,
    back_to: Option<&str>,
) -> anyhow::Result<bool> {
    let source = find(engine, name).await?;
    let back_to = back_to
        .map(|text| engine.zone().moment(text))
        .transpose()
        .context("--back-to")?
        .unwrap_or(0);
    engine.listen().start_backfill(&Actor::system(), source.id, back_to).await?;
    output::line(&format!(
        "{}: `plaza serve` or `plaza work` reads it back to {} when there is no news to fetch",
        source.name,
        to_rfc3339(back_to)
    ));
    Ok(true)
}

pub(super) async fn stop_backfill(engine: &Engine, name: &str) -> anyhow::Result<bool> {
    let source = find(engine, name).await?;
    let stopped = engine.listen().stop_backfill(&Actor::system(), source.id).await?;
    output::line(&format!(
        "{}: stopped after {} mentions, {} of them new",
        source.name, stopped.seen, stopped.added
    ));
    Ok(true)
}

pub(super) async fn coverage(
    engine: &Engine,
    name: &str,
    days: u16,
    json: bool,
) -> anyhow::Result<bool> {
    let source = find(engine, name).await?;
    for report in engine.listen().source_days(source.id, i64::from(days)).await? {
        let day = &report.day;
        if json {
            let gaps: Vec<_> = report.gaps.iter().map(gap_json).collect();
            output::json(&serde_json::json!({
                "day": day.day, "collected": day.collected, "edited": day.edited,
                "deleted": day.deleted, "quarantined": day.quarantined, "gaps": gaps,
            }))?;
            continue;
        }
        let mut line = format!(
            "{}\t{} new\t{} edited\t{} deleted\t{} quarantined",
            day.day, day.collected, day.edited, day.deleted, day.quarantined
        );
        for gap in &report.gaps {
            let until = gap.until_at.map_or_else(|| "now".to_owned(), to_rfc3339);
            let from = to_rfc3339(gap.from_at);
            line.push_str(&format!("\tmay be missing ({}): {from} to {until}", gap.cause.name()));
        }
        output::line(&line);
    }
    Ok(true)
}

fn gap_json(gap: &Gap) -> serde_json::Value {
    serde_json::json!({ "cause": gap.cause.name(), "from": to_rfc3339(gap.from_at),
        "until": gap.until_at.map(to_rfc3339) })
}

/// The source with that name, or else with that id.
async fn find(engine: &Engine, name: &str) -> anyhow::Result<Source> {
    if let Some(source) = engine.store().listen().source_by_name(name).await? {
        return Ok(source);
    }
    if let Ok(id) = name.parse()
        && let Some(source) = engine.store().listen().source(id).await?
    {
        return Ok(source);
    }
    super::source::named(engine, name).await
}
