//! Asks `plaza analyse`, so that what is measured is what people get.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use plaza_core::{Analyzer, AnalyzerError, Insight};
use serde::Deserialize;
use serde_json::json;

/// One line that `plaza analyse` prints.
#[derive(Debug, Deserialize)]
struct Answer {
    id: usize,
    model: String,
    #[serde(flatten)]
    insight: Insight,
}

/// An analyser that lives in another process.
#[derive(Debug)]
pub(crate) struct PlazaAnalyzer {
    plaza: PathBuf,
    name: String,
    version: String,
}

impl PlazaAnalyzer {
    /// Asks once, so that a missing program, model or weight is reported before anything is
    /// measured.
    pub(crate) fn new(plaza: &Path, name: &str) -> Result<Self> {
        let mut asked =
            Self { plaza: plaza.to_owned(), name: name.to_owned(), version: String::new() };
        let answers = asked.ask(&["hola"])?;
        asked.version = answers.into_iter().next().map(|answer| answer.model).unwrap_or_default();
        Ok(asked)
    }

    fn ask(&self, texts: &[&str]) -> Result<Vec<Answer>> {
        let mut child = Command::new(&self.plaza)
            .args(["analyse", "--json", "--model", &self.name, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.plaza.display()))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let answers = std::thread::scope(|scope| {
            // Written while reading, otherwise both sides would wait on a full pipe.
            let writer = scope.spawn(|| write_texts(input, texts));
            let answers = read_answers(output);
            writer.join().unwrap_or_else(|_| Ok(()))?;
            answers
        });
        ensure!(child.wait()?.success(), "`plaza analyse --model {}` failed", self.name);
        let answers = answers?;
        ensure!(
            answers.iter().map(|a| a.id).eq(0..texts.len()),
            "`plaza analyse` left out texts or changed their order"
        );
        Ok(answers)
    }
}

fn write_texts(input: Option<impl Write>, texts: &[&str]) -> Result<()> {
    let mut input = BufWriter::new(input.context("no standard input")?);
    for (id, text) in texts.iter().enumerate() {
        serde_json::to_writer(&mut input, &json!({ "id": id, "text": text }))?;
        input.write_all(b"\n")?;
    }
    Ok(input.flush()?)
}

fn read_answers(output: Option<impl std::io::Read>) -> Result<Vec<Answer>> {
    BufReader::new(output.context("no standard output")?)
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect()
}

impl Analyzer for PlazaAnalyzer {
    fn model(&self) -> &str {
        &self.version
    }

    fn is_inline(&self) -> bool {
        false
    }

    fn analyze(&mut self, texts: &[&str]) -> Result<Vec<Insight>, AnalyzerError> {
        let answers =
            self.ask(texts).map_err(|error| AnalyzerError::Runtime(format!("{error:#}")))?;
        Ok(answers.into_iter().map(|answer| answer.insight).collect())
    }
}
