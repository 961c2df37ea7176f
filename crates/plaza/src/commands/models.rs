//! `plaza models`: which models there are, and their weights.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use plaza_connectors::fetch::{AllowedHost, Fetched, SourceFetcher, header};
use plaza_models::checkpoint;
use serde::Serialize;
use sha2::{Digest, Sha256};
use url::Url;

use crate::analyser;
use crate::cli::{InstallArguments, Model};
use crate::config::Config;
use crate::home;
use crate::output::{self, Progress};
use crate::wiring;

/// Bytes asked for at once; a server that sends no parts of files can send files of this size.
const PART: usize = 32 << 20;
/// Longest time for one part.
const PART_LIMIT: Duration = Duration::from_secs(600);
/// Bytes read at once while copying.
const BLOCK: usize = 1 << 20;

/// One model, as `list` shows it.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    /// Whether `plaza.toml` chooses it.
    chosen: bool,
    /// Whether this build can run it.
    in_this_build: bool,
    /// Where its weights are; `None` when they are part of the program.
    weights: Option<PathBuf>,
    /// What keeps it from running.
    problem: Option<String>,
}

/// Lists the models; true when the chosen one can run.
pub(super) fn list(config: &Config, json: bool) -> anyhow::Result<bool> {
    let folder = config.encoder_dir();
    let weights = checkpoint::check(&folder)
        .err()
        .map(|error| format!("{error}; put an encoder in place with: plaza models install"));
    let lacking = analyser::lacking().map(str::to_owned);
    let listed = [
        Listed {
            name: "native",
            chosen: config.model == Model::Native,
            in_this_build: true,
            weights: None,
            problem: None,
        },
        Listed {
            name: "rust-bert",
            chosen: config.model == Model::RustBert,
            in_this_build: lacking.is_none(),
            weights: Some(folder),
            problem: joined(lacking, weights),
        },
    ];
    for model in &listed {
        if json {
            output::json(model)?;
            continue;
        }
        let chosen = if model.chosen { " (chosen)" } else { "" };
        let state = model.problem.as_deref().unwrap_or("ready");
        output::line(&format!("{}{chosen}: {state}", model.name));
    }
    Ok(listed.iter().all(|model| !model.chosen || model.problem.is_none()))
}

fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}; {second}")),
        (first, second) => first.or(second),
    }
}

/// Puts the encoder's files in place: all of them, checked, or none.
pub(super) async fn install(config: &Config, from: &InstallArguments) -> anyhow::Result<bool> {
    home::make_data_folder(&config.data)?;
    let target = config.encoder_dir();
    let parent = target.parent().context("the data folder has no place for models")?;
    fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    let fresh = parent.join("rust-bert.new");
    remove(&fresh)?;
    fs::create_dir(&fresh).with_context(|| format!("{} cannot be made", fresh.display()))?;
    let filled = fill(&fresh, from).await.and_then(|()| swap(&fresh, &target));
    if filled.is_err() {
        remove(&fresh)?;
    }
    filled?;
    output::line(&format!("the encoder is in {}", target.display()));
    if let Some(lacking) = analyser::lacking() {
        output::note(lacking);
    } else if config.model != Model::RustBert {
        output::note("choose it with model = \"rust-bert\" in plaza.toml");
    }
    Ok(true)
}

/// Brings all files into `folder` and checks them.
async fn fill(folder: &Path, from: &InstallArguments) -> anyhow::Result<()> {
    let expected = |file: &str| {
        let found = from.sha256.iter().rev().find(|(name, _)| name == file);
        found.map(|(_, sum)| sum.as_str())
    };
    for file in checkpoint::FILES {
        let place = folder.join(file);
        let sum = match (&from.from, &from.url) {
            (Some(source), _) => copy(&source.join(file), &place, checkpoint::longest(file))?,
            (None, Some(url)) => {
                ensure!(
                    expected(file).is_some(),
                    "what comes from an address needs a checksum: --sha256 {file}=HEX"
                );
                download(&source_fetcher(from)?, url, file, &place).await?
            }
            (None, None) => bail!("say where the files are: --from DIR or --url URL"),
        };
        if let Some(expected) = expected(file) {
            ensure!(sum == expected, "{file} has the SHA-256 {sum}, not {expected}");
        }
        output::line(&format!("{file} {sum}"));
    }
    checkpoint::check(folder)?;
    Ok(())
}

/// Puts `fresh` in the place of `target`.
fn swap(fresh: &Path, target: &Path) -> anyhow::Result<()> {
    let old = target.with_extension("old");
    remove(&old)?;
    if target.exists() {
        fs::rename(target, &old).with_context(|| format!("{} is in use", target.display()))?;
    }
    fs::rename(fresh, target)
        .with_context(|| format!("{} cannot be put in place", target.display()))?;
    remove(&old)
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    Ok(())
}

/// A file that is hashed while it is written.
struct Written {
    file: File,
    hash: Sha256,
    length: u64,
}

impl Written {
    fn create(place: &Path) -> anyhow::Result<Self> {
        let file = File::create_new(place)
            .with_context(|| format!("{} cannot be written", place.display()))?;
        Ok(Self { file, hash: Sha256::new(), length: 0 })
    }

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        Ok(self.file.write_all(bytes)?)
    }

    /// The SHA-256 in hexadecimal digits, once everything is on the disk.
    fn finish(self) -> anyhow::Result<String> {
        self.file.sync_all()?;
        Ok(self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Copies a file of at most `longest` bytes and returns its SHA-256.
fn copy(source: &Path, place: &Path, longest: u64) -> anyhow::Result<String> {
    let shown = source.display();
    let opened = File::open(source).with_context(|| format!("{shown} cannot be read"))?;
    let mut reader = opened.take(longest + 1);
    let mut written = Written::create(place)?;
    let mut block = vec![0; BLOCK];
    loop {
        let read = reader.read(&mut block).with_context(|| format!("{shown} cannot be read"))?;
        if read == 0 {
            break;
        }
        written.write(&block[..read])?;
    }
    ensure!(written.length <= longest, "{shown} has more than {longest} bytes");
    written.finish()
}

fn source_fetcher(from: &InstallArguments) -> anyhow::Result<SourceFetcher> {
    from.allow_host.as_deref().map(AllowedHost::parse).transpose().context("--allow-host")?;
    Ok(wiring::fetcher().for_source(from.allow_host.as_deref()))
}

/// Fetches a file part by part, so that no more than a part is in memory, and returns its SHA-256.
async fn download(
    fetcher: &SourceFetcher,
    base: &Url,
    file: &str,
    place: &Path,
) -> anyhow::Result<String> {
    let address = address(base, file)?;
    let longest = checkpoint::longest(file);
    let mut written = Written::create(place)?;
    let progress = Progress::start();
    loop {
        let last = written.length + PART as u64 - 1;
        let part = fetcher
            .get(address.clone())
            .header(header::RANGE, &format!("bytes={}-{last}", written.length))
            // A compressed part would be a part of something else.
            .header(header::ACCEPT_ENCODING, "identity")
            .max_body(PART)
            .timeout(PART_LIMIT)
            .send()
            .await
            .with_context(|| {
                format!("{file}; a server that sends no parts of files cannot be used: download it and use --from")
            })?;
        let total = total(&part, written.length).with_context(|| file.to_owned())?;
        ensure!(total <= longest, "{file} has {total} bytes, more than {longest}");
        ensure!(!part.body.is_empty(), "{file} is empty");
        written.write(&part.body)?;
        progress.show(format!("{file}: {} of {} MB", written.length >> 20, total >> 20));
        if written.length >= total {
            ensure!(written.length == total, "{file} is longer than the server said");
            break;
        }
    }
    progress.finish();
    written.finish()
}

/// The address of a file in the folder `base`; a query (`?download=true`) stays.
fn address(base: &Url, file: &str) -> anyhow::Result<Url> {
    let mut address = base.clone();
    address
        .path_segments_mut()
        .map_err(|()| anyhow::anyhow!("{base} is not the address of a folder"))?
        .pop_if_empty()
        .push(file);
    Ok(address)
}

/// Length of the whole file: of an answer that is a part beginning at `begin`, or the whole.
fn total(part: &Fetched, begin: u64) -> anyhow::Result<u64> {
    if part.status == 200 && begin == 0 {
        return Ok(part.body.len() as u64);
    }
    let range = part.header(header::CONTENT_RANGE.as_str()).unwrap_or_default();
    let total = range
        .strip_prefix(&format!("bytes {begin}-"))
        .and_then(|rest| rest.split_once('/'))
        .and_then(|(_, total)| total.parse().ok())
        .filter(|_| part.status == 206);
    total.with_context(|| {
        format!(
            "the server answered {} with the range `{range}` instead of the part asked for",
            part.status
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_in_the_folder_of_the_address() {
        for base in ["https://hub.example/e5/resolve/main", "https://hub.example/e5/resolve/main/"]
        {
            let address = address(&base.parse().unwrap(), "config.json").unwrap();
            assert_eq!(address.as_str(), "https://hub.example/e5/resolve/main/config.json");
        }
    }
}
