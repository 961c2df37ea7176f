//! A folder's content that appears whole or not at all, readable by its owner only.
//!
//! It is written into a folder of its own: beside the target, which it then becomes by being renamed;
//! or inside it, where the target must stay what it is (a mounted volume, a data folder). There the
//! rename says that everything is written, and the files are moved out one by one; whoever comes
//! after a crash ends that ([`Fresh::finish`]).

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

/// Holds what is being written, inside the target.
const PARTIAL: &str = ".plaza-partial";
/// Holds what is whole and is being moved out, inside the target.
const WHOLE: &str = ".plaza-whole";
/// What tells that all the rest is there is moved last.
const LAST: [&str; 2] = ["plaza.db", "backup.json"];
/// Bytes copied at once.
const CHUNK: usize = 1 << 20;

/// Content that is being written; dropped before it is published, it is removed.
pub(crate) struct Fresh {
    target: PathBuf,
    partial: PathBuf,
    is_inside: bool,
    is_published: bool,
    /// Keeps a second process away from what this one writes; a crash lets go of it.
    _lock: File,
}

impl Fresh {
    /// Begins the content of a folder that does not exist or is empty.
    ///
    /// # Errors
    /// The folder holds something, is none, cannot be made, or another process is filling it.
    pub(crate) fn begin(target: &Path) -> anyhow::Result<Self> {
        if !target.exists() {
            let name = target.file_name().with_context(|| no_folder(target))?.to_owned();
            let parent = match target.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            fs::create_dir_all(parent)
                .with_context(|| format!("{} cannot be made", parent.display()))?;
            return Self::beside(parent.join(&name), &name);
        }
        let target = fs::canonicalize(target)
            .with_context(|| format!("{} cannot be opened", target.display()))?;
        if !target.is_dir() {
            bail!("{} is no folder", target.display());
        }
        let parent = target.parent().with_context(|| no_folder(&target))?;
        let is_mounted = fs::metadata(parent)?.dev() != fs::metadata(&target)?.dev();
        for entry in fs::read_dir(&target)? {
            let name = entry?.file_name();
            if !(is_mounted && (name == PARTIAL || name == "lost+found")) {
                bail!(
                    "{} is not empty (it holds {}); name a folder that is not there yet",
                    target.display(),
                    name.display()
                );
            }
        }
        match target.file_name() {
            Some(name) if !is_mounted => Self::beside(target.clone(), &name.to_owned()),
            _ => Self::inside(&target),
        }
    }

    /// Begins what is added to a folder that is there.
    ///
    /// # Errors
    /// The folder cannot be written, or another process is adding to it.
    pub(crate) fn inside(target: &Path) -> anyhow::Result<Self> {
        Self::at(target.to_owned(), target.join(PARTIAL), true)
    }

    fn beside(target: PathBuf, name: &OsString) -> anyhow::Result<Self> {
        let mut partial = OsString::from(".");
        partial.push(name);
        partial.push(".partial");
        let partial = target.with_file_name(partial);
        Self::at(target, partial, false)
    }

    fn at(target: PathBuf, partial: PathBuf, is_inside: bool) -> anyhow::Result<Self> {
        let made = DirBuilder::new().mode(0o700).create(&partial);
        if !made.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists) {
            made.with_context(|| format!("{} cannot be made", partial.display()))?;
        }
        let Some(lock) = lock(&partial)? else {
            bail!("another process is writing into {}", target.display());
        };
        let fresh = Self { target, partial, is_inside, is_published: false, _lock: lock };
        only_for_owner(&fresh.partial, 0o700)?;
        empty(&fresh.partial)?;
        Ok(fresh)
    }

    /// Where a file of the content lies while it is written.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.partial.join(name)
    }

    /// Makes a file of the content.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) fn create(&self, name: &str) -> anyhow::Result<File> {
        let path = self.path(name);
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        made.with_context(|| format!("{} cannot be made", path.display()))
    }

    /// Copies a file into the content; returns its SHA-256 as hexadecimal digits.
    ///
    /// # Errors
    /// It cannot be read or written.
    pub(crate) fn copy(&self, from: &Path, name: &str) -> anyhow::Result<String> {
        let mut to = self.create(name)?;
        digest(from, |bytes| to.write_all(bytes))
            .with_context(|| format!("{} cannot be copied", from.display()))
    }

    /// Makes the content appear, on the disk before this returns.
    ///
    /// # Errors
    /// Nothing has appeared, unless the content was moved out only in part: then the next
    /// [`Self::finish`] ends that.
    pub(crate) fn publish(mut self) -> anyhow::Result<()> {
        for entry in fs::read_dir(&self.partial)? {
            let path = entry?.path();
            only_for_owner(&path, 0o600)?;
            File::open(&path)?.sync_all()?;
        }
        sync(&self.partial)?;
        let to = if self.is_inside { self.target.join(WHOLE) } else { self.target.clone() };
        fs::rename(&self.partial, &to)
            .with_context(|| format!("{} cannot be put in its place", to.display()))?;
        self.is_published = true;
        sync(to.parent().unwrap_or(Path::new(".")))?;
        if self.is_inside {
            Self::finish(&self.target)?;
        }
        Ok(())
    }

    /// Moves out what is whole inside `target`; true when there was something.
    ///
    /// # Errors
    /// A file cannot be moved.
    pub(crate) fn finish(target: &Path) -> anyhow::Result<bool> {
        let whole = target.join(WHOLE);
        if !Self::is_pending(target) {
            return Ok(false);
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&whole)? {
            names.push(entry?.file_name());
        }
        names.sort_by_key(|name| LAST.iter().any(|last| name == last));
        for name in names {
            unless_gone(fs::rename(whole.join(&name), target.join(&name)))
                .with_context(|| format!("{} cannot be moved out", whole.join(&name).display()))?;
        }
        sync(target)?;
        unless_gone(fs::remove_dir(&whole))
            .with_context(|| format!("{} cannot be removed", whole.display()))?;
        Ok(true)
    }

    /// Whether something whole waits inside `target` to be moved out.
    pub(crate) fn is_pending(target: &Path) -> bool {
        target.join(WHOLE).is_dir()
    }

    /// Removes what a process that was killed left half written inside `target`.
    ///
    /// # Errors
    /// A process is still writing there, or it cannot be removed.
    pub(crate) fn sweep(target: &Path) -> anyhow::Result<()> {
        if target.join(PARTIAL).is_dir() {
            drop(Self::inside(target)?);
        }
        Ok(())
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if self.is_published {
            return;
        }
        match fs::remove_dir_all(&self.partial) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, folder = %self.partial.display(), "what was half written stays");
            }
            _ => {}
        }
    }
}

/// SHA-256 of a file as hexadecimal digits; `each` is given its bytes.
///
/// # Errors
/// It cannot be read, or `each` fails.
pub(crate) fn digest(
    path: &Path,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<String> {
    let mut file = File::open(path)?;
    let (mut hash, mut bytes) = (Sha256::new(), vec![0; CHUNK]);
    loop {
        let read = file.read(&mut bytes)?;
        if read == 0 {
            return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hash.update(&bytes[..read]);
        each(&bytes[..read])?;
    }
}

/// Takes a file or folder away from everybody but its owner.
///
/// # Errors
/// The permissions cannot be set.
pub(crate) fn only_for_owner(path: &Path, mode: u32) -> anyhow::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("the permissions of {} cannot be set", path.display()))
}

/// The folder's lock; `None` while another process holds it, or has just put the folder in its place.
fn lock(folder: &Path) -> anyhow::Result<Option<File>> {
    let file = File::open(folder)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    let is_there = fs::metadata(folder).is_ok_and(|now| {
        file.metadata().is_ok_and(|locked| (now.dev(), now.ino()) == (locked.dev(), locked.ino()))
    });
    Ok(is_there.then_some(file))
}

/// What is gone was done by another process at the same moment.
fn unless_gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn empty(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let removed =
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("{} cannot be removed", path.display()))?;
    }
    Ok(())
}

fn sync(folder: &Path) -> anyhow::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Ok(File::open(folder)?.sync_all()?)
}

fn no_folder(path: &Path) -> String {
    format!("{} is no name of a folder", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn content_appears_when_it_is_published_and_is_the_owners_only() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("deep/below/copy");
        let fresh = Fresh::begin(&target).unwrap();
        fresh.create("a").unwrap().write_all(b"abc").unwrap();
        fs::write(fresh.path("b"), "").unwrap();
        fs::set_permissions(fresh.path("b"), fs::Permissions::from_mode(0o666)).unwrap();
        assert!(!target.exists());
        fresh.publish().unwrap();
        assert_eq!(names(&target), ["a", "b"]);
        assert_eq!(names(target.parent().unwrap()), ["copy"]);
        assert_eq!([mode(&target), mode(&target.join("a"))], [0o700, 0o600]);
        assert_eq!(mode(&target.join("b")), 0o600);
        let taken = Fresh::begin(&target).err().unwrap().to_string();
        assert!(taken.contains("is not empty"), "{taken}");
    }

    #[test]
    fn what_is_not_published_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("copy");
        let fresh = Fresh::begin(&target).unwrap();
        fresh.create("a").unwrap();
        drop(fresh);
        assert_eq!(names(dir.path()), Vec::<String>::new());
        let inside = Fresh::inside(dir.path()).unwrap();
        inside.create("a").unwrap();
        drop(inside);
        assert_eq!(names(dir.path()), Vec::<String>::new());
    }

    #[test]
    fn two_do_not_fill_one_folder() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("copy");
        let first = Fresh::begin(&target).unwrap();
        first.create("a").unwrap();
        let second = Fresh::begin(&target).err().unwrap().to_string();
        assert!(second.contains("another process is writing"), "{second}");
        first.publish().unwrap();
        assert_eq!(names(&target), ["a"]);
        let first = Fresh::inside(dir.path()).unwrap();
        assert!(Fresh::sweep(dir.path()).is_err(), "it is being written");
        drop(first);
        // As a kill leaves it.
        fs::create_dir(dir.path().join(PARTIAL)).unwrap();
        fs::write(dir.path().join(PARTIAL).join("plaza.db"), "half").unwrap();
        Fresh::sweep(dir.path()).unwrap();
        assert_eq!(names(dir.path()), ["copy"]);
    }

    #[test]
    fn what_is_whole_is_moved_out_with_the_database_last() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("kept"), "").unwrap();
        let fresh = Fresh::inside(dir.path()).unwrap();
        let from = dir.path().join("kept");
        fs::write(&from, "abc").unwrap();
        let sum = fresh.copy(&from, "plaza.db").unwrap();
        assert_eq!(sum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        fresh.create("secret.key").unwrap();
        fresh.publish().unwrap();
        assert_eq!(names(dir.path()), ["kept", "plaza.db", "secret.key"]);
        assert!(!Fresh::finish(dir.path()).unwrap(), "nothing waits");
    }
}
