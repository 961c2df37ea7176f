//! `plaza analyse`: tags texts without a data folder.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use plaza_core::{Analyzer, Insight};
use serde::{Deserialize, Serialize};

use crate::cli::Model;
use crate::config::Config;
use crate::{analyser, output};

/// Texts tagged at once.
const BATCH: usize = 512;

#[derive(Deserialize)]
struct Input {
    id: serde_json::Value,
    #[serde(default)]
    text: String,
    #[serde(default)]
    title: String,
}

#[derive(Serialize)]
struct Output<'a> {
    id: &'a serde_json::Value,
    #[serde(flatten)]
    insight: Insight,
    model: &'a str,
}

pub(super) fn run(model: Model, config: &Config, file: &Path) -> anyhow::Result<bool> {
    let input: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let opened =
            File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
        Box::new(BufReader::new(opened))
    };
    let mut analyzer = analyser::open(model, config)?;
    let mut results = BufWriter::new(std::io::stdout().lock());
    let mut batch: Vec<Input> = Vec::with_capacity(BATCH);
    let mut all_read = true;
    for (number, line) in (1_u64..).zip(input.split(b'\n')) {
        let line = line.with_context(|| format!("line {number}"))?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice(&line) {
            Ok(record) => batch.push(record),
            Err(error) => {
                all_read = false;
                output::note(&format!("line {number}: {error}"));
            }
        }
        if batch.len() == BATCH {
            tag(analyzer.as_mut(), &mut batch, &mut results)?;
        }
    }
    tag(analyzer.as_mut(), &mut batch, &mut results)?;
    results.flush()?;
    Ok(all_read)
}

fn tag(
    analyzer: &mut dyn Analyzer,
    batch: &mut Vec<Input>,
    results: &mut impl Write,
) -> anyhow::Result<()> {
    let said = |input: &Input| {
        if input.text.is_empty() { input.title.clone() } else { input.text.clone() }
    };
    let texts: Vec<String> = batch.iter().map(said).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let insights = analyzer.analyze(&texts)?;
    let model = analyzer.model();
    for (input, insight) in batch.iter().zip(insights) {
        serde_json::to_writer(&mut *results, &Output { id: &input.id, insight, model })?;
        results.write_all(b"\n")?;
    }
    batch.clear();
    Ok(())
}
