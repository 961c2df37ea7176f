//! What people really have, taken in through both doors: the commands and the board.
//!
//! The inputs lie in `tests/cases`, a folder for each kind of trouble.

mod doors;
mod feeds;
mod files;
mod mail;
mod pages;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use plaza_tests::server::repository;
use serde_json::Value;

/// The folder of the inputs.
fn folder() -> PathBuf {
    repository().join("tests/cases")
}

/// What came in, by the name of its source.
struct TakenIn(BTreeMap<String, Vec<Value>>);

impl TakenIn {
    /// Reads what `plaza export` wrote.
    fn read(export: &Path) -> Result<Self> {
        let mut sources: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for line in fs::read_to_string(export.join("mentions.jsonl"))?.lines() {
            let mention: Value = serde_json::from_str(line)?;
            let source = mention["source"].as_str().context("a mention without a source")?;
            sources.entry(source.to_owned()).or_default().push(mention);
        }
        Ok(Self(sources))
    }

    /// The mentions of a source.
    fn of(&self, source: &str) -> &[Value] {
        self.0.get(source).map_or(&[], Vec::as_slice)
    }

    /// One field of all mentions of a source, sorted; empty where a mention has none.
    fn all(&self, source: &str, field: &str) -> Vec<String> {
        let mut values: Vec<String> = self.of(source).iter().map(|m| shown(&m[field])).collect();
        values.sort();
        values
    }

    /// The mention of a source whose field has that value.
    fn one(&self, source: &str, field: &str, value: &str) -> Result<&Value> {
        let found = self.of(source).iter().find(|mention| shown(&mention[field]) == value);
        found
            .with_context(|| format!("{source}: no {field} is {value:?} in {:#?}", self.of(source)))
    }

    /// Says that a field of a source's mentions holds exactly these values, in any order.
    fn expect(&self, source: &str, field: &str, wanted: &[&str]) -> Result<()> {
        let mut wanted = wanted.to_vec();
        wanted.sort_unstable();
        let found = self.all(source, field);
        ensure!(found == wanted, "{source}: {field} is {found:#?}, not {wanted:#?}");
        Ok(())
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(
        || if value.is_null() { String::new() } else { value.to_string() },
        str::to_owned,
    )
}
