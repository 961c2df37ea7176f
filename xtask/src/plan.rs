//! The steps of `cargo xtask test`, in order, timed, with a summary at the end.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::ValueEnum;

use crate::cargo::{self, cargo};
use crate::programs::{
    CRATES, END_TO_END, REAL_SERVERS, RELEASE, TIDY, compile, run_all, run_doctests,
};
use crate::run::{Tally, run, say};
use crate::{tools, transformer};

/// What the names of the tests in the lane `bluesky` begin with.
const APP_VIEW: &str = "app_view::";

/// The package whose long tests run optimised.
const SEARCH: &str = "crates/search";

/// One step of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Installs what the tests need.
    Tools,
    /// Formatting.
    Fmt,
    /// Lints, as errors.
    Clippy,
    /// Licences, sources, bans and, where reachable, advisories of the dependencies.
    Deny,
    /// The tree's own rules.
    Tidy,
    /// Every crate's own tests, built for all later steps too.
    Unit,
    /// The release build of `plaza`, and the optimised tests beside it.
    Build,
    /// The real server, real peers, a real browser.
    EndToEnd,
    /// The long tests: kills, floods, a million queries.
    Heavy,
    /// The rust-bert analyser: libtorch and an encoder from PyPI, a build of its own.
    RustBert,
    /// The Bluesky connector against Bluesky's own servers, its AppView included.
    Bluesky,
}

impl Step {
    /// Those of every run, in order.
    pub(crate) const USUAL: [Self; 9] = [
        Self::Tools,
        Self::Fmt,
        Self::Clippy,
        Self::Deny,
        Self::Tidy,
        Self::Unit,
        Self::Build,
        Self::EndToEnd,
        Self::Heavy,
    ];

    /// Those that run only when they are named, or with `--lanes all`.
    pub(crate) const LANES: [Self; 2] = [Self::RustBert, Self::Bluesky];

    /// All of them, in order.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::USUAL.into_iter().chain(Self::LANES)
    }

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn run(self) -> Result<Tally> {
        match self {
            Self::Tools => tools::install().map(one),
            Self::Fmt => run(cargo().args(["fmt", "--all", "--check"])).map(one),
            Self::Clippy => run(cargo()
                .args(["clippy", "--locked", "--workspace", "--all-targets"])
                .args(["--", "--deny", "warnings"]))
            .map(one),
            Self::Deny => tools::check_dependencies().map(one),
            Self::Tidy => run_all(&compile(TIDY)?, &[]),
            Self::Unit => unit(),
            Self::Build => compile(RELEASE).map(|_| one(())),
            Self::EndToEnd => end_to_end(),
            Self::Heavy => heavy(),
            Self::RustBert => transformer::test(),
            Self::Bluesky => bluesky(),
        }
    }
}

/// The tree's own rules have a step of their own.
fn unit() -> Result<Tally> {
    let programs = compile(CRATES)?;
    let mut tally = run_all(programs.iter().filter(|program| program.name != "tidy"), &[])?;
    tally.add(run_doctests()?);
    Ok(tally)
}

fn end_to_end() -> Result<Tally> {
    cargo::build()?;
    run_all(&compile(END_TO_END)?, &[])
}

/// The query language's promise is a time, so its tests run as the product does: optimised.
fn heavy() -> Result<Tally> {
    let mut tally = run_all(&compile(RELEASE)?, &["--ignored"])?;
    let programs = [compile(CRATES)?, compile(END_TO_END)?].concat();
    let others = programs.iter().filter(|program| program.package != Path::new(SEARCH));
    tally.add(run_all(others, &["--ignored", "--skip", APP_VIEW])?);
    Ok(tally)
}

fn bluesky() -> Result<Tally> {
    tools::install()?;
    run_all(&compile(REAL_SERVERS)?, &["--ignored", APP_VIEW])
}

/// A check that is no test counts as one.
fn one((): ()) -> Tally {
    Tally { passed: 1, ..Tally::default() }
}

/// Runs the steps, each whether or not the one before it passed, and prints what came of them.
/// Returns whether everything passed.
///
/// # Errors
/// None of its own: a step that cannot run counts as failed.
pub(crate) fn follow(steps: &[Step]) -> Result<bool> {
    let begun = Instant::now();
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for step in Step::all().filter(|step| steps.contains(step)) {
        let name = step.name();
        say(&format!("\n== {name}"));
        let started = Instant::now();
        let tally = step.run().unwrap_or_else(|error| {
            say(&format!("{name}: {error:#}"));
            Tally { failed: 1, failures: vec![format!("{name}: {error:#}")], ..Tally::default() }
        });
        let took = minutes(started.elapsed());
        let line =
            format!("{name:<12} {took:>8}  {} passed, {} failed", tally.passed, tally.failed);
        say(&format!("== {line}"));
        lines.push(line);
        total.add(tally);
    }
    say("\nSteps");
    lines.iter().for_each(|line| say(&format!("  {line}")));
    total.failures.iter().for_each(|name| say(&format!("  failed: {name}")));
    say(&format!("  in {}", minutes(begun.elapsed())));
    say(&format!("{} passed, {} failed", total.passed, total.failed));
    Ok(total.failed == 0)
}

fn minutes(time: Duration) -> String {
    format!("{}m{:02}s", time.as_secs() / 60, time.as_secs() % 60)
}
