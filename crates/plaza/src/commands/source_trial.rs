//! `plaza source test`: what a source would bring, without keeping anything.

use std::path::Path;

use anyhow::{Context, bail};
use plaza_core::{SourceConfig, text::truncate_chars, to_rfc3339};
use plaza_engine::listen::SourceTrial;
use plaza_engine::{Actor, Engine};

use crate::{output, wiring};

/// How much of a text is shown, in characters.
const SHOWN: usize = 200;

/// Tries a source that has been added.
pub(super) async fn source(engine: &Engine, what: &[String], json: bool) -> anyhow::Result<bool> {
    let [name] = what else { bail!("give the name of one source") };
    let source = super::source::named(engine, name).await?;
    show(&engine.listen().try_source(&Actor::system(), source.id).await?, json)
}

/// Tries a manifest with settings from the command line; needs no data folder.
pub(super) async fn manifest(
    file: &Path,
    settings: &[String],
    allowed_host: Option<String>,
    json: bool,
) -> anyhow::Result<bool> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let name = file.display().to_string();
    let factory = plaza_connectors::from_manifest(&name, &text, wiring::fetcher())?;
    let values = super::source::pairs(settings)?;
    let config = SourceConfig::checked(factory.spec(), values, allowed_host)?;
    output::note(&format!("the manifest is sound; its place is {}", factory.place(&config)?));
    show(&SourceTrial::of(factory.open(&config)?.as_ref()).await?, json)
}

/// Prints a trial; false when something could not be read.
fn show(trial: &SourceTrial, json: bool) -> anyhow::Result<bool> {
    if json {
        for mention in &trial.mentions {
            output::json(&mention.to_record())?;
        }
    } else {
        output::line(&trial.found);
        for mention in &trial.mentions {
            let at = mention.created_at.map(to_rfc3339).unwrap_or_default();
            let author = mention.author.as_deref().or(mention.author_name.as_deref());
            let said = format!("{} {}", mention.title, mention.text);
            let said: Vec<&str> = said.split_whitespace().collect();
            let said = said.join(" ");
            let said = truncate_chars(&said, SHOWN);
            let id = &mention.external_id;
            output::line(&format!("{id}\t{at}\t{}\t{said}", author.unwrap_or_default()));
        }
        if trial.deletions > 0 {
            output::line(&format!("{} deleted", trial.deletions));
        }
    }
    for told in &trial.told {
        output::note(told);
    }
    for item in &trial.rejected {
        output::note(&format!("cannot be read: {}: {}", item.origin, item.reason));
    }
    Ok(trial.rejected.is_empty())
}
