//! `plaza backup` and `plaza restore`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use plaza_core::to_rfc3339;
use plaza_engine::{Engine, KeyFile, MasterKey};
use plaza_store::{Contents, Store};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::fresh::{Fresh, digest};
use crate::home::{self, DATABASE, KEY};
use crate::output;

const MANIFEST: &str = "backup.json";
/// Longest manifest that is read, in bytes.
const LONGEST_MANIFEST: u64 = 64 << 10;

/// What a backup says of itself. What a backup of an early version does not say is left out.
#[derive(Serialize, Deserialize)]
struct Manifest {
    /// The version that made it.
    plaza: String,
    made_at: String,
    /// Names the house.
    #[serde(default)]
    store_id: Option<String>,
    /// Number of the database's last migration.
    #[serde(default)]
    schema: Option<i64>,
    mentions: i64,
    #[serde(default)]
    sources: Option<i64>,
    revision: i64,
    /// False when the key came from the environment and is not in the backup.
    has_key: bool,
    /// SHA-256 of each file.
    #[serde(default)]
    sha256: BTreeMap<String, String>,
}

/// Copies the database as it is at one moment, and the key, looks whether the copy is whole, and
/// lets it appear. The index is not copied: it is built anew from the store.
pub(super) async fn backup(engine: &Engine, config: &Config, dir: &Path) -> anyhow::Result<bool> {
    if config.database_url.is_some() {
        bail!(
            "with PostgreSQL, use pg_dump for the database and keep {KEY} of the data folder with it"
        );
    }
    let fresh = Fresh::begin(dir)?;
    let written = write_copy(engine, config, &fresh).await;
    let manifest = written.with_context(|| format!("no backup was made in {}", dir.display()))?;
    fresh.publish()?;
    output::line(&format!("{} in {}", manifest.tell(), dir.display()));
    if !manifest.has_key {
        output::note("the key came from PLAZA_KEY and is not in the backup; keep it safe");
    }
    Ok(true)
}

async fn write_copy(engine: &Engine, config: &Config, fresh: &Fresh) -> anyhow::Result<Manifest> {
    // Database and key belong together: no rotation in between. Where nothing can be written,
    // nobody rotates.
    let _lock = match &config.key {
        None if !engine.index().is_read_only() => Some(KeyFile::at(config.data.join(KEY)).lock()?),
        _ => None,
    };
    let (copy, made_at) = (fresh.path(DATABASE), to_rfc3339(engine.now()));
    engine.store().backup_to(&copy).await.context("the database cannot be copied")?;
    let mut sha256 = BTreeMap::new();
    let key = config.data.join(KEY);
    let has_key = config.key.is_none() && key.exists();
    if has_key {
        sha256.insert(KEY.to_owned(), fresh.copy(&key, KEY)?);
        refuse_retired(engine, &key).await?;
    }
    let Contents { schema, store_id, mentions, sources, revision } =
        Store::examine(&copy).await.context("the copy of the database is not whole")?;
    sha256.insert(DATABASE.to_owned(), digest(&copy, |_| Ok(()))?);
    let manifest = Manifest {
        plaza: env!("CARGO_PKG_VERSION").to_owned(),
        made_at,
        store_id,
        schema: Some(schema),
        mentions,
        sources: Some(sources),
        revision,
        has_key,
        sha256,
    };
    fresh.create(MANIFEST)?.write_all(serde_json::to_string_pretty(&manifest)?.as_bytes())?;
    Ok(manifest)
}

/// The key must be the one that opens the copied secrets.
async fn refuse_retired(engine: &Engine, key: &Path) -> anyhow::Result<()> {
    let key = MasterKey::from_hex(&fs::read_to_string(key)?).context("the key file")?;
    ensure!(
        !engine.store().is_key_retired(key.id()).await?,
        "a rotation of the key was cut off meanwhile; run `plaza doctor`, which ends it, and repeat"
    );
    Ok(())
}

impl Manifest {
    fn tell(&self) -> String {
        let sources = match self.sources {
            None => String::new(),
            Some(1) => " of one source".to_owned(),
            Some(count) => format!(" of {count} sources"),
        };
        format!("{} mentions{sources}, as of {},", self.mentions, self.made_at)
    }
}

/// Puts a backup into a data folder that holds no house: all of it, or nothing.
pub(super) async fn restore(config: &Config, dir: &Path) -> anyhow::Result<bool> {
    if config.database_url.is_some() {
        bail!(
            "with PostgreSQL, restore the database with pg_restore and put {KEY} into the data folder"
        );
    }
    let data = &config.data;
    if Fresh::finish(data)? {
        output::line(&format!(
            "a restore into {} had been cut off and is now done",
            data.display()
        ));
        return Ok(true);
    }
    let manifest = read_manifest(dir)?;
    refuse_occupied(data)?;
    verify(dir, &manifest)
        .await
        .with_context(|| format!("nothing was restored from {}", dir.display()))?;
    let was_there = data.exists();
    home::make_data_folder(data)?;
    let restored = put(config, dir, &manifest);
    if restored.is_err() && !was_there {
        // An error means that somebody put something there meanwhile.
        drop(fs::remove_dir(data));
    }
    restored.with_context(|| format!("nothing was restored into {}", data.display()))?;
    output::line(&format!(
        "{} restored into {}; the search index is built at the next start",
        manifest.tell(),
        data.display()
    ));
    Ok(true)
}

fn put(config: &Config, dir: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let fresh = Fresh::inside(&config.data)?;
    for name in manifest.files() {
        let copied = fresh.copy(&dir.join(name), name)?;
        ensure!(
            manifest.sha256.get(name).is_none_or(|expected| *expected == copied),
            "{} changed while it was copied",
            dir.join(name).display()
        );
    }
    // Plaza may have been started there meanwhile.
    refuse_occupied(&config.data)?;
    fresh.publish()
}

impl Manifest {
    fn files(&self) -> impl Iterator<Item = &'static str> {
        [Some(DATABASE), self.has_key.then_some(KEY)].into_iter().flatten()
    }
}

/// Reads what the backup says of itself; refuses what is none.
fn read_manifest(dir: &Path) -> anyhow::Result<Manifest> {
    let kind = dir
        .symlink_metadata()
        .with_context(|| format!("the backup {} cannot be opened", dir.display()))?;
    if !kind.is_dir() {
        let what = if kind.is_symlink() { "a symbolic link" } else { "no folder" };
        bail!("{} is {what}; name the folder that `plaza backup` made", dir.display());
    }
    let file = dir.join(MANIFEST);
    if !file.symlink_metadata().is_ok_and(|file| file.is_file() && file.len() <= LONGEST_MANIFEST) {
        bail!(
            "{} is no complete backup: it has no {MANIFEST}, which `plaza backup` writes last",
            dir.display()
        );
    }
    let text =
        fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .with_context(|| format!("{} is not what `plaza backup` writes", file.display()))?;
    for name in manifest.files() {
        let file = dir.join(name);
        match file.symlink_metadata() {
            Ok(found) if found.is_file() && found.len() > 0 => {}
            Ok(found) if found.is_file() => bail!("{} is empty", file.display()),
            Ok(_) => bail!("{} is no plain file", file.display()),
            Err(_) => bail!("{} is no complete backup: {name} is missing", dir.display()),
        }
    }
    Ok(manifest)
}

/// Compares the backup with what it says of itself.
async fn verify(dir: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let needed = Store::schema();
    if let Some(schema) = manifest.schema.filter(|schema| *schema > needed) {
        bail!(
            "it was made by the newer Plaza {} (layout {schema}; this one knows {needed})",
            manifest.plaza
        );
    }
    for (name, expected) in &manifest.sha256 {
        ensure!(manifest.files().any(|file| file == name), "{MANIFEST} names the file {name}");
        let file = dir.join(name);
        let found = digest(&file, |_| Ok(()))
            .with_context(|| format!("{} cannot be read", file.display()))?;
        ensure!(
            found == *expected,
            "{} is damaged: it is not what was written when the backup was made",
            file.display()
        );
    }
    let database = dir.join(DATABASE);
    let contents =
        Store::examine(&database).await.with_context(|| database.display().to_string())?;
    ensure!(
        contents.schema <= needed,
        "{} belongs to a newer Plaza (layout {}; this one knows {needed})",
        database.display(),
        contents.schema
    );
    if manifest.schema.is_some() {
        let said = (manifest.mentions, manifest.sources, manifest.revision);
        let found = (contents.mentions, Some(contents.sources), contents.revision);
        ensure!(
            said == found && manifest.store_id == contents.store_id,
            "{} holds {} mentions of house {}, and {MANIFEST} speaks of {} of house {}",
            database.display(),
            contents.mentions,
            contents.store_id.unwrap_or_default(),
            manifest.mentions,
            manifest.store_id.as_deref().unwrap_or_default()
        );
    }
    if manifest.has_key {
        let key = fs::read_to_string(dir.join(KEY))?;
        MasterKey::from_hex(&key).with_context(|| dir.join(KEY).display().to_string())?;
    }
    Ok(())
}

/// What lies in the folder belongs to another state of the house, or to another house: an old
/// journal would be played into the database, an old index would answer for it.
fn refuse_occupied(data: &Path) -> anyhow::Result<()> {
    if data.exists() && !data.is_dir() {
        bail!("{} is no folder", data.display());
    }
    let found = home::belongings(data)?;
    if found.is_empty() {
        return Ok(());
    }
    bail!(
        "{} holds {} already, which belong to another state of the house; restore into another \
         folder with --data, or stop Plaza and move them away",
        data.display(),
        found.join(", ")
    );
}
