//! `plaza source`.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use plaza_core::{FieldKind, Millis, to_rfc3339};
use plaza_engine::listen::{Health, SourceDraft};
use plaza_engine::{Actor, Engine};
use plaza_store::listen::Source;

use crate::config::Config;
use crate::{output, wiring};

pub(super) async fn add(
    engine: &Engine,
    kind: &str,
    name: String,
    settings: &[String],
    allowed_host: Option<String>,
    interval_s: Option<i64>,
) -> anyhow::Result<bool> {
    let mut values = pairs(settings)?;
    let made =
        engine.listen().new_hook_secret(kind)?.filter(|(field, _)| !values.contains_key(*field));
    if let Some((field, secret)) = &made {
        values.insert((*field).to_owned(), secret.clone());
    }
    let draft = SourceDraft { name, values, allowed_host, interval_s };
    let source = engine.listen().create_source(&Actor::system(), kind, draft).await?;
    output::line(&format!("{} ({}) added", source.name, source.kind));
    if engine.listen().receives(kind) {
        output::line(&format!("send to: Plaza's public address and /hooks/{}", source.id));
    }
    if let Some((_, secret)) = made {
        output::line(&format!("secret, shown once: {secret}"));
    }
    Ok(true)
}

pub(super) async fn list(engine: &Engine, json: bool) -> anyhow::Result<bool> {
    for source in engine.store().listen().named_sources().await? {
        if json {
            output::json(&serde_json::json!({
                "id": source.id, "name": source.name, "kind": source.kind, "place": source.place,
                "state": Health::of(&source, engine.now()).name(), "paused": source.paused,
                "interval_s": source.interval_s, "adaptive": source.adaptive,
                "pace_s": source.pace_s,
                "last_success_at": source.last_success_at.map(to_rfc3339),
                "newest_at": source.newest_at.map(to_rfc3339),
                "next_run_at": next_run(&source).map(to_rfc3339),
                "last_error": source.last_error.as_deref(), "error_kind": source.error_kind,
                "left_out": engine.listen().left_out(&source).into_iter()
                    .map(|left| serde_json::json!({ "count": left.count, "what": left.what.en }))
                    .collect::<Vec<_>>(),
            }))?;
            continue;
        }
        let health = Health::of(&source, engine.now()).name();
        let left_out = engine.listen().left_out(&source).into_iter();
        let left_out: String =
            left_out.map(|left| format!("; {} {} left out", left.count, left.what.en)).collect();
        let state = match (&source.last_error, source.last_success_at) {
            _ if source.archived_at.is_some() => health.to_owned(),
            _ if source.paused => "paused".to_owned(),
            (Some(error), _) => format!("{health}: {error}"),
            (None, Some(at)) => format!("last collected {}", to_rfc3339(at)),
            (None, None) => "not collected yet".to_owned(),
        };
        output::line(&format!(
            "{}\t{}\t{}\t{state}{left_out}",
            source.name, source.kind, source.place
        ));
    }
    Ok(true)
}

/// When a source runs next by itself.
fn next_run(source: &Source) -> Option<Millis> {
    let is_living = source.archived_at.is_none() && !source.paused;
    let runs = source.interval_s > 0 && is_living && source.next_run_at < Millis::MAX;
    runs.then_some(source.next_run_at.max(source.not_before))
}

pub(super) fn kinds(config: &Config) -> bool {
    let (connectors, problems) = wiring::connectors(config);
    for problem in &problems {
        output::note(&problem.to_string());
    }
    for spec in connectors.iter().map(|factory| factory.spec()) {
        output::line(&format!("{}: {}", spec.kind, spec.summary.en));
        for field in spec.fields {
            let needed = if field.required { "required" } else { "optional" };
            let secret = if field.kind == FieldKind::Secret { ", secret" } else { "" };
            output::line(&format!("    {}= ({needed}{secret}) {}", field.key, field.help.en));
        }
    }
    true
}

pub(super) async fn named(engine: &Engine, name: &str) -> anyhow::Result<Source> {
    let source = engine.store().listen().source_by_name(name).await?;
    source
        .with_context(|| format!("there is no source named {name}; `plaza source list` shows them"))
}

/// `key=value` settings.
pub(super) fn pairs(settings: &[String]) -> anyhow::Result<BTreeMap<String, String>> {
    let mut pairs = BTreeMap::new();
    for setting in settings {
        let Some((key, value)) = setting.split_once('=') else {
            bail!("`{setting}` is not KEY=VALUE");
        };
        if pairs.insert(key.trim().to_owned(), value.to_owned()).is_some() {
            bail!("`{key}` stands twice");
        }
    }
    Ok(pairs)
}
