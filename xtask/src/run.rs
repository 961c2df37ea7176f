//! Runs other programs, shows what they print, and counts the tests in it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, ensure};

/// What a run of tests said.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
    /// Their names.
    pub(crate) failures: Vec<String>,
}

impl Tally {
    /// Counts one line of the test harness's output.
    fn read_line(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("test result: ") {
            self.passed += number_before(rest, " passed");
            self.failed += number_before(rest, " failed");
        } else if let Some(name) = line.strip_prefix("test ").and_then(failed_name) {
            self.failures.push(name.to_owned());
        }
    }

    /// Adds another run's figures.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }
}

fn failed_name(rest: &str) -> Option<&str> {
    rest.strip_suffix(" ... FAILED")
}

/// The number that stands right before `word` in `text`; 0 where there is none.
fn number_before(text: &str, word: &str) -> u64 {
    text.split(word)
        .next()
        .filter(|before| before.len() < text.len())
        .and_then(|before| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// Prints a line for the person who watches, after everything printed before it.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe means that nobody watches any more; the exit code still tells.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Runs a program to its end with its output shown.
///
/// # Errors
/// It could not be started, or it failed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", named(command)))?;
    ensure!(status.success(), "{} ended with {status}", named(command));
    Ok(())
}

/// Runs a program quietly; true when it could be started and succeeded.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs tests, shows what they print and counts them. A run that fails without a failed test (it
/// did not compile, or it was killed) counts as one failure.
///
/// # Errors
/// It could not be started.
pub(crate) fn run_tests(command: &mut Command) -> Result<Tally> {
    let name = named(command);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let output = child.stdout.take().context("the program's output is not to be had")?;
    let reader = thread::spawn(move || tally(output));
    let status = child.wait()?;
    let mut tally = reader
        .join()
        .map_err(|_| anyhow::anyhow!("the thread that reads the tests' output stopped"))??;
    if !status.success() && tally.failed == 0 {
        tally.failed = 1;
        tally.failures.push(format!("{name} ended with {status}"));
    }
    Ok(tally)
}

fn tally(output: impl Read) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut reader = BufReader::new(output);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        say(text);
        tally.read_line(text);
        line.clear();
    }
    Ok(tally)
}

/// A command as one would type it.
pub(crate) fn named(command: &Command) -> String {
    let mut words = vec![command.get_program()];
    words.extend(command.get_args());
    words.join(OsStr::new(" ")).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_output_is_counted_and_failures_are_named() {
        let output = "running 3 tests\n\
            test store::opens ... ok\n\
            test store::closes ... FAILED\n\
            test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out\n";
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.read_line(line));
        let failures = vec!["store::closes".to_owned()];
        assert_eq!(tally, Tally { passed: 13, failed: 1, failures });
    }

    #[test]
    fn a_run_that_dies_counts_as_a_failure() {
        let tally = run_tests(Command::new("sh").args(["-c", "exit 3"])).unwrap();
        assert_eq!((tally.passed, tally.failed), (0, 1));
    }
}
