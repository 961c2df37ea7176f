//! The public data sets that the models are trained on and measured with: JSON lines.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// One record; which fields are there depends on the data set.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Record {
    /// The text.
    pub text: String,
    /// Its language, ISO 639-1.
    #[serde(default)]
    pub lang: String,
    /// `negative`, `neutral` or `positive`.
    #[serde(default)]
    pub sentiment: String,
    /// Whether it suggests something.
    #[serde(default)]
    pub suggestion: bool,
    /// The names of its intents.
    #[serde(default)]
    pub intents: Vec<String>,
    /// The names of intents of which it says nothing sure.
    #[serde(default)]
    pub unsure: Vec<String>,
    /// The names of intents that it must not be given.
    #[serde(default)]
    pub not: Vec<String>,
    /// Number of the part that a made text was made from.
    #[serde(default)]
    pub part: usize,
    /// What a bank's customer asks about.
    #[serde(default)]
    pub theme: String,
    /// The aspects that it mentions.
    #[serde(default)]
    pub aspects: Vec<GoldAspect>,
}

/// An aspect as a person marked it.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldAspect {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// `negative`, `neutral`, `positive` or `conflict`.
    pub sentiment: String,
}

/// Reads `name` (such as `sentiment/umsab-es.train`) under the data folder.
///
/// # Errors
/// When the file is missing or a line is not a record; the message names file and line.
pub fn load(folder: &Path, name: &str) -> Result<Vec<Record>> {
    let path = folder.join(format!("{name}.jsonl"));
    let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut records = Vec::new();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line?;
        let record = serde_json::from_str(&line)
            .with_context(|| format!("{} line {}", path.display(), number + 1))?;
        records.push(record);
    }
    Ok(records)
}

/// The languages of the sentiment data, in the order of the cards.
pub const SENTIMENT_LANGUAGES: [&str; 6] = ["en", "es", "fr", "pt", "de", "it"];
