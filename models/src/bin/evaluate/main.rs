//! Measures an analyser on every test split and writes its accuracy card.
#![expect(clippy::print_stdout, reason = "a command tells what it measured")]

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;
use plaza_core::Analyzer;
use plaza_models::NativeAnalyzer;

mod card;
mod command;
mod everyday;
mod metrics;
mod tasks;

/// Measures an analyser and writes `docs/models/MODEL.md`. `cargo xtask eval` calls it.
#[derive(Debug, Parser)]
struct Arguments {
    /// Folder with the public data sets.
    #[arg(default_value = "../shared/data")]
    data: PathBuf,
    /// Folder of the everyday messages with their intents.
    #[arg(long, default_value = "models/tests/everyday")]
    everyday: PathBuf,
    /// Only measure the intents, and print what would stand on the card.
    #[arg(long)]
    intents: bool,
    /// The analyser, as `plaza analyse --model` names it.
    #[arg(long, default_value = "native")]
    model: String,
    /// The `plaza` whose `plaza analyse` answers; without it the native analyser of this build.
    #[arg(long)]
    plaza: Option<PathBuf>,
    /// Folder of weights, for their sizes.
    #[arg(long, default_value = "models/weights")]
    weights: PathBuf,
    /// Folder of the notes that are kept by hand: sources, how it works, trials.
    #[arg(long, default_value = "models/notes")]
    notes: PathBuf,
    /// Folder where the card is written.
    #[arg(long, default_value = "docs/models")]
    out: PathBuf,
    /// Day of the measurement, `YYYY-MM-DD`; it stands on the card.
    #[arg(long, required_unless_present = "intents", default_value = "")]
    date: String,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut analyzer = open(&arguments)?;
    let notes = arguments.notes.join(&arguments.model).with_extension("md");
    let notes = std::fs::read_to_string(&notes)
        .with_context(|| format!("cannot read {}, the card's second half", notes.display()))?;
    let about = card::About {
        name: &arguments.model,
        data: &arguments.data,
        everyday: &arguments.everyday,
        weights: &arguments.weights,
        notes: &notes,
        date: &arguments.date,
    };
    if arguments.intents {
        print!("{}", card::intents(analyzer.as_mut(), &about)?);
        return Ok(());
    }
    let card = card::write(analyzer.as_mut(), &about)?;
    std::fs::create_dir_all(&arguments.out)?;
    let out = arguments.out.join(&arguments.model).with_extension("md");
    std::fs::write(&out, card).with_context(|| format!("cannot write {}", out.display()))
}

fn open(arguments: &Arguments) -> Result<Box<dyn Analyzer>> {
    match &arguments.plaza {
        Some(plaza) => Ok(Box::new(command::PlazaAnalyzer::new(plaza, &arguments.model)?)),
        None if arguments.model == "native" => Ok(Box::new(NativeAnalyzer::new()?)),
        None => bail!("only the native analyser is part of this build: name a plaza with --plaza"),
    }
}
