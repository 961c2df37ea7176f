//! The test programs: cargo builds them and this command runs them, so that every step takes its
//! share of one build.
//!
//! Cargo chooses a dependency's features by the packages that a command selects and builds the
//! dependency again where they differ. Every selection here names the whole workspace.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::cargo::{binary, cargo, forget_this_package, root};
use crate::run::{Tally, named, run_tests, say};
use crate::tools;

/// Arguments of cargo that build test programs.
pub(crate) type Selection = &'static [&'static str];

/// All crates' own tests. Without the browser, whose driver makes `serde_json` keep the order of
/// keys: the product sorts them, and its crates are tested with what it ships.
pub(crate) const CRATES: Selection = &["test", "--no-run", "--workspace", "--no-default-features"];

/// The tree's own rules, built as [`CRATES`] are.
pub(crate) const TIDY: Selection =
    &["test", "--no-run", "--workspace", "--no-default-features", "--test", "tidy"];

/// Real servers for the connectors, built as [`CRATES`] are.
pub(crate) const REAL_SERVERS: Selection =
    &["test", "--no-run", "--workspace", "--no-default-features", "--test", "real_servers"];

/// The tests from outside, which have a browser.
pub(crate) const END_TO_END: Selection =
    &["test", "--no-run", "--workspace", "--test", "end_to_end"];

/// The product, and beside it the tests whose promise is a time. They change none of the features
/// that `cargo build --release` chooses for the product.
pub(crate) const RELEASE: Selection = &[
    "build",
    "--release",
    "--package",
    "plaza",
    "--package",
    "plaza-search",
    "--bin",
    "plaza",
    "--test",
    "index",
];

/// A compiled test program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Program {
    /// The folder of its package, from the workspace's.
    pub(crate) package: PathBuf,
    /// The name of its target: a library, a binary or a file of tests.
    pub(crate) name: String,
    file: PathBuf,
}

impl Program {
    /// Reads one line of cargo's messages; nothing where it tells of something else.
    fn from_message(line: &str) -> Option<Self> {
        let message: Value = serde_json::from_str(line).ok()?;
        if !message["profile"]["test"].as_bool()? {
            return None;
        }
        let manifest = Path::new(message["manifest_path"].as_str()?);
        Some(Self {
            package: manifest.parent()?.strip_prefix(root()).ok()?.to_owned(),
            name: message["target"]["name"].as_str()?.to_owned(),
            file: message["executable"].as_str()?.into(),
        })
    }

    /// Runs it where and as `cargo test` would, against the release build of `plaza`.
    fn run(&self, arguments: &[&str]) -> Result<Tally> {
        say(&format!("\n{}: {}", self.package.display(), self.name));
        let package = root().join(&self.package);
        let mut command = Command::new(&self.file);
        forget_this_package(&mut command);
        run_tests(
            command
                .args(arguments)
                .current_dir(&package)
                .env("CARGO_MANIFEST_DIR", &package)
                .env("PLAZA_BIN", binary())
                .env("PLAZA_TEST_CACHE", tools::cache()?),
        )
    }
}

/// Builds what a selection names and returns its test programs, package by package.
///
/// # Errors
/// Something does not compile.
pub(crate) fn compile(selection: Selection) -> Result<Vec<Program>> {
    let mut command = cargo();
    command
        .args(selection)
        .args(["--locked", "--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit());
    let output = command.output().with_context(|| format!("cannot start {}", named(&command)))?;
    ensure!(output.status.success(), "{} ended with {}", named(&command), output.status);
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut programs: Vec<Program> = messages.lines().filter_map(Program::from_message).collect();
    programs.sort();
    Ok(programs)
}

/// Runs programs one after the other, each whether or not the one before it passed.
///
/// # Errors
/// One of them could not be started.
pub(crate) fn run_all<'p>(
    programs: impl IntoIterator<Item = &'p Program>,
    arguments: &[&str],
) -> Result<Tally> {
    let mut tally = Tally::default();
    for program in programs {
        tally.add(program.run(arguments)?);
    }
    Ok(tally)
}

/// Runs the examples in the crates' documentation; cargo alone can build those.
///
/// # Errors
/// Cargo could not be started.
pub(crate) fn run_doctests() -> Result<Tally> {
    let arguments = ["--workspace", "--no-default-features", "--doc"];
    run_tests(cargo().args(["test", "--locked", "--no-fail-fast"]).args(arguments))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(test: bool, executable: Option<&str>) -> String {
        json!({
            "reason": "compiler-artifact",
            "manifest_path": root().join("crates/store/Cargo.toml"),
            "target": { "kind": ["test"], "name": "suite" },
            "profile": { "test": test },
            "executable": executable,
        })
        .to_string()
    }

    #[test]
    fn test_programs_are_found_in_what_cargo_says() {
        let program = Program::from_message(&message(true, Some("/target/suite-1"))).unwrap();
        let expected = Program {
            package: "crates/store".into(),
            name: "suite".into(),
            file: "/target/suite-1".into(),
        };
        assert_eq!(program, expected);
        let others = [
            message(false, Some("/target/plaza")),
            message(true, None),
            json!({ "reason": "build-finished", "success": true }).to_string(),
            "warning: something".to_owned(),
        ];
        for other in others {
            assert_eq!(Program::from_message(&other), None, "{other}");
        }
    }

    #[test]
    fn a_program_runs_in_its_package_and_its_end_is_counted() {
        let script = |script: &str| {
            let program =
                Program { package: "xtask".into(), name: "script".into(), file: "sh".into() };
            run_all([&program, &program], &["-c", script]).unwrap().failed
        };
        assert_eq!(script("test $PWD = $CARGO_MANIFEST_DIR && test ${PWD##*/} = xtask"), 0);
        assert_eq!(script("exit 1"), 2);
    }
}
