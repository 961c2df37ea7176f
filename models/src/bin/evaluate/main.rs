//! Measures the shipped native analyser on every test split and writes its accuracy card.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use plaza_models::NativeAnalyzer;

mod card;
mod metrics;
mod tasks;

/// Measures the native analyser and writes `docs/models/native.md`.
#[derive(Debug, Parser)]
struct Arguments {
    /// Folder with the public data sets.
    #[arg(default_value = "../shared/data")]
    data: PathBuf,
    /// Where the card is written.
    #[arg(long, default_value = "docs/models/native.md")]
    out: PathBuf,
    /// Folder with the weights, for their sizes.
    #[arg(long, default_value = "models/weights")]
    weights: PathBuf,
    /// Day of the measurement, `YYYY-MM-DD`; it stands on the card.
    #[arg(long)]
    date: String,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut native = NativeAnalyzer::new()?;
    let card = card::write(&mut native, &arguments.data, &arguments.weights, &arguments.date)?;
    if let Some(folder) = arguments.out.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&arguments.out, card)
        .with_context(|| format!("cannot write {}", arguments.out.display()))
}
