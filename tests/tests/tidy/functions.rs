//! How long the product's functions may be.

use std::path::{Path, PathBuf};

use anyhow::Result;
use plaza_tests::server::repository;

use super::files::files;
use super::source::{self, functions};

/// Lines that a reader can take in at once, from `fn` to the closing brace.
const LONGEST_FUNCTION: usize = 60;
/// Half of all functions are no longer.
const MEDIAN: usize = 10;

/// The product's Rust files: tests, measurements and tools for developers are not among them.
fn product() -> Result<Vec<PathBuf>> {
    let is_product = |path: &Path| {
        let named = |name: &str| path.iter().any(|part| part == name);
        let is_test = path.file_stem().is_some_and(|stem| {
            let stem = stem.to_string_lossy();
            stem == "tests" || stem.ends_with("_test") || stem.ends_with("_tests")
        });
        !is_test && !["tests", "benches", "examples", "xtask"].iter().any(|name| named(name))
    };
    Ok(files(&[".rs"])?.into_iter().filter(|path| is_product(path)).collect())
}

#[test]
fn functions_are_short_enough_to_take_in() -> Result<()> {
    let mut lengths = Vec::new();
    let mut long = Vec::new();
    for path in product()? {
        for function in functions(source::read(&repository().join(&path))?) {
            let (name, lines) = (&function.name, function.lines);
            lengths.push(lines);
            if lines > LONGEST_FUNCTION {
                long.push(format!("{}:{}: {name}, {lines} lines", path.display(), function.line));
            }
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    println!("{} functions, median {median} lines", lengths.len());
    assert!(long.is_empty(), "over {LONGEST_FUNCTION} lines: {long:#?}");
    assert!(median <= MEDIAN, "half of the functions have {median} lines or more");
    Ok(())
}

#[test]
fn functions_are_measured_from_their_first_word_to_their_brace() {
    let text = "/// Doc.\npub fn one(f: fn(u8) -> u8) {\n    fn inner() {}\n}\n\
                trait T {\n    fn bodiless(&self);\n    fn two(&self) -> bool\n    {\n        true\n    }\n}\n\
                macro_rules! m { () => { fn three() {\n} } }";
    let mut found = functions(source::parse(text).unwrap());
    found.sort_by_key(|function| function.line);
    let named: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect();
    assert_eq!(named, [("one", 2, 3), ("inner", 3, 1), ("two", 7, 4), ("three", 12, 2)]);
}
