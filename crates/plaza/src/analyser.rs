//! Which analyser tags mentions.

use plaza_core::Analyzer;
use plaza_models::NativeAnalyzer;

use crate::cli::Model;
use crate::config::Config;

/// Opens the analyser of that name.
///
/// # Errors
/// This build lacks it, or its weights are not there; the message says what to do.
pub(crate) fn open(model: Model, config: &Config) -> anyhow::Result<Box<dyn Analyzer>> {
    match model {
        Model::Native => Ok(Box::new(NativeAnalyzer::new()?.at_home_in(&config.lang))),
        Model::RustBert => open_transformer(config),
    }
}

/// What to do where this build has no rust-bert analyser; `None` where it has.
pub(crate) fn lacking() -> Option<&'static str> {
    (!cfg!(feature = "rust-bert"))
        .then_some("this build has no rust-bert analyser: build with --features rust-bert")
}

#[cfg(not(feature = "rust-bert"))]
fn open_transformer(_: &Config) -> anyhow::Result<Box<dyn Analyzer>> {
    anyhow::bail!(lacking().unwrap_or_default())
}

#[cfg(feature = "rust-bert")]
fn open_transformer(config: &Config) -> anyhow::Result<Box<dyn Analyzer>> {
    use anyhow::Context;
    use plaza_models::transformer::{TransformerAnalyzer, TransformerOptions};

    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let half = u16::try_from(cores / 2).unwrap_or(u16::MAX).max(1);
    let threads = if config.model_threads == 0 { half } else { config.model_threads };
    let options = TransformerOptions { folder: config.encoder_dir(), threads: Some(threads) };
    let analyzer = TransformerAnalyzer::new(options).context(
        "the rust-bert analyser cannot start; install its encoder with: plaza models install",
    )?;
    Ok(Box::new(analyzer.at_home_in(&config.lang)))
}
