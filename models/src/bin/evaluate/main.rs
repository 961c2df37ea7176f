//! Measures the native analyser.
use std::path::Path;

use anyhow::Result;
use plaza_core::Analyzer;
use plaza_models::{NativeAnalyzer, data};

fn main() -> Result<()> {
    let folder = Path::new("../shared/data");
    let mut native = NativeAnalyzer::new()?;
    for kind in ["sentences", "word-pairs", "single-words"] {
        for lang in ["es", "en", "fr", "pt", "de", "it", "ca"] {
            let records = data::load(folder, &format!("language/{lang}.{kind}"))?;
            let mut wrong = std::collections::BTreeMap::new();
            for r in &records {
                let got = native.analyze(&[&r.text])?.remove(0).lang;
                if got != lang { *wrong.entry(got).or_insert(0) += 1; }
            }
            let bad: i32 = wrong.values().sum();
            println!("{kind} {lang} {:.1} {wrong:?}", 100.0 - 100.0 * bad as f32 / records.len() as f32);
        }
    }
    Ok(())
}
