//! The data folder: whether a house is there or may be made, whether it is whole, and whether it can
//! be written.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, bail};
use plaza_engine::{Engine, MasterKey};
use plaza_store::{Store, StoreError};
use rustix::fs::Access as Wanted;

use crate::config::Config;
use crate::fresh::{Fresh, only_for_owner};
use crate::output;
use crate::wiring::Mode;

/// The database, where it is SQLite's.
pub(crate) const DATABASE: &str = "plaza.db";
/// The key that seals secrets, where it does not come from the configuration.
pub(crate) const KEY: &str = "secret.key";

/// How the data folder is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It is written. `is_made` says that what lies there belongs to a database that must be there.
    Write { is_made: bool },
    /// It cannot be written, and the command need not.
    Read,
}

/// Looks at the data folder before anything in it is opened, makes it when the command may, and
/// ends a restore that a crash cut off.
///
/// # Errors
/// There is no house and the command makes none; the folder cannot be written and the command must;
/// the database is lost while what belongs to it is there.
pub(crate) fn enter(config: &Config, mode: Mode) -> anyhow::Result<Access> {
    let data = &config.data;
    if mode == Mode::Reading {
        refuse_absent(config)?;
    }
    if data.exists() && !can_be_written(config)? {
        if mode == Mode::Reading {
            return Ok(Access::Read);
        }
        bail!(
            "the data folder {} cannot be written, and this command must write there; \
             search, export, backup, doctor and the lists of sources and themes work without",
            data.display()
        );
    }
    make_data_folder(data)?;
    if Fresh::finish(data)? {
        output::note(&format!(
            "a restore into {} had been cut off and is now done",
            data.display()
        ));
    }
    Fresh::sweep(data)?;
    let is_made = belongings(data)?.iter().any(|name| !name.starts_with(DATABASE));
    if config.database_url.is_none() {
        refuse_lost_database(data)?;
    }
    Ok(Access::Write { is_made })
}

/// Refuses a data folder without a house, for those who make none.
///
/// # Errors
/// There is none.
pub(crate) fn refuse_absent(config: &Config) -> anyhow::Result<()> {
    if is_made(config) {
        return Ok(());
    }
    bail!(
        "there is no house in {}: name its data folder with --data; `plaza serve` makes a new one",
        config.data.display()
    )
}

/// Opens the database in the data folder.
///
/// # Errors
/// It cannot be opened; the message names the file and what to do.
pub(crate) async fn open_database(config: &Config, access: Access) -> anyhow::Result<Store> {
    let file = config.data.join(DATABASE);
    let opened = match access {
        Access::Read => Store::open_read_only(&file).await,
        Access::Write { is_made: true } if file.exists() => {
            Store::open_made(&config.store_url()).await
        }
        Access::Write { .. } => Store::open(&config.store_url()).await,
    };
    opened.map_err(|error| match error {
        StoreError::NotPlaza(what) => anyhow::anyhow!("{what}, {}", what_to_do(&file)),
        error if error.is_damage() => {
            anyhow::anyhow!("{} is damaged; {}", file.display(), what_to_do(&file))
        }
        error => anyhow::Error::new(error)
            .context(format!("the database {} cannot be opened", file.display())),
    })
}

/// The key of a folder that cannot be written; without one there is nothing that it could seal.
///
/// # Errors
/// The key file cannot be read or holds no key.
pub(crate) fn key_as_it_is(config: &Config) -> anyhow::Result<MasterKey> {
    let file = config.data.join(KEY);
    let hex = match fs::read_to_string(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => MasterKey::generate_hex()?,
        read => read.with_context(|| format!("the key file {} cannot be read", file.display()))?,
    };
    MasterKey::from_hex(&hex).with_context(|| format!("the key file {}", file.display()))
}

/// In a folder that cannot be written nobody brings the index up to date: says what that means.
///
/// # Errors
/// The store or the index fails.
pub(crate) async fn tell_lag(engine: &Engine) -> anyhow::Result<()> {
    let index = engine.index();
    if !index.is_read_only() {
        return Ok(());
    }
    let (indexed, stored) = (index.last_commit()?.revision, engine.store().revision().await?);
    if !engine.find().index_is_ours().await? {
        output::note(
            "the search index here was not made from what the database holds, and cannot be built \
             anew in a folder that cannot be written: do not rely on what is found",
        );
    } else if indexed < stored {
        output::note(&format!(
            "the search index here ends at change {indexed} of {stored} and cannot be brought up to \
             date in a folder that cannot be written: what came later is not found"
        ));
    }
    Ok(())
}

/// Makes the data folder, for its owner only.
///
/// # Errors
/// It cannot be made.
pub(crate) fn make_data_folder(data: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(data)
        .with_context(|| format!("the data folder {} cannot be made", data.display()))?;
    only_for_owner(data, 0o700)
}

/// Names of what lies in a data folder and belongs to one database: that of `SQLite` with its
/// journal, the index, the key. Empty for a folder that is not there.
///
/// # Errors
/// The folder cannot be read.
pub(crate) fn belongings(data: &Path) -> anyhow::Result<Vec<String>> {
    let entries = match fs::read_dir(data) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("{} cannot be read", data.display()))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name == "index" || name.starts_with(DATABASE) || name.starts_with(KEY) {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

fn is_made(config: &Config) -> bool {
    match config.database_url {
        Some(_) => config.data.is_dir(),
        // Where it cannot be read, opening it tells why.
        None => {
            let is_database = |name: &String| name.starts_with(DATABASE);
            Fresh::is_pending(&config.data)
                || belongings(&config.data).map_or(true, |found| found.iter().any(is_database))
        }
    }
}

/// A file that is empty or gone while its index, its key or its journal is there has lost what it
/// held; a fresh one in its place would be taken for the house.
fn refuse_lost_database(data: &Path) -> anyhow::Result<()> {
    let file = data.join(DATABASE);
    let length = file.metadata().map(|file| file.len()).ok();
    let journal = data.join("plaza.db-wal").metadata().is_ok_and(|file| file.len() > 0);
    let others: Vec<String> = belongings(data)?
        .into_iter()
        .filter(|name| !name.starts_with(DATABASE) || (name == "plaza.db-wal" && journal))
        .collect();
    match length {
        Some(0) if !others.is_empty() => bail!(
            "{} is empty, although beside it there is still {}: it has lost what it held; {}",
            file.display(),
            others.join(" and "),
            what_to_do(&file)
        ),
        None if journal => bail!(
            "{} is missing, although its journal plaza.db-wal lies there; put the file back, or {}",
            file.display(),
            what_to_do(&data.join("plaza.db-wal"))
        ),
        _ => Ok(()),
    }
}

fn what_to_do(file: &Path) -> String {
    format!(
        "put a backup into another folder with `plaza --data FOLDER restore BACKUP`, or remove {} to \
         begin with an empty house",
        file.display()
    )
}

/// Whether files can be made in the data folder and the database can be changed.
fn can_be_written(config: &Config) -> anyhow::Result<bool> {
    let needed = [config.data.clone(), config.data.join(DATABASE)];
    for path in needed.into_iter().filter(|path| path.exists()) {
        if !is_writable(&path)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_writable(path: &Path) -> anyhow::Result<bool> {
    match rustix::fs::access(path, Wanted::WRITE_OK) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::ROFS | rustix::io::Errno::ACCESS | rustix::io::Errno::PERM) => {
            Ok(false)
        }
        Err(error) => Err(error).with_context(|| format!("{} cannot be looked at", path.display())),
    }
}
