//! `plaza backup` and `plaza restore`.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use plaza_core::to_rfc3339;
use plaza_engine::{Engine, KeyFile};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::output;

const DATABASE: &str = "plaza.db";
const KEY: &str = "secret.key";
const MANIFEST: &str = "backup.json";

/// What a backup says of itself.
#[derive(Serialize, Deserialize)]
struct Manifest {
    plaza: String,
    made_at: String,
    mentions: i64,
    revision: i64,
    /// False when the key came from the environment and is not in the backup.
    has_key: bool,
}

/// Copies the database as it is at one moment, and the key. The index is not copied: it is built
/// anew from the store.
pub(super) async fn backup(engine: &Engine, config: &Config, dir: &Path) -> anyhow::Result<bool> {
    if config.database_url.is_some() {
        bail!(
            "with PostgreSQL, use pg_dump for the database and keep {KEY} of the data folder with it"
        );
    }
    empty_folder(dir)?;
    // Database and key belong together: no rotation in between.
    let _lock = match &config.key {
        None => Some(KeyFile::at(config.data.join(KEY)).lock()?),
        Some(_) => None,
    };
    let store = engine.store();
    store.backup_to(&dir.join(DATABASE)).await.context("the database cannot be copied")?;
    let key = config.data.join(KEY);
    let has_key = config.key.is_none() && key.exists();
    if has_key {
        fs::copy(&key, dir.join(KEY))
            .with_context(|| format!("{} cannot be copied", key.display()))?;
    }
    let manifest = Manifest {
        plaza: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: to_rfc3339(engine.now()),
        mentions: store.docs_count().await?,
        revision: store.revision().await?,
        has_key,
    };
    // Written last: a folder without it is no complete backup.
    fs::write(dir.join(MANIFEST), serde_json::to_string_pretty(&manifest)?)?;
    output::line(&format!("{} mentions in {}", manifest.mentions, dir.display()));
    if !has_key {
        output::note("the key came from PLAZA_KEY and is not in the backup; keep it safe");
    }
    Ok(true)
}

/// Puts a backup into a data folder that holds none yet.
pub(super) fn restore(config: &Config, dir: &Path) -> anyhow::Result<bool> {
    if config.database_url.is_some() {
        bail!(
            "with PostgreSQL, restore the database with pg_restore and put {KEY} into the data folder"
        );
    }
    let manifest = fs::read_to_string(dir.join(MANIFEST)).with_context(|| {
        format!("{} is no complete backup: {MANIFEST} is missing", dir.display())
    })?;
    let manifest: Manifest =
        serde_json::from_str(&manifest).context("backup.json cannot be read")?;
    let database = config.data.join(DATABASE);
    if database.exists() {
        bail!("{} exists already; restore into another folder with --data", database.display());
    }
    fs::create_dir_all(&config.data)?;
    if manifest.has_key {
        fs::copy(dir.join(KEY), config.data.join(KEY)).context("the key cannot be copied")?;
    }
    // Copied beside and renamed, so that a crash leaves no half database.
    let fresh = config.data.join("plaza.db.restoring");
    fs::copy(dir.join(DATABASE), &fresh).context("the database cannot be copied")?;
    fs::File::open(&fresh)?.sync_all()?;
    fs::rename(&fresh, &database)?;
    output::line(&format!(
        "{} mentions of {} restored into {}; the search index is built at the next start",
        manifest.mentions,
        manifest.made_at,
        config.data.display()
    ));
    Ok(true)
}

/// Makes `dir`, and refuses one that holds something.
pub(super) fn empty_folder(dir: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    if fs::read_dir(dir)?.next().is_some() {
        bail!("{} is not empty", dir.display());
    }
    Ok(())
}
