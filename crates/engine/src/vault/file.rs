//! The key file, and how it is replaced without a moment in which a crash would lose the secrets.
//!
//! `secret.key` holds the key. A rotation writes the new one into `secret.key.next`, seals
//! everything anew in one transaction that retires the old key, and renames the file. Whatever
//! step a crash cuts off: while the old key is not retired, `secret.key` opens everything; once
//! it is, `secret.key.next` does, and the next start puts it in its place.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use plaza_store::Store;

use super::check::{GIVE_UP, SealedSecrets, failed};
use super::{KeyError, MasterKey};

const NEXT: &str = "next";

/// Where the key lies.
#[derive(Debug, Clone)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The key file at `path`.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The key, made when there is none and nothing is sealed yet; ends a rotation that a crash cut
    /// off.
    ///
    /// # Errors
    /// [`KeyError::Lost`] when secrets are sealed and their key is not in the file; the file cannot
    /// be read or written, can be read by others or holds no key; or the store fails.
    pub async fn open(&self, store: &Store) -> Result<MasterKey, KeyError> {
        if !self.0.exists() {
            self.make(store).await?;
        }
        let mut key = self.read()?;
        if store.is_key_retired(key.id()).await.map_err(|error| failed(&error))? {
            // A rotation in another process is about to do this, or was cut off before it could.
            let _lock = self.lock()?;
            if self.next_path().exists() {
                self.promote()?;
            }
            key = self.read()?;
        }
        key.check(store).await?;
        Ok(key)
    }

    /// The key in the file, which need not be the right one; `None` where there is no file.
    ///
    /// # Errors
    /// There is a file that cannot be used.
    pub fn found(&self) -> Result<Option<MasterKey>, KeyError> {
        if self.0.exists() { self.read().map(Some) } else { Ok(None) }
    }

    /// Says what is wrong with the file; makes none and ends nothing.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn examine(&self, store: &Store) -> Result<(), KeyError> {
        match self.found()? {
            Some(key) => key.check(store).await,
            None => self.must_not_be_missed(store).await,
        }
    }

    /// There is no file: nothing may need the key that it held.
    async fn must_not_be_missed(&self, store: &Store) -> Result<(), KeyError> {
        let sealed = SealedSecrets::of(store).await?;
        if sealed.is_empty() {
            return Ok(());
        }
        Err(KeyError::Lost(format!(
            "the key file {} is missing, and without it the {} do not open; put it back from a \
             backup, {GIVE_UP}",
            self.0.display(),
            sealed.in_words()
        )))
    }

    /// Writes a fresh key, unless there are secrets that it would not open.
    async fn make(&self, store: &Store) -> Result<(), KeyError> {
        self.must_not_be_missed(store).await?;
        let _lock = self.lock()?;
        // Another process may have been faster.
        if self.0.exists() {
            return Ok(());
        }
        self.write(&self.0, &MasterKey::generate_hex()?)
    }

    /// The key in the file.
    pub(super) fn read(&self) -> Result<MasterKey, KeyError> {
        self.must_be_private()?;
        let hex =
            fs::read_to_string(&self.0).map_err(|error| self.failed("cannot be read", &error))?;
        let key = MasterKey::from_hex(&hex).map_err(|_| {
            let found = match hex.trim().chars().count() {
                0 => "is empty".to_owned(),
                count => format!("holds {count} characters that are no key"),
            };
            KeyError::File(format!(
                "the key file {} {found}; a key has 64 hexadecimal digits: put it back from a \
                 backup, or remove the file where there is none",
                self.0.display()
            ))
        })?;
        Ok(MasterKey { file: Some(self.0.clone()), ..key })
    }

    /// Nobody but its owner may read or change the key.
    #[cfg(unix)]
    fn must_be_private(&self) -> Result<(), KeyError> {
        use std::os::unix::fs::PermissionsExt;
        let about = fs::metadata(&self.0).map_err(|error| self.failed("cannot be read", &error))?;
        let mode = about.permissions().mode() & 0o777;
        if mode & 0o077 == 0 {
            return Ok(());
        }
        let path = self.0.display();
        Err(KeyError::File(format!(
            "the key file {path} can be read or changed by others (mode {mode:o}); run: chmod 600 {path}"
        )))
    }

    #[cfg(not(unix))]
    fn must_be_private(&self) -> Result<(), KeyError> {
        Ok(())
    }

    /// Waits until no other process of this machine replaces the key, and keeps others out until
    /// what it returns is dropped. A crash lets go of it.
    ///
    /// # Errors
    /// The lock file beside the key cannot be made.
    pub fn lock(&self) -> Result<File, KeyError> {
        let path = self.0.with_extension("lock");
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).open(path);
        let locked = file.and_then(|file| file.lock().map(|()| file));
        locked.map_err(|error| self.failed("cannot be locked", &error))
    }

    /// Writes a fresh key beside the old one, on the disk before this returns.
    pub(super) fn prepare(&self) -> Result<MasterKey, KeyError> {
        let hex = MasterKey::generate_hex()?;
        self.write(&self.next_path(), &hex)?;
        Ok(MasterKey { file: Some(self.0.clone()), ..MasterKey::from_hex(&hex)? })
    }

    /// Puts the new key in the place of the old one.
    pub(super) fn promote(&self) -> Result<(), KeyError> {
        fs::rename(self.next_path(), &self.0)
            .and_then(|()| self.sync_folder())
            .map_err(|error| self.failed("cannot be replaced", &error))
    }

    /// Throws the new key away: nothing was sealed with it.
    pub(super) fn discard(&self) -> Result<(), KeyError> {
        match fs::remove_file(self.next_path()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(self.failed("cannot be cleaned up", &error))
            }
            _ => Ok(()),
        }
    }

    fn next_path(&self) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push(".");
        name.push(NEXT);
        name.into()
    }

    /// Written beside and renamed, so that a crash leaves no half key.
    fn write(&self, to: &Path, hex: &str) -> Result<(), KeyError> {
        let fresh = to.with_extension("new");
        let written = write_for_owner(&fresh, hex)
            .and_then(|()| fs::rename(&fresh, to))
            .and_then(|()| self.sync_folder());
        written.map_err(|error| self.failed("cannot be written", &error))
    }

    fn sync_folder(&self) -> io::Result<()> {
        match self.0.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            // Windows cannot open folders, and needs it not.
            Some(parent) if cfg!(unix) => File::open(parent)?.sync_all(),
            _ => Ok(()),
        }
    }

    fn failed(&self, what: &str, error: &io::Error) -> KeyError {
        KeyError::File(format!("the key file {} {what}: {error}", self.0.display()))
    }
}

/// Writes a file that nobody else may read, on the disk before this returns.
fn write_for_owner(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
