//! Plaza: the binary. Configuration, wiring and commands; the work is done in the engine.

mod analyser;
mod cli;
mod cli_imports;
mod cli_people;
mod commands;
mod config;
mod fresh;
mod home;
mod layout;
mod output;
mod running;
mod signals;
mod wiring;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use cli::Arguments;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit code when a command failed, or did its work only in part.
const FAILED: u8 = 1;
/// Exit code when the command line or the configuration cannot be understood.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    // Whatever is written holds what people said, or secrets: it is its owner's only.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            // Nothing is left to do when even the terminal is gone.
            drop(error.print());
            return if asked { ExitCode::SUCCESS } else { ExitCode::from(USAGE) };
        }
    };
    let config = match config::load(&arguments.options) {
        Ok(config) => config,
        Err(error) => {
            output::error(&error);
            return ExitCode::from(USAGE);
        }
    };
    wiring::start_logging(&config, arguments.command.as_ref());
    match run(arguments, config) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        Err(error) => {
            output::error(&error);
            ExitCode::from(FAILED)
        }
    }
}

/// True when everything was done.
fn run(arguments: Arguments, config: config::Config) -> anyhow::Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done =
        runtime.block_on(commands::run(arguments.command.unwrap_or(cli::Command::Serve), config));
    // A thread that is still busy with what nobody waits for must not hold the process back.
    runtime.shutdown_background();
    done
}
