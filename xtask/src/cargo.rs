//! Calls of cargo, all in the workspace's folder.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::run::run;

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(Path::to_path_buf).unwrap_or(here)
}

/// The cargo that runs this command.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // Build scripts that look at these variables (ring's does) would run again, and all that stands
    // on them would be built again.
    forget_this_package(&mut command);
    command
}

/// Keeps from a program what `cargo run` told this command of its own package.
pub(crate) fn forget_this_package(command: &mut Command) {
    let names = env::vars_os().map(|(name, _)| name);
    names.filter(|name| is_about_a_package(name)).for_each(|name| {
        command.env_remove(name);
    });
}

fn is_about_a_package(variable: &OsStr) -> bool {
    let name = variable.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// The folder of what cargo builds.
pub(crate) fn target() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    root().join(target)
}

/// The release build of `plaza`.
pub(crate) fn binary() -> PathBuf {
    target().join("release/plaza")
}

/// Builds `plaza` for release.
pub(crate) fn build() -> Result<()> {
    run(cargo().args(["build", "--locked", "--release", "--package", "plaza"]))
}

fn tool(name: &str) -> Command {
    let mut command = cargo();
    command
        .args([
            "run",
            "--locked",
            "--quiet",
            "--release",
            "--package",
            "plaza-tests",
            "--bin",
            name,
        ])
        .arg("--")
        .env("PLAZA_BIN", binary());
    command
}

/// Measures and writes docs/BENCHMARKS.md.
pub(crate) fn bench(records: u64) -> Result<bool> {
    build()?;
    run(tool("bench").args(["--records", &records.to_string()]))?;
    Ok(true)
}

/// Measures an analyser through `plaza analyse` and writes its accuracy card.
///
/// # Errors
/// The build fails, the data sets are missing, or the analyser cannot start.
pub(crate) fn eval(model: &str, data: &Path) -> Result<bool> {
    let weights = if model == "native" { "models/weights" } else { "models/weights/transformer" };
    let date = Command::new("date").args(["--utc", "+%F"]).output()?;
    let mut evaluate = cargo();
    evaluate
        .args(["run", "--locked", "--quiet", "--release", "--package", "plaza-models"])
        .args(["--bin", "evaluate", "--"])
        .arg(data)
        .args(["--model", model, "--date", String::from_utf8_lossy(&date.stdout).trim()])
        .args(["--weights", weights]);
    if model == "rust-bert" {
        crate::transformer::eval(evaluate)?;
        return Ok(true);
    }
    build()?;
    run(evaluate.arg("--plaza").arg(binary()))?;
    // Prints what docs/models/themes.md reports.
    run(cargo()
        .args(["run", "--locked", "--quiet", "--release", "--package", "plaza"])
        .args(["--example", "evaluate-themes", "--"])
        .arg(data))?;
    Ok(true)
}

/// Photographs the board.
pub(crate) fn screenshots() -> Result<bool> {
    crate::apt::ensure(&["chromium", "chromium-driver"])?;
    build()?;
    run(&mut tool("screenshots"))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_cargo_is_not_told_of_this_package() {
        let told = |name: &str| !is_about_a_package(OsStr::new(name));
        assert!(!told("CARGO_PKG_NAME") && !told("CARGO_MANIFEST_DIR"));
        assert!(told("CARGO_TARGET_DIR") && told("CARGO_INCREMENTAL") && told("PATH"));
        let command = cargo();
        assert!(
            command.get_envs().all(|(name, value)| is_about_a_package(name) && value.is_none())
        );
    }
}
