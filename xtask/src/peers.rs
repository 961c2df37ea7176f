//! Installs the real servers that tests start: Synapse and aiosmtpd from PyPI, WordPress and
//! Dovecot from Debian.
//!
//! `tests/src/peers.rs` knows the same folder: `synapse/` and `aiosmtpd/` are Python
//! environments, `wordpress/` the site's files with a `wp-config.php` that includes the file named in
//! `$PLAZA_WORDPRESS_CONFIG`. Nothing here starts a service.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::run::{run, say};
use crate::{apt, tools};

/// The release that the tests were written against; behaviour noted in tests is this one's.
const SYNAPSE: &str = "matrix-synapse==1.163.0";
/// The SMTP server that mail tests talk to.
const AIOSMTPD: &str = "aiosmtpd==1.4.6";

/// Programs without their services: a database and a PHP that run only while a test needs them,
/// and what a Python environment is made with.
const PACKAGES: [&str; 10] = [
    "dovecot-imapd",
    "mariadb-server-core",
    "mariadb-client-core",
    "openssl",
    "php-cli",
    "php-curl",
    "php-mbstring",
    "php-mysql",
    "php-xml",
    "python3-venv",
];

/// Installs what is missing; takes no time where all is there.
///
/// # Errors
/// A package cannot be had; the message says what to run by hand.
pub(crate) fn install() -> Result<()> {
    apt::ensure(&PACKAGES)?;
    let cache = tools::cache()?;
    fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
    install_once(&cache.join("synapse"), SYNAPSE, |folder| install_python(folder, SYNAPSE))?;
    install_once(&cache.join("aiosmtpd"), AIOSMTPD, |folder| install_python(folder, AIOSMTPD))?;
    install_once(&cache.join("wordpress"), "debian wordpress 1", install_wordpress)
}

/// Fills `folder` with `fill` unless it already holds `version`. What an interrupted run left
/// behind is thrown away: the mark is written last.
///
/// # Errors
/// `fill` fails, or the folder cannot be written.
pub(crate) fn install_once(
    folder: &Path,
    version: &str,
    fill: fn(&Path) -> Result<()>,
) -> Result<()> {
    let mark = folder.join("installed-version");
    if fs::read_to_string(&mark).is_ok_and(|found| found == version) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    say(&format!("installing {version}, once"));
    fill(folder).with_context(|| format!("installing {version}"))?;
    fs::write(mark, version)?;
    Ok(())
}

fn install_python(folder: &Path, package: &str) -> Result<()> {
    run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(Command::new(folder.join("bin/python")).args(quiet).arg(package))
}

/// Unpacks Debian's package without installing it, because its dependencies bring a web server
/// that would start at once.
fn install_wordpress(folder: &Path) -> Result<()> {
    let unpacked = folder.with_extension("unpacked");
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked)?;
    }
    fs::create_dir_all(&unpacked)?;
    apt::download("wordpress", &unpacked)?;
    run(Command::new("dpkg-deb").arg("-x").arg(deb_in(&unpacked)?).arg(&unpacked))?;
    let site = unpacked.join("usr/share/wordpress");
    ensure!(site.join("wp-load.php").exists(), "the package holds no {}", site.display());
    let settings = "<?php\nrequire getenv('PLAZA_WORDPRESS_CONFIG');\n";
    fs::write(site.join("wp-config.php"), settings)?;
    fs::rename(&site, folder)?;
    fs::remove_dir_all(&unpacked)?;
    Ok(())
}

fn deb_in(folder: &Path) -> Result<PathBuf> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            return Ok(path);
        }
    }
    bail!("apt-get downloaded nothing into {}", folder.display())
}
