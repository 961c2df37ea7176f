//! The program as it is handed out: smaller than the daily release build, its symbols in a file
//! beside it.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::cargo::{cargo, target};
use crate::run::{run, say};

/// The program.
const PROGRAM: &str = "plaza";
/// Its symbols. A backtrace names functions where this file lies beside the program, or in
/// `.debug` beside it.
const SYMBOLS: &str = "plaza.debug";

/// Builds `plaza` with the profile `dist` and takes it apart.
///
/// # Errors
/// It does not build, or `objcopy` (which comes with the linker, in binutils) cannot do its part.
pub(crate) fn dist() -> Result<bool> {
    run(cargo().args(["build", "--locked", "--profile", "dist", "--package", "plaza"]))?;
    let folder = target().join(format!("dist-{}-{ARCH}-{OS}", env!("CARGO_PKG_VERSION")));
    fs::create_dir_all(&folder)?;
    take_apart(&target().join("dist/plaza"), &folder)?;
    for name in [PROGRAM, SYMBOLS] {
        let path = folder.join(name);
        let megabytes = fs::metadata(&path)?.len() as f64 / 1e6;
        say(&format!("{megabytes:6.1} MB  {}", path.display()));
    }
    Ok(true)
}

/// Writes a built program without its symbols, and the symbols, into a folder.
fn take_apart(built: &Path, folder: &Path) -> Result<()> {
    let built: PathBuf = built.canonicalize().with_context(|| built.display().to_string())?;
    let objcopy = || {
        let mut command = Command::new("objcopy");
        command.current_dir(folder);
        command
    };
    run(objcopy().arg("--only-keep-debug").arg(&built).arg(SYMBOLS))?;
    // The link holds a checksum of the other file, so that file comes first.
    let link = format!("--add-gnu-debuglink={SYMBOLS}");
    run(objcopy().args(["--strip-all", &link]).arg(&built).arg(PROGRAM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_runs_without_its_symbols_which_lie_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let this = std::env::current_exe().unwrap();
        take_apart(&this, folder.path()).unwrap();
        let program = folder.path().join(PROGRAM);
        let size = |path: &Path| fs::metadata(path).unwrap().len();
        assert!(size(&program) < size(&this));
        assert!(size(&folder.path().join(SYMBOLS)) > 0);
        let listed = Command::new(&program).arg("--list").output().unwrap();
        assert!(String::from_utf8_lossy(&listed.stdout).contains("without_its_symbols"));
        assert!(
            fs::read(&program).unwrap().windows(SYMBOLS.len()).any(|w| w == SYMBOLS.as_bytes())
        );
    }
}
