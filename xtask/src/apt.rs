//! Debian packages, installed only where something is missing.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run::{say, succeeds};

/// Makes sure that these Debian packages are installed; does nothing where they all are.
///
/// The package lists are fetched once, and only when installing fails without that.
///
/// # Errors
/// A package is missing and this user may not install it, or apt-get fails; the message says
/// what to run.
pub(crate) fn ensure(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let wanted = missing.join(" ");
    let Some(root) = root_prefix() else {
        bail!("missing packages: run as root: apt-get install --no-install-recommends {wanted}");
    };
    say(&format!("installing {wanted}"));
    if install(&root, &missing) {
        return Ok(());
    }
    update(&root)?;
    if !install(&root, &missing) {
        bail!("apt-get could not install {wanted}: run it by hand and read what it says");
    }
    Ok(())
}

/// Downloads a package into `folder` without installing it. Anybody may; only fetching the package
/// lists, where there are none, needs root.
///
/// # Errors
/// The package cannot be had; the message says what to run.
pub(crate) fn download(package: &str, folder: &Path) -> Result<()> {
    let download = || {
        let as_us = ["-o", "APT::Sandbox::User=root"];
        let mut command = Command::new("apt-get");
        succeeds(command.current_dir(folder).args(as_us).args(["-qq", "download", package]))
    };
    if download() {
        return Ok(());
    }
    let Some(root) = root_prefix() else {
        bail!("no package lists: run as root: apt-get update");
    };
    update(&root)?;
    if !download() {
        bail!("apt-get could not download {package}: run it by hand and read what it says");
    }
    Ok(())
}

fn update(root: &[&str]) -> Result<()> {
    say("fetching the package lists");
    if !succeeds(apt_get(root).args(["-qq", "update"])) {
        bail!("apt-get update failed: run it by hand and read what it says");
    }
    Ok(())
}

fn is_installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${Status}", package])
        .output()
        .is_ok_and(|output| output.stdout.ends_with(b"install ok installed"))
}

/// How to become root: nothing for root itself, `sudo` where it asks no password.
fn root_prefix() -> Option<Vec<&'static str>> {
    let uid = Command::new("id").arg("-u").output().context("id").ok()?;
    if uid.stdout.starts_with(b"0\n") {
        return Some(Vec::new());
    }
    succeeds(Command::new("sudo").args(["-n", "true"])).then(|| vec!["sudo", "-n"])
}

fn apt_get(root: &[&str]) -> Command {
    let mut words = root.to_vec();
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

fn install(root: &[&str], packages: &[&str]) -> bool {
    let wait_for_others = ["-o", "DPkg::Lock::Timeout=300"];
    succeeds(
        apt_get(root)
            .args(wait_for_others)
            .args(["-qq", "-y", "install", "--no-install-recommends"])
            .args(packages),
    )
}
