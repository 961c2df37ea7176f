//! Plaza's developer commands: `cargo xtask test`, `tidy`, `dist`, `bench`, `eval`, `screenshots`.

mod apt;
mod cargo;
mod dist;
mod peers;
mod plan;
mod programs;
mod run;
mod tools;
mod transformer;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use plan::Step;

/// Builds, tests, measures.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what the tests need, then checks and tests everything, the real server included.
    Test {
        /// Runs these steps only, in the order of the plan.
        #[arg(long, value_enum, value_name = "STEP")]
        only: Vec<Step>,
        /// Which steps run where none is named: `all` adds the lanes that build and download
        /// things of their own
        #[arg(long, value_enum, env = "PLAZA_TEST_LANES", default_value_t = Lanes::Usual)]
        lanes: Lanes,
    },
    /// Formatting, lints, the tree's own rules and the dependencies' licences.
    Tidy,
    /// Builds the program to hand out, its symbols in a file beside it, and prints their sizes.
    Dist,
    /// Measures the release build on generated records and writes docs/BENCHMARKS.md.
    Bench {
        /// How many records to import.
        #[arg(long, default_value_t = 1_000_000)]
        records: u64,
    },
    /// Measures what `plaza analyse` answers on every named test split and writes docs/models.
    Eval {
        /// The analyser; rust-bert needs LIBTORCH.
        #[arg(long, default_value = "native")]
        model: String,
        /// Folder with the public data sets.
        #[arg(long, default_value = "../shared/data")]
        data: PathBuf,
    },
    /// Photographs the board into docs/img.
    Screenshots,
}

/// Which steps are part of a run of everything.
#[derive(Clone, Copy, ValueEnum)]
enum Lanes {
    /// What every build of the product needs.
    Usual,
    /// The lanes of optional features too.
    All,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Test { only, .. } if !only.is_empty() => plan::follow(&only),
        Command::Test { lanes: Lanes::Usual, .. } => plan::follow(&Step::USUAL),
        Command::Test { lanes: Lanes::All, .. } => plan::follow(&Step::all().collect::<Vec<_>>()),
        Command::Tidy => {
            plan::follow(&[Step::Tools, Step::Fmt, Step::Clippy, Step::Tidy, Step::Deny])
        }
        Command::Dist => dist::dist(),
        Command::Bench { records } => cargo::bench(records),
        Command::Eval { model, data } => cargo::eval(&model, &data),
        Command::Screenshots => cargo::screenshots(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            run::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
