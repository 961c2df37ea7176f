//! Plaza's developer commands: `cargo xtask test`, `tidy`, `bench`, `eval`, `screenshots`.

mod apt;
mod cargo;
mod peers;
mod plan;
mod run;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    },
    /// Formatting, lints, the tree's own rules and the dependencies' licences.
    Tidy,
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

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Test { only } if only.is_empty() => plan::follow(&Step::ALL),
        Command::Test { only } => plan::follow(&only),
        Command::Tidy => {
            plan::follow(&[Step::Tools, Step::Fmt, Step::Clippy, Step::Tidy, Step::Deny])
        }
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
